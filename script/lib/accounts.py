"""PostgreSQL refuses to run as root, so root lends it an unprivileged account of the system."""

import contextlib
import os
import pwd
import stat
import sys
from pathlib import Path
from typing import Any, NamedTuple


class Account(NamedTuple):
    name: str
    uid: int
    gid: int

    def as_popen_arguments(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_for(data: Path) -> Account | None:
    """The account to run PostgreSQL as. None: as ourselves."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return as_account(pwd.getpwuid(owner))  # PostgreSQL wants to own its data, whoever made them
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return as_account(pwd.getpwnam(name))
    sys.exit("PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as.")


def as_account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def make_private(folder: Path, account: Account | None) -> None:
    """A folder for the account alone. Where others may write, too, nobody can have put it there before us."""
    owner = account.uid if account else os.geteuid()
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid in {owner, os.geteuid()}
    if not ours or status.st_mode & 0o077:
        sys.exit(f"{folder} belongs to somebody else, or others may look into it. Remove it and start again.")
    if account:
        os.chown(folder, account.uid, account.gid)


def open_the_way(path: Path, account: Account | None) -> None:
    """Let the account pass through the folders above `path`: search them, not list them."""
    if not account:
        return
    for folder in reversed(path.resolve().parents):
        if not may_search(folder, account):
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
            print(f"PostgreSQL runs as the user {account.name}, so: chmod o+x {folder}", flush=True)


def may_search(folder: Path, account: Account) -> bool:
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)
