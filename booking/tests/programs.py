"""The real programs, as in production, on the test's own database."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from clinic.tests.database import program_environment

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def web_server(**more: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The web server of production, with `more` in its environment; its process and its address."""
    # It is given a socket that listens already: what comes too early waits there.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, number = listening.getsockname()[1], listening.fileno()
        gunicorn = ["-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--bind", f"fd://{number}"]
        server = subprocess.Popen(
            [sys.executable, *gunicorn, "clinic.wsgi"],
            cwd=ROOT,
            env=program_environment(PORT=str(port), LOG_LEVEL="CRITICAL", **more),
            start_new_session=True,
            pass_fds=[number],
        )
    try:
        see_that_it_answers(port)
        yield server, f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def kill_all(program: subprocess.Popen[bytes]) -> None:
    """kill -9, of the program and of every process that it started."""
    os.killpg(program.pid, signal.SIGKILL)
    program.wait(timeout=30)


def see_that_it_answers(port: int) -> None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as asking:
        asking.request("GET", "/healthz")
        assert asking.getresponse().status == 200
