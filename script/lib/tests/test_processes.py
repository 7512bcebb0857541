import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lib import processes

LIB = Path(__file__).resolve().parent.parent.parent

PATIENCE = 20

PARENT = """
import os, signal
from pathlib import Path
from lib import processes
child = processes.start("sleep", ["sleep", "infinity"], cwd=Path("/"), env=os.environ)
print(child.process.pid, flush=True)
signal.pause()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_child_does_not_outlive_a_killed_parent():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(LIB)}
    )
    assert parent.stdout
    child = int(parent.stdout.readline())
    os.kill(child, 0)  # it is there
    parent.kill()
    try:
        parent.communicate(timeout=PATIENCE)  # both write there: it ends with the second of them
    except subprocess.TimeoutExpired:
        os.kill(child, signal.SIGKILL)
        raise


def test_stop_kills_what_does_not_listen(tmp_path):
    deaf = "from signal import *; signal(SIGTERM, SIG_IGN); print(1, flush=True); pause()"
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as out:
        with os.fdopen(writing, "wb") as log:
            child = processes.start(
                "deaf", [sys.executable, "-c", deaf], cwd=tmp_path, env=os.environ, log=log
            )
        assert out.readline() == b"1\n"
    processes.stop([child], patience=0.1)
    assert child.process.returncode == -signal.SIGKILL
