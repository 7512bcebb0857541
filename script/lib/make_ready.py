"""What script/server does before it serves, in one process: to load Django three times takes seconds.

Run as `python -m script.lib.make_ready` from the project's folder.
"""

import errno
import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError
from psycopg2.errors import DiskFull


def main() -> None:
    django.setup()
    try:
        make_ready()
    except (OperationalError, OSError) as error:
        if not (isinstance(error.__cause__, DiskFull) or getattr(error, "errno", None) == errno.ENOSPC):
            raise
        sys.exit("There is no room left on the disk. Make room, then start again: nothing was lost.")


def make_ready() -> None:
    from clinic.traces import acting  # needs Django set up

    with acting.program("script/server"):
        call_command("prepare", verbosity=0)
        if not settings.DEBUG:  # runserver finds the files by itself
            collect_static_files(Path(settings.STATIC_ROOT))
        call_command("first_staff_user")


def collect_static_files(folder: Path) -> None:
    """Hashing and compressing takes seconds, so only after a file has changed."""
    stamp = folder.with_name("static.collected")
    found = fingerprint()
    if folder.exists() and stamp.exists() and stamp.read_text() == found:
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(found)


def fingerprint() -> str:
    files = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            files.append((name, status.st_size, status.st_mtime_ns))
    return hashlib.sha256(repr(sorted(files)).encode()).hexdigest()


if __name__ == "__main__":
    main()
