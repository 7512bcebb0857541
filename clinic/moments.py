"""The days and moments that the site keeps: from EARLIEST_DAY to LATEST_DAY, in columns, forms and addresses.

PostgreSQL keeps moments that Python cannot read, such as the year 10000, and a record of changes is never
edited: one such value would break each page that shows it, for good. Every date and time of ours has this
range as a constraint; what stands in a database from before is read as the nearest moment that can be.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CheckConstraint, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg2.extensions import PYDATE, PYDATETIMETZ, new_type, register_type
from psycopg2.sql import SQL, Identifier

Cast = Callable[[str | None, Any], Any]

EARLIEST_DAY, LATEST_DAY = date(2000, 1, 1), date(2100, 12, 31)
# In UTC: a day more on either side, so that a day of any time zone is whole.
EARLIEST = datetime(1999, 12, 31, tzinfo=UTC)
LATEST = datetime(2101, 1, 2, tzinfo=UTC)

OUT_OF_RANGE = _("Choose a day from January 1, 2000, to December 31, 2100.")


def validate_day(value: date) -> None:
    """For fields that people fill in: of a date, or of a moment on the clinic's clock."""
    try:
        day = timezone.localdate(value) if isinstance(value, datetime) else value
    except OverflowError:
        raise ValidationError(OUT_OF_RANGE) from None
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise ValidationError(OUT_OF_RANGE)


def in_range(name: str, *, days: tuple[str, ...] = (), moments: tuple[str, ...] = ()) -> CheckConstraint:
    """Of a model with these columns, dates and times; empty ones pass. Also for plain SQL."""
    condition = Q()
    for column in days:
        condition &= Q(**{f"{column}__gte": EARLIEST_DAY, f"{column}__lte": LATEST_DAY})
    for column in moments:
        condition &= Q(**{f"{column}__gte": EARLIEST, f"{column}__lt": LATEST})
    return CheckConstraint(condition=condition, name=name, violation_error_message=OUT_OF_RANGE)


def bring_into_range(connection: BaseDatabaseWrapper, columns: Mapping[str, Sequence[str]]) -> None:
    """For rows from before, in a migration: `columns` by table."""
    with connection.cursor() as cursor:
        for table, names in columns.items():
            for name in names:
                update = SQL(
                    "UPDATE {table} SET {column} = LEAST(GREATEST({column}, %s), %s)"
                    " WHERE {column} < %s OR {column} > %s"
                ).format(table=Identifier(table), column=Identifier(name))
                cursor.execute(update.as_string(cursor.cursor), [EARLIEST_DAY, LATEST_DAY] * 2)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table is in use for what follows


# Reading

FIRST, LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)


def reader(cast: Cast, first: Any, last: Any) -> Cast:
    """As `cast`; what Python cannot hold, or no time zone show, is the first or last that can be."""

    def read(value: str | None, cursor: Any) -> Any:
        if value is None:
            return None
        try:
            parsed = cast(value, cursor)
        except (ValueError, OverflowError):
            return first if value.endswith("BC") else last
        if value.startswith("-") or parsed.year < first.year:
            return first
        return last if parsed.year > last.year else parsed

    return read


MOMENT = new_type(PYDATETIMETZ.values, "MOMENT", reader(PYDATETIMETZ, FIRST, LAST))
DAY = new_type(PYDATE.values, "DAY", reader(PYDATE, FIRST.date(), LAST.date()))


def read_in_range(sender: Any, connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """On each new connection to the database."""
    for kind in (MOMENT, DAY):
        register_type(kind, connection.connection)
