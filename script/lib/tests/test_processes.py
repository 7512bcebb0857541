import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lib import processes

LIB = Path(__file__).resolve().parent.parent.parent

PARENT = """
import os, sys, time
from pathlib import Path
from lib import processes
child = processes.start("sleep", ["sleep", "60"], cwd=Path("/"), env=os.environ)
print(child.process.pid, flush=True)
time.sleep(60)
"""


def is_running(pid: int) -> bool:
    try:
        return "sleep" in Path(f"/proc/{pid}/cmdline").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_child_does_not_outlive_a_killed_parent():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(LIB)}
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 5
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


def test_stop_kills_what_does_not_listen(tmp_path):
    deaf = "from signal import *; signal(SIGTERM, SIG_IGN); print(1, flush=True); pause()"
    with (tmp_path / "log").open("wb") as log:
        child = processes.start("deaf", [sys.executable, "-c", deaf], cwd=tmp_path, env=os.environ, log=log)
    while not (tmp_path / "log").read_text():
        time.sleep(0.02)
    processes.stop([child], patience=0.1)
    assert child.process.returncode == -signal.SIGKILL
