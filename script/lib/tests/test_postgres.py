import errno
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import environ
import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

from lib import postgres
from lib.postgres import THROWAWAY, Postgres, processes_of


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not under tmp_path: pytest closes that to every other account, and root's PostgreSQL runs as one."""
    with tempfile.TemporaryDirectory(prefix="clinic test, ünï ") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def ask(server: Postgres, question: str, url: str = "") -> Any:
    connection = psycopg2.connect(url or server.owner_url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def test_keeps_its_data_and_finds_english_words(folder):
    server = Postgres(folder, THROWAWAY)
    server.start()
    assert ask(server, "SELECT to_tsvector('Running feet')::text") == "'feet':2 'run':1"
    assert ask(server, "CREATE TABLE kept (); SELECT current_user::text") == "clinic_owner"
    server.stop()
    server.start()
    assert ask(server, "SELECT count(*) FROM kept") == 0
    server.stop()


def test_disk_without_room_is_said_before_anything_is_begun(folder, monkeypatch):
    monkeypatch.setattr(postgres, "ROOM", 10**18)
    server = Postgres(folder, THROWAWAY)
    with pytest.raises(OSError, match="No space left") as refused:
        server.start()
    assert (refused.value.errno, refused.value.filename) == (errno.ENOSPC, str(server.data))
    assert not server.data.exists()


def test_program_is_neither_owner_nor_more_than_a_user_of_the_database(folder):
    server = Postgres(folder, THROWAWAY)
    server.start()
    assert ask(server, "SELECT current_user::text", server.url) == "clinic"
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    assert ask(server, owner) == "clinic_owner"
    powers = "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles"
    assert ask(server, f"{powers} WHERE rolname = 'clinic'") is False
    with pytest.raises(InsufficientPrivilege):
        ask(server, "CREATE TABLE mine ()", server.url)
    server.stop()


def test_data_that_belonged_to_the_program_become_the_owners(folder):
    """As an earlier version made them, with one role."""
    server = Postgres(folder, THROWAWAY)
    server.start()
    as_superuser = server.url_of("postgres")
    ask(server, "ALTER ROLE clinic CREATEDB; GRANT ALL ON SCHEMA public TO clinic; SELECT 1", as_superuser)
    ask(server, "CREATE TABLE kept AS SELECT 1 AS number; SELECT 1", server.url)
    ask(server, "REASSIGN OWNED BY clinic_owner TO clinic; DROP ROLE clinic_owner; SELECT 1", as_superuser)
    server.stop()
    server.start()
    assert ask(server, "SELECT number FROM kept") == 1
    assert ask(server, "SELECT tableowner FROM pg_tables WHERE tablename = 'kept'") == "clinic_owner"
    assert ask(server, "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'clinic'") is False
    server.stop()


def test_starts_again_after_kill_9(folder):
    first = Postgres(folder, THROWAWAY)
    child = first.start()
    child.process.kill()
    child.process.wait()
    second = Postgres(folder, THROWAWAY)
    second.start()
    assert ask(second, "SELECT 1") == 1
    second.stop()


def test_stops_what_an_earlier_run_left(folder):
    left = Postgres(folder, THROWAWAY)
    child = left.start()
    new = Postgres(folder, THROWAWAY)
    new.start()
    assert child.process.wait(timeout=20) == 0
    new.stop()
    assert processes_of(new.name) == []


def test_file_with_the_number_of_a_stranger_is_no_server(folder):
    server = Postgres(folder, THROWAWAY)
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n{time.time():.0f}\n5432\n")
    server.start()
    assert ask(server, "SELECT 1") == 1
    server.stop()


def test_the_socket_is_private(folder):
    server = Postgres(folder, THROWAWAY)
    server.start()
    assert server.sockets.stat().st_mode & 0o077 == 0
    assert server.data.stat().st_mode & 0o077 == 0
    server.stop()


@pytest.mark.parametrize("name", ["var", "a b", "100%", "a+b", "x" * 200])
def test_settings_read_the_address_of_any_folder(tmp_path, name):
    server = Postgres(tmp_path / name)
    config = environ.Env.db_url_config(server.url)
    assert config["OPTIONS"] == {"host": str(server.sockets)}
    assert (config["USER"], config["NAME"]) == ("clinic", "clinic")
    assert len(os.fsencode(server.sockets)) < 93
