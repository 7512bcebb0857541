"""What was changed, by whoever writes: PostgreSQL itself adds an event for each row that changes.

An app opts its models in with @tracked. Each gets a table of events beside its own: the row as it was after
the change, when, and who was at work (clinic.traces.acting), all in that one row: nothing is ever updated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import pghistory
import pgtrigger
from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from pghistory.models import Event

from clinic.traces.triggers import AppendOnly, Recording

M = TypeVar("M", bound=models.Model)


class Change(Event):
    """What all events have in common."""

    is_record = True

    pgh_id = models.BigAutoField(primary_key=True)
    pgh_created_at = models.DateTimeField()
    # Written by PostgreSQL from the context, so that "what did this person change" has an index.
    pgh_user = models.GeneratedField(
        expression=Cast(KT("pgh_context__user"), models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Kind:
    """`patient` is the events' field that holds the id of the record of a patient, where there is one.
    `quiet` fields are shown where nothing else changed."""

    event_model: type[Any]
    patient: str
    quiet: frozenset[str]

    @property
    def model(self) -> type[models.Model]:
        return cast("type[models.Model]", self.event_model.pgh_tracked_model)

    @property
    def label(self) -> str:
        return str(self.event_model._meta.label_lower)


kinds: list[Kind] = []  # filled by @tracked


class OnInsert(pghistory.InsertEvent):
    def add_event_trigger(self, event_model: Any) -> None:
        register(self, event_model)


class OnUpdate(pghistory.UpdateEvent):
    """Only where a field that the event keeps has changed."""

    def add_event_trigger(self, event_model: Any) -> None:
        register(self, event_model)


class OnDelete(pghistory.DeleteEvent):
    def add_event_trigger(self, event_model: Any) -> None:
        register(self, event_model)


def register(tracker: pghistory.RowEvent, event_model: Any) -> None:
    """As RowEvent.add_event_trigger does, with our trigger."""
    trigger = Recording(
        event_model=event_model,
        label=tracker.label,
        name=tracker.trigger_name,
        row=tracker.row,
        operation=tracker.operation,
        condition=tracker.condition,
        level=tracker.level,
    )
    pgtrigger.register(trigger)(event_model.pgh_tracked_model)


def tracked(
    *more: pghistory.RowEvent,
    exclude: Sequence[str] = (),
    patient: str = "",
    quiet: Sequence[str] = (),
    indexes: Sequence[models.Index] = (),
) -> Callable[[type[M]], type[M]]:
    """Every insert, delete, and update that changed something leaves an event, with all but `exclude`."""

    def track(model: type[M]) -> type[M]:
        table = model._meta.label_lower.replace(".", "_")
        own = [
            models.Index("pgh_obj", "pgh_id", name=f"{table}_of"[:30]),  # what was before
            models.Index("pgh_created_at", "pgh_id", name=f"{table}_at"[:30]),
            models.Index("pgh_user", "pgh_created_at", "pgh_id", name=f"{table}_by"[:30]),
        ]
        if patient not in ("", "pgh_obj"):
            own.append(models.Index(patient, "pgh_id", name=f"{table}_for"[:30]))
        event_model = pghistory.create_event_model(
            model,
            OnInsert(),
            OnUpdate(),
            OnDelete(),
            *more,
            exclude=list(exclude),
            obj_field=pghistory.ObjForeignKey(related_name="+", db_index=False),
            context_field=pghistory.ContextJSONField(),
            context_id_field=pghistory.ContextUUIDField(),
            append_only=False,  # AppendOnly below is the stricter one
            base_model=Change,
            model_name=f"{model.__name__}Event",
            meta={"indexes": [*own, *indexes], "triggers": [AppendOnly()], "default_permissions": ()},
            abstract=False,
        )
        kinds.append(Kind(event_model, patient, frozenset(quiet)))
        return model

    return track
