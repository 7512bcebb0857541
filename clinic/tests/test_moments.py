"""Every date and time that is kept lies in one range; one from before takes no page with it."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test import Client

from booking.models import Closure
from clinic.moments import EARLIEST_DAY, LATEST_DAY, bring_into_range, validate_day
from conftest import MakeAppointment

pytestmark = pytest.mark.django_db

OURS = {"booking", "content", "clinic", "traces"}
OUT_OF_RANGE = [
    "9999-12-31",
    "infinity",
    "-infinity",
    "0044-03-15 BC",
    "0001-01-01",
    "1999-12-30",
    "2101-01-03",
]
CONSTRAINTS = """
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'
"""


def columns() -> list[tuple[str, str]]:
    """Of each model of ours but the records of changes, whose rows come from these."""
    return [
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        if model._meta.app_label in OURS and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.DateField)
    ]


@pytest.mark.parametrize(("table", "column"), columns())
def test_every_column_is_in_range(table: str, column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS, [table])
        rules = " ".join(definition for (definition,) in cursor.fetchall())

    assert f"({column} >= '" in rules
    assert f"({column} <" in rules


@pytest.mark.parametrize("value", OUT_OF_RANGE)
def test_plain_sql_is_refused(make_appointment: MakeAppointment, now: datetime, value: str) -> None:
    make_appointment()
    for statement in (
        "UPDATE booking_appointment SET starts_at = %s",
        "UPDATE booking_message SET due_at = %s",
        "INSERT INTO booking_closure (first_day, last_day, reason) VALUES ('2026-06-02', %s, '')",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [value])


@pytest.mark.parametrize(
    ("value", "fine"),
    [
        (EARLIEST_DAY, True),
        (LATEST_DAY, True),
        (date(1999, 12, 31), False),
        (date(2101, 1, 1), False),
        (datetime(2101, 1, 1, 4, 59, tzinfo=UTC), True),  # still the last day, in the clinic
        (datetime(2101, 1, 1, 5, 0, tzinfo=UTC), False),
        (datetime.max.replace(tzinfo=UTC), False),
        (datetime.min.replace(tzinfo=UTC), False),
    ],
)
def test_what_people_type(value: date, fine: bool) -> None:
    if fine:
        validate_day(value)
        return
    with pytest.raises(ValidationError) as refused:
        validate_day(value)
    assert refused.value.messages == ["Choose a day from January 1, 2000, to December 31, 2100."]


@pytest.mark.parametrize("value", OUT_OF_RANGE)
def test_row_from_before_takes_no_page_with_it(
    head: Client, client: Client, make_appointment: MakeAppointment, now: datetime, value: str
) -> None:
    """As in a database that had no constraint yet, and in records, which nobody mends."""
    make_appointment(status="booked")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE booking_appointment DROP CONSTRAINT appointment_moments")
        cursor.execute("ALTER TABLE booking_message DROP CONSTRAINT message_moments")
        cursor.execute("UPDATE booking_appointment SET changed_at = %s, created_at = %s", [value] * 2)
        cursor.execute("UPDATE booking_message SET created_at = %s, failed_at = %s", [value] * 2)

    for address in ("/admin/", "/admin/booking/appointment/?view=all", "/admin/traces/look/"):
        assert head.get(address).status_code == 200
    assert b"".join(head.get("/admin/booking/appointment/export/?view=all"))


@pytest.mark.parametrize(("value", "day"), [("infinity", LATEST_DAY), ("0044-03-15 BC", EARLIEST_DAY)])
def test_rows_from_before_are_brought_into_range(now: datetime, value: str, day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE booking_closure DROP CONSTRAINT closure_days")
        cursor.execute(
            "INSERT INTO booking_closure (first_day, last_day, reason) VALUES (%s, %s, '')", [value] * 2
        )

    bring_into_range(connection, {"booking_closure": ["first_day", "last_day"]})

    assert [(one.first_day, one.last_day) for one in Closure.objects.all()] == [(day, day)]
