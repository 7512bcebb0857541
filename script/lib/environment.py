"""Makes .venv from the locked requirements and goes on in it. Needs no more than a bare Python."""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
INSTALLING = VENV / "installing"  # left behind by an installation that was interrupted

NO_VENV = """\
This Python cannot make a virtual environment: its modules venv or ensurepip are missing.
On Debian and Ubuntu install them with: apt install python3-venv"""


def enter(*requirements: str) -> None:
    """Come back in the Python of .venv, with these requirements files installed."""
    if not is_ready(requirements):
        # Two of these scripts may start side by side. The lock ends with this process and with pip,
        # which goes on when this one is killed.
        with (ROOT / requirements[0]).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_ready(requirements):
                install(requirements, lock.fileno())
    if not VENV.samefile(sys.prefix):
        os.execv(PYTHON, [str(PYTHON), *sys.argv])  # noqa: S606


def is_ready(requirements: tuple[str, ...]) -> bool:
    return PYTHON.exists() and not INSTALLING.exists() and all(is_installed(name) for name in requirements)


def is_installed(name: str) -> bool:
    stamp = stamp_of(name)
    return stamp.exists() and stamp.read_text() == digest(name)


def stamp_of(name: str) -> Path:
    return VENV / f"installed-{name}"


def digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def install(requirements: tuple[str, ...], lock: int) -> None:
    os.umask(0o022)  # started by root, PostgreSQL runs from .venv under another account
    if INSTALLING.exists() or not PYTHON.exists():
        make_venv(lock)
    INSTALLING.touch()
    print(f"Installing {' and '.join(requirements)} into .venv ...", flush=True)
    files = [argument for name in requirements for argument in ("-r", str(ROOT / name))]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "install", "--quiet", "--require-hashes", *files], pass_fds=[lock]).returncode:
        sys.exit("The installation failed; pip says above why. The next start begins it again.")
    for name in requirements:
        stamp_of(name).write_text(digest(name))
    INSTALLING.unlink()


def make_venv(lock: int) -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(NO_VENV)
    print("Making .venv ...", flush=True)
    if VENV.exists():
        shutil.rmtree(VENV)
    if subprocess.run([base_python(), "-m", "venv", str(VENV)], pass_fds=[lock]).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(f"{base_python()} could not make .venv; it says above why.")


def base_python() -> str:
    """Not the one of .venv itself, which is about to go where somebody has activated it."""
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")
