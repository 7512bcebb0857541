"""What the records say."""

from typing import Any

from django.db import connection, models

from clinic.traces.changes import Kind, kinds
from clinic.traces.models import Look


def kind_of(model: type[models.Model]) -> Kind:
    return next(one for one in kinds if one.model is model)


def events_of(record: models.Model) -> list[Any]:
    """All of one record, in order."""
    found = kind_of(type(record)).event_model.objects.filter(pgh_obj=record.pk)
    return list(found.order_by("pgh_id"))


def last_event(record: models.Model) -> Any:
    return events_of(record)[-1]


def looks() -> list[tuple[str, str, str, list[str]]]:
    """Who, what they did, where, and which patients, in order."""
    return list(Look.objects.order_by("pk").values_list("username", "action", "what", "references"))


def forget_who_is_at_work() -> None:
    """A test is one transaction, and what a request said of itself would hold until its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
