"""DATA_DIR: what one running site keeps on disk. Only one script/server may have it at a time."""

import contextlib
import fcntl
import os
import secrets
import sys
from pathlib import Path
from typing import IO


class DataFolder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock: IO[str] | None = None
        self.crashed = False  # whether the run before did not end in order

    def take(self) -> None:
        """Held until release(), or until this process is gone, however it ends."""
        try:
            make_folder(self.path)
            self.lock = (self.path / "lock").open("a+")
        except OSError as error:
            sys.exit(f"The data folder {self.path} cannot be used: {error.strerror}.")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = self.written_pid()
            self.lock.close()
            sys.exit(
                f"Another script/server (process {pid}) runs on the data folder {self.path}.\n"
                "For a second site beside it, set DATA_DIR and PORT."
            )
        self.crashed = bool(self.written_pid())
        self.write_pid(str(os.getpid()))

    def release(self) -> None:
        if self.lock:
            self.write_pid("")
            self.lock.close()

    def written_pid(self) -> str:
        assert self.lock
        self.lock.seek(0)
        return self.lock.read().strip()

    def write_pid(self, pid: str) -> None:
        assert self.lock
        self.lock.seek(0)
        self.lock.truncate()
        self.lock.write(pid)
        self.lock.flush()

    def make_secret_key(self) -> None:
        """Once. Whatever is signed with it, sessions and links too, ends with it."""
        file = self.path / "secret-key"
        if file.exists():
            return
        unfinished = self.write_private("secret-key.unfinished", secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, file)  # unlike a rename it never replaces a key
        unfinished.unlink()

    def write_database_urls(self, program: str, owner: str) -> None:
        """For manage.py beside the running server. They stay: after the end they say what is not running.

        The program reads its own. The owner's is for people, who hand it to what needs it.
        """
        for name, url in (("database-url", program), ("database-owner-url", owner)):
            self.write_private(f"{name}.unfinished", url).rename(self.path / name)

    def write_private(self, name: str, text: str) -> Path:
        path = self.path / name
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        return path


def make_folder(path: Path) -> None:
    """Nobody else can list it. Root's can be passed through, by the account that PostgreSQL runs under."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(0o711 if os.geteuid() == 0 else 0o700)
