"""Child processes that cannot outlive this one, not even after kill -9."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from lib.accounts import Account

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child(NamedTuple):
    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals


def die_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """What a child does between fork and exec. Only Linux has this; elsewhere kill -9 leaves children."""
    parent = os.getpid()

    def before_exec() -> None:
        if LIBC is None:
            return
        LIBC.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return before_exec


def start(
    name: str,
    command: list[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    account: Account | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    stdin: int | IO[bytes] | None = subprocess.DEVNULL,
    log: IO[bytes] | None = None,
) -> Child:
    """Call this from the main thread: the kernel takes the death of the calling thread for the parent's."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=stdin,
        stdout=log,
        stderr=log,
        # Ctrl-C at the terminal then reaches this process alone, which stops the others in order.
        start_new_session=True,
        # subprocess changes the user before it calls preexec_fn; after it would forget the death signal.
        preexec_fn=die_with_parent(stop_signal),
        **(account.as_popen_arguments() if account else {}),
    )
    return Child(name, process, stop_signal)


def run(command: list[str], *, cwd: Path, env: Mapping[str, str]) -> int:
    """Run to the end, with the terminal's input. Interrupted, it interrupts the child, too."""
    child = start(command[-1], command, cwd=cwd, env=env, stop_signal=signal.SIGINT, stdin=None)
    try:
        return child.process.wait()
    finally:
        stop([child], patience=5)


def stop(children: list[Child], patience: float) -> None:
    """Ask all at once, wait, then kill what is left, with the processes that each has started."""
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(child.stop_signal)
    deadline = time.monotonic() + patience
    for child in children:
        try:
            child.process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        # A master that was killed leaves its workers, all in the session that start() made.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
