"""The real programs, as in production, on the test's own database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from clinic.tests.database import program_environment

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def web_server(**more: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The web server of production, with `more` in its environment; its process and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "clinic.wsgi"]
    env = program_environment(PORT=str(port), LOG_LEVEL="CRITICAL", **more)
    server = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        wait_for(server, port)
        yield server, f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def kill_all(program: subprocess.Popen[bytes]) -> None:
    """kill -9, of the program and of every process that it started."""
    os.killpg(program.pid, signal.SIGKILL)
    program.wait(timeout=30)


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise ChildProcessError("the web server did not start")
        asking = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            asking.request("GET", "/healthz")
            if asking.getresponse().status == 200:
                return
        except ConnectionError:
            time.sleep(0.05)
        finally:
            asking.close()
    raise TimeoutError("the web server did not answer within 30 seconds")
