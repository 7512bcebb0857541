"""The test's database, as the program's role reaches it."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread
from urllib.parse import quote, urlsplit

import psycopg2
from django.db import connection, transaction

# The rights and the roles: the migrations made them.
KEPT = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


def empty() -> None:
    """For the next test. Django's flush also truncates what is empty, and makes the rights and roles anew."""
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - KEPT)
    written = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(written)
        if filled := [table for (table,) in cursor.fetchall()]:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


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
