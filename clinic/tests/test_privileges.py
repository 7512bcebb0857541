"""What PostgreSQL refuses the program's role. The test's own process is the owner."""

import os
from collections.abc import Iterator

import psycopg2
import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from psycopg2.errors import InsufficientPrivilege
from psycopg2.sql import SQL, Identifier

from clinic import privileges
from clinic.models import Practice
from clinic.tests.database import program_connection
from clinic.traces.tests.reading import kind_of

pytestmark = pytest.mark.skipif(
    not os.environ.get("DATABASE_OWNER_URL"), reason="one role has all, without DATABASE_OWNER_URL"
)

REFUSED = [
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} ADD COLUMN more text",
    "CREATE TRIGGER t BEFORE INSERT ON {table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "DROP TABLE {table}",
    "SET session_replication_role = replica",
]


@pytest.fixture
def program(transactional_db: None) -> Iterator[psycopg2.extensions.connection]:
    with program_connection() as program:
        yield program


@pytest.fixture
def role(program: psycopg2.extensions.connection) -> str:
    return str(program.info.user)


@pytest.fixture
def one_more_record(role: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A table that the program could change, and that this version calls a record."""
    Practice.load()
    with monkeypatch.context() as patch:
        patch.setattr(Practice, "is_record", True, raising=False)
        privileges.grant(connection, role)
        yield Practice._meta.db_table
    privileges.grant(connection, role)


def run(program: psycopg2.extensions.connection, statement: str, table: str) -> None:
    with program.cursor() as cursor:
        column = next(one for one in apps.get_models() if one._meta.db_table == table)._meta.pk.column
        cursor.execute(SQL(statement).format(table=Identifier(table), column=Identifier(column)))


def rights(role: str, table: str) -> set[str]:
    asked = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one FROM unnest(%s) one WHERE has_table_privilege(%s, quote_ident(%s), one)",
            [asked, role, table],
        )
        return {name for (name,) in cursor.fetchall()}


def test_there_are_records() -> None:
    assert privileges.record_tables() != []


@pytest.mark.usefixtures("one_more_record")
@pytest.mark.parametrize("statement", REFUSED)
def test_program_is_refused_to_change_any_record(
    program: psycopg2.extensions.connection, statement: str
) -> None:
    for table in privileges.record_tables():
        with pytest.raises(InsufficientPrivilege):
            run(program, statement, table)


def test_program_reads_and_adds_records(role: str, one_more_record: str) -> None:
    tables = set(privileges.record_tables()) - set(privileges.event_tables())
    assert one_more_record in tables
    assert [table for table in tables if rights(role, table) != {"SELECT", "INSERT"}] == []


def test_program_only_reads_what_triggers_write(role: str) -> None:
    assert [table for table in privileges.event_tables() if rights(role, table) != {"SELECT"}] == []


def test_program_cannot_hang_the_owners_function_on_a_table_of_its_own(
    program: psycopg2.extensions.connection, role: str
) -> None:
    make = "CREATE FUNCTION forge() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    with connection.cursor() as owner, program.cursor() as cursor:
        owner.execute(make)
        try:
            privileges.grant(connection, role)
            cursor.execute("CREATE TEMP TABLE mine ()")
            with pytest.raises(InsufficientPrivilege):
                cursor.execute("CREATE TRIGGER t BEFORE INSERT ON mine EXECUTE FUNCTION forge()")
        finally:
            owner.execute("DROP FUNCTION forge CASCADE")


def test_program_works_with_all_other_tables(role: str) -> None:
    with connection.cursor() as cursor:
        others = set(connection.introspection.table_names(cursor)) - set(privileges.record_tables())
    others.remove("django_migrations")
    everything = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert [table for table in others if rights(role, table) != everything] == []
    assert rights(role, "django_migrations") == {"SELECT"}


def test_program_makes_no_tables(program: psycopg2.extensions.connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    privileges.grant(connection, str(program.info.user))
    with program.cursor() as cursor, pytest.raises(InsufficientPrivilege):
        cursor.execute("CREATE TABLE mine ()")


@pytest.mark.django_db
def test_what_was_granted_too_much_is_taken_back(role: str, one_more_record: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'GRANT ALL ON clinic_practice TO "{role}"')
        cursor.execute("GRANT UPDATE (name), TRUNCATE ON clinic_practice TO PUBLIC")
    privileges.grant(connection, role)
    assert rights(role, one_more_record) == {"SELECT", "INSERT"}
    privileges.grant(connection, role)
    assert rights(role, one_more_record) == {"SELECT", "INSERT"}


def test_names_are_quoted(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute('CREATE TABLE "a "" b" (id serial)')
    try:
        privileges.grant(connection, role)
        assert rights(role, 'a " b') == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    finally:
        with connection.cursor() as cursor:
            cursor.execute('DROP TABLE "a "" b"')


# What makes it void


def a_superuser() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolsuper LIMIT 1")
        return str(cursor.fetchone()[0])


@pytest.mark.usefixtures("one_more_record")
def test_no_grant_holds_a_superuser_or_the_owner(role: str) -> None:
    superuser = a_superuser()
    owner = privileges.current_role(connection)
    assert privileges.how_it_owns(connection, superuser) == (
        f"The database role {superuser} is a superuser, so it can change the records."
    )
    assert privileges.how_it_owns(connection, owner) == (
        f"The database role {owner} owns the records, so it can change them."
    )
    assert privileges.how_it_owns(connection, role) == ""


def test_database_that_is_the_programs_is_seen_before_there_are_records(
    role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privileges, "record_tables", list)
    owner = privileges.current_role(connection)
    assert privileges.how_it_owns(connection, owner) == (
        f"The database role {owner} owns the database, so it can drop the records."
    )


@pytest.mark.usefixtures("one_more_record")
def test_start_with_one_role_for_all_is_not_refused() -> None:
    privileges.refuse_half_a_separation()


@pytest.mark.usefixtures("one_more_record")
@pytest.mark.parametrize(
    "grant",
    [
        "TRUNCATE ON clinic_practice",
        "UPDATE ON clinic_practice",
        "UPDATE (name) ON clinic_practice",
        "DELETE ON clinic_practice",
        "TRIGGER ON clinic_practice",
        "CREATE ON SCHEMA public",
    ],
)
def test_start_of_a_program_that_may_change_records_is_refused(
    role: str, grant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privileges, "current_role", lambda _connection: role)
    privileges.refuse_half_a_separation()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'GRANT {grant} TO "{role}"')
        with pytest.raises(ImproperlyConfigured, match=f"{role} was granted more than it needs"):
            privileges.refuse_half_a_separation()
        transaction.set_rollback(True)


@pytest.mark.usefixtures("one_more_record")
def test_start_as_superuser_over_tables_of_the_owner_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    superuser = a_superuser()
    monkeypatch.setattr(privileges, "current_role", lambda _connection: superuser)
    with pytest.raises(ImproperlyConfigured, match="is a superuser"):
        privileges.refuse_half_a_separation()


def test_deployment_check_tells_of_one_role(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> list[str | None]:
        return [one.id for one in run_checks(include_deployment_checks=True) if one.id == "clinic.W001"]

    assert found() == ["clinic.W001"]
    monkeypatch.setattr(privileges, "current_role", lambda _connection: role)
    assert found() == []


def test_what_the_program_changes_is_recorded_all_the_same(program):
    """It may not write the record, and a table of its own with that name does not catch it."""
    practice = Practice.load()
    with program.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE clinic_practiceevent (LIKE public.clinic_practiceevent)")
        cursor.execute("UPDATE clinic_practice SET city = 'Broadway'")
    events = kind_of(Practice).event_model.objects.filter(pgh_obj=practice).order_by("pgh_id")
    assert [(one.pgh_label, one.city) for one in events] == [("insert", "Sanford"), ("update", "Broadway")]
