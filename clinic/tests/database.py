"""The test's database, as the program's role reaches it."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread
from urllib.parse import quote, urlsplit

import psycopg2
from django.db import connection, transaction


def program_url() -> str:
    """For a process of its own."""
    name = quote(connection.settings_dict["NAME"])
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def program_environment(**more: str) -> dict[str, str]:
    """Without the owner's way in, as in production."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    return kept | {"DATABASE_URL": program_url()} | more


@contextmanager
def program_connection() -> Iterator[psycopg2.extensions.connection]:
    with closing(psycopg2.connect(program_url())) as program:
        program.autocommit = True
        yield program


@contextmanager
def undone() -> Iterator[None]:
    """What is written in it is gone behind it. So, many cases begin with what was made once."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def until_it_waits(thread: Thread) -> None:
    """Until the thread waits for a lock that this connection holds. One that does not wait fails the test."""
    with connection.cursor() as cursor:
        waits = False
        while not waits:
            assert thread.is_alive()
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
            )
            [waits] = cursor.fetchone()
