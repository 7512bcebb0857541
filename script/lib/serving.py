"""script/server: PostgreSQL, the web server and the worker, started together and stopped together."""

import argparse
import errno
import http.client
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from lib import environment, processes
from lib.data_folder import DataFolder
from lib.environment import ROOT
from lib.port import addresses, port_from_environment
from lib.postgres import Postgres
from lib.processes import Child

DESCRIPTION = """\
Starts the site on this machine: PostgreSQL, the web server and the worker. Ctrl-C stops them all.

PORT, DATA_DIR, DATABASE_URL, SITE_URL and more are read from the environment: docs/running.md."""

PYTHON = str(environment.PYTHON)
AFTER_A_CRASH = 10  # seconds that what was left behind may take to free the port
TO_START = 60
TO_STOP = 4
FULL = {errno.ENOSPC, errno.EDQUOT}
NO_ROOM = "There is no room left on the disk for {folder}. Make room, then start again: nothing was lost."


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="script/server", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--debug", action="store_true", help="Django's reloading server, with DEBUG on")
    debug = parser.parse_args(arguments).debug
    # Set, not left: a shell that puts a program in the background has it ignore SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, lambda *_: sys.exit(0))
    try:
        environment.enter("requirements.txt")
        Site(debug).run()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno not in FULL:
            raise
        sys.exit(NO_ROOM.format(folder=error.filename or os.environ.get("DATA_DIR") or ROOT / "var"))


class Site:
    def __init__(self, debug: bool) -> None:
        self.debug = debug
        self.port = port_from_environment()
        self.folder = DataFolder(Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve())
        self.env = os.environ | {
            "PORT": str(self.port),
            "DATA_DIR": str(self.folder.path),
            "DEBUG": "true" if debug else "false",
            "DJANGO_SETTINGS_MODULE": "clinic.settings",
            "PYTHONUNBUFFERED": "1",
        }
        # What serves does not learn it.
        self.owner_url = self.env.pop("DATABASE_OWNER_URL", "")
        self.postgres: Postgres | None = None
        self.children: list[Child] = []

    def run(self) -> None:
        os.umask(0o077)  # mails and the rest are for this account's eyes
        self.folder.take()
        try:
            self.start()
            self.watch()
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
            self.stop()
            self.folder.release()

    def start(self) -> None:
        listen = addresses(self.port, patience=AFTER_A_CRASH if self.folder.crashed else 0)
        if not self.env.get("SECRET_KEY"):
            self.folder.make_secret_key()
        if not self.env.get("DATABASE_URL"):
            self.postgres = Postgres(self.folder.path)
            self.children.append(self.postgres.start())
            self.owner_url = self.postgres.owner_url
            self.folder.write_database_urls(self.postgres.url, self.owner_url)
        if self.make_ready():
            sys.exit("The site could not be made ready; it says above why.")
        self.children.append(self.start_python("the worker", "manage.py", "worker"))
        self.children.append(self.start_web(listen))
        self.wait_until_healthy()
        self.announce()

    def start_web(self, listen: list[str]) -> Child:
        if self.debug:
            return self.start_python("the web server", "manage.py", "runserver", f"127.0.0.1:{self.port}")
        bind = [word for address in listen for word in ("--bind", address)]
        command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", *bind, "clinic.wsgi"]
        return self.start_python("the web server", *command)

    def start_python(self, name: str, *arguments: str, **options: Any) -> Child:
        return processes.start(name, [PYTHON, *arguments], cwd=ROOT, env=self.env, **options)

    def make_ready(self) -> int:
        env = self.env | {"DATABASE_OWNER_URL": self.owner_url}
        return processes.run([PYTHON, "-m", "script.lib.make_ready"], cwd=ROOT, env=env)

    def wait_until_healthy(self) -> None:
        deadline = time.monotonic() + TO_START
        while not self.is_healthy():
            self.exit_if_one_died()
            if time.monotonic() > deadline:
                sys.exit(f"The web server does not answer after {TO_START} seconds.")
            time.sleep(0.05)

    def is_healthy(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        return False

    def announce(self) -> None:
        here = f"http://localhost:{self.port}"
        site = (self.env.get("SITE_URL") or here).rstrip("/")
        print(f"\nThe site:    {site}/\nThe admin:   {site}/admin/")
        if site != here:
            print(f"Listens on:  {here}")
        if not self.env.get("MAIL_URL"):
            print(f"Mails:       {self.folder.path / 'mail'}")
        print("Ctrl-C stops it.\n", flush=True)

    def watch(self) -> None:
        while True:
            self.exit_if_one_died()
            time.sleep(0.2)

    def exit_if_one_died(self) -> None:
        for child in self.children:
            code = child.process.poll()
            if code is None:
                continue
            if self.postgres and child is self.postgres.child:
                print(self.postgres.log.read_text(errors="replace"), file=sys.stderr)
            sys.exit(f"Stopping, because {child.name} has ended ({ending(code)}).")

    def stop(self) -> None:
        served = [child for child in self.children if not self.postgres or child is not self.postgres.child]
        processes.stop(served, TO_STOP)
        if self.postgres:  # last: the others may still write
            self.postgres.stop()


def ending(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
