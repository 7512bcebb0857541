"""The database's owner, who migrates and grants. Web server and worker never learn how to become it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def acting() -> Iterator[None]:
    """Inside, the one connection is the owner's: migrations and commands need not know that there are two.

    Not inside a transaction. Without DATABASE_OWNER_URL the program's role is the owner, and nothing changes.
    """
    if not settings.DATABASE_OWNER:
        yield
        return
    program = connection.settings_dict
    connection.close()
    connection.settings_dict = program | settings.DATABASE_OWNER
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = program
