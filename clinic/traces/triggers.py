"""Triggers that nobody can talk out of it.

Those of django-pgtrigger ask first whether the session said `SET pgtrigger.ignore = …`, which any role may.
Ours do not ask. They run as the owner of the tables, so that the program's role needs no right of its own
to write a record, and look for their table where that role can put nothing of the same name.
"""

from typing import Any

import pgtrigger
from django.db.models import Model
from pghistory.trigger import Event
from pgtrigger.compiler import Trigger as Compiled
from pgtrigger.compiler import UpsertTriggerSql


class StrictSql(UpsertTriggerSql):
    """Migrations name this class: a change of the template changes what they install."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


def strictly(compiled: Compiled) -> Compiled:
    return Compiled(name=compiled.name, sql=StrictSql(**compiled.sql.kwargs))


class Recording(Event):
    """Writes an event: the row as it is after the change, or was before it was deleted."""

    def compile(self, model: Any) -> Compiled:
        return strictly(super().compile(model))


class AppendOnly(pgtrigger.Protect):
    """Refuses to change or delete a record, whoever asks, the owner of the table too."""

    def __init__(self) -> None:
        super().__init__(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)

    def compile(self, model: type[Model]) -> Compiled:  # type: ignore[override]
        return strictly(super().compile(model))  # type: ignore[arg-type]
