"""What the program's database role may do: it adds to the records of changes and looks, and cannot edit them.

The owner's role has the tables, and grants with `manage.py prepare` (45 CFR 164.312(b)).
"""

from collections.abc import Callable

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection as default_connection
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Composable, Identifier

READ_ONLY = {MigrationRecorder.Migration._meta.db_table}

# Not what an extension has put there under another role: that is not ours to grant.
OWN_RELATIONS = """
SELECT relname FROM pg_class
WHERE relnamespace = current_schema()::regnamespace
AND relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND relkind = ANY(%s)
ORDER BY relname
"""

OWN_TRIGGER_FUNCTIONS = """
SELECT proname FROM pg_proc
WHERE pronamespace = current_schema()::regnamespace
AND proowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND prorettype = 'trigger'::regtype
ORDER BY proname
"""

# A member of the owner's role can become it. Who has the database can drop what is in it.
WAYS = """
WITH records AS (
    SELECT oid, relowner FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%(tables)s)
)
SELECT
    rolsuper,
    EXISTS (SELECT FROM records WHERE pg_has_role(role.oid, relowner, 'MEMBER')),
    EXISTS (
        SELECT FROM pg_database
        WHERE datname = current_database() AND pg_has_role(role.oid, datdba, 'MEMBER')
    ),
    EXISTS (
        SELECT FROM records
        WHERE has_table_privilege(role.oid, records.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
        OR has_any_column_privilege(role.oid, records.oid, 'UPDATE')
    ) OR has_schema_privilege(role.oid, current_schema()::regnamespace, 'CREATE'),
    (SELECT coalesce(bool_and(relowner = role.oid), true) FROM records)
FROM pg_roles role WHERE rolname = %(role)s
"""


def is_record(model: type[models.Model]) -> bool:
    """django-pghistory's events, the context that says who did it, and what calls itself one."""
    return is_event(model) or model._meta.label == "pghistory.Context" or getattr(model, "is_record", False)


def is_event(model: type[models.Model]) -> bool:
    """What only a trigger writes, as the owner."""
    return hasattr(model, "pgh_tracked_model")


def record_tables() -> list[str]:
    return tables_of(is_record)


def event_tables() -> list[str]:
    return tables_of(is_event)


def tables_of(is_one: Callable[[type[models.Model]], bool]) -> list[str]:
    return sorted({one._meta.db_table for one in apps.get_models() if one._meta.managed and is_one(one)})


def current_role(connection: BaseDatabaseWrapper) -> str:
    """Asked, not read from the settings: an address may leave it to libpq."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def grant(connection: BaseDatabaseWrapper, program: str) -> None:
    """Over the owner's connection, after each migration; what was granted before and is too much goes.

    TRUNCATE, and all that ALTER can do to a table and its triggers, stays with the owner.
    """
    tables = names(connection, OWN_RELATIONS, ["r", "p", "v", "m"])
    sequences = names(connection, OWN_RELATIONS, ["S"])
    functions = names(connection, OWN_TRIGGER_FUNCTIONS)
    added = [name for name in tables if name not in READ_ONLY.union(event_tables())]
    changed = [name for name in added if name not in record_tables()]
    statements = [
        revoke("ALL", "TABLE", tables, program),
        allow("SELECT", "TABLE", tables, program),
        allow("INSERT", "TABLE", added, program),
        allow("UPDATE, DELETE", "TABLE", changed, program),
        revoke("ALL", "SEQUENCE", sequences, program),
        allow("USAGE, SELECT", "SEQUENCE", sequences, program),
        # Its triggers fire all the same; but it cannot hang one on a temporary table, and forge a record so.
        revoke("ALL", "FUNCTION", functions, program),
        # In databases from before PostgreSQL 15 everybody has this.
        revoke("CREATE", "SCHEMA", names(connection, "SELECT current_schema()"), program),
    ]
    # In one piece: another host is serving.
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for statement in statements:
            if statement:
                cursor.execute(statement.as_string(cursor.cursor))


def names(connection: BaseDatabaseWrapper, query: str, kinds: list[str] | None = None) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, [kinds] if kinds else [])
        return [name for (name,) in cursor.fetchall()]


def allow(rights: str, kind: str, whats: list[str], role: str) -> Composable | None:
    return about("GRANT {} ON {} {} TO {}", rights, kind, whats, role)


def revoke(rights: str, kind: str, whats: list[str], role: str) -> Composable | None:
    return about("REVOKE {} ON {} {} FROM PUBLIC, {}", rights, kind, whats, role)


def about(statement: str, rights: str, kind: str, whats: list[str], role: str) -> Composable | None:
    if not whats:
        return None
    listed = SQL(", ").join(map(Identifier, whats))
    return SQL(statement).format(SQL(rights), SQL(kind), listed, Identifier(role))


def how_it_owns(connection: BaseDatabaseWrapper, role: str) -> str:
    """The sentence that says why no grant can hold the role back; empty where there is none."""
    superuser, has_records, has_database, _granted, _one_role = ways(connection, role)
    if superuser:
        return _("The database role %(role)s is a superuser, so it can change the records.") % {"role": role}
    if has_records:
        return _("The database role %(role)s owns the records, so it can change them.") % {"role": role}
    if has_database:
        return _("The database role %(role)s owns the database, so it can drop the records.") % {"role": role}
    return ""


def refuse_half_a_separation() -> None:
    """At every start. One role for all is a choice, and prepare warns of it; two in vain are a mistake."""
    role = current_role(default_connection)
    *_ways, granted, one_role = ways(default_connection, role)
    if one_role:
        return
    if sentence := how_it_owns(default_connection, role):
        raise ImproperlyConfigured(sentence)
    if granted:
        raise ImproperlyConfigured(
            _("The database role %(role)s was granted more than it needs: it can change the records.")
            % {"role": role}
        )


def ways(connection: BaseDatabaseWrapper, role: str) -> tuple[bool, bool, bool, bool, bool]:
    with connection.cursor() as cursor:
        cursor.execute(WAYS, {"role": role, "tables": record_tables()})
        found: tuple[bool, bool, bool, bool, bool] = cursor.fetchone()
        return found
