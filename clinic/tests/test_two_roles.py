"""`manage.py prepare` as in production: a process that is told of both roles, on an empty database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from clinic.tests.database import program_environment

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not os.environ.get("DATABASE_OWNER_URL"), reason="there is one role, without DATABASE_OWNER_URL"
    ),
]


@pytest.fixture
def empty() -> Iterator[str]:
    """The path of an empty database, the owner's."""
    name = f"{connection.settings_dict['NAME']}_empty"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield f"/{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


def url(variable: str, path: str) -> str:
    return urlsplit(os.environ[variable])._replace(path=path).geturl()


def prepare(program: str, owner: str = "") -> subprocess.CompletedProcess[str]:
    env = program_environment(DATABASE_URL=program, DATABASE_OWNER_URL=owner)
    command = [sys.executable, "manage.py", "prepare", "--verbosity", "0"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)


def ask(address: str, question: str) -> list[str]:
    with closing(psycopg2.connect(address)) as connected, connected.cursor() as cursor:
        cursor.execute(question)
        return [str(one) for (one,) in cursor.fetchall()]


def test_owner_has_the_tables_and_the_program_uses_them(empty: str) -> None:
    program, owner = url("DATABASE_URL", empty), url("DATABASE_OWNER_URL", empty)
    for _start in range(2):
        done = prepare(program, owner)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    [role] = ask(owner, "SELECT current_user")
    assert ask(program, owners) == [role]
    assert ask(program, "SELECT starters_loaded_at IS NOT NULL FROM clinic_practice") == ["True"]

    # One role for all works, too, and is told what that means.
    done = prepare(owner)
    said = f"The database role {role} owns the records, so it can change them."
    hint = "docs/running.md says how to make two database roles."
    assert (done.returncode, done.stderr) == (0, f"{said} {hint}\n")


def test_one_role_that_is_given_as_two_is_refused(empty: str) -> None:
    owner = url("DATABASE_OWNER_URL", empty)
    done = prepare(owner, owner)
    assert done.returncode == 1
    assert "owns the database, so it can drop the records." in done.stderr
    assert ask(owner, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
