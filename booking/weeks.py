"""The free times as a page shows them: a week at a time, from the first day that has any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q

from booking import diary, wording
from booking.availability import DAY
from booking.models import Provider, VisitType

WEEK = 7 * DAY
READ_AT_ONCE = 8 * WEEK  # a long horizon is not read to its end to show one week


@dataclass(frozen=True)
class Slot:
    value: str
    label: str


@dataclass(frozen=True)
class Day:
    label: str
    slots: Sequence[Slot]


@dataclass(frozen=True)
class Week:
    """`earlier` and `later` are the first days of the weeks before and after, where those may have times."""

    days: Sequence[Day]
    earlier: date | None
    later: date | None


def week_of(
    visit_type: VisitType,
    providers: Sequence[Provider],
    *,
    from_day: date | None,
    now: datetime,
    without: Q | None = None,
) -> Week:
    """The week from `from_day`, or else the one that begins with the first free day.

    Where that week has no time the next one that has is shown. Days are the clinic's.
    """
    today = diary.local_day(now)
    horizon = today + visit_type.horizon * DAY
    first = from_day or today
    if not diary.online_times_are_offered():
        return Week(days=[], earlier=None, later=None)

    def read(begin: date) -> tuple[list[datetime], date]:
        end = begin + READ_AT_ONCE - DAY
        found = diary.free_starts(
            visit_type, providers, first_day=begin, last_day=end, now=now, without=without
        )
        return found, end

    starts, end = read(first)
    while not starts and end < horizon:
        starts, end = read(end + DAY)
    if starts and (from_day is None or diary.local_day(starts[0]) >= first + WEEK):
        first = diary.local_day(starts[0])
    if first + WEEK > end + DAY and end < horizon:
        starts, end = read(first)  # the week must not be cut where the reading ended
    found = [(day, list(group)) for day, group in groupby(starts, key=diary.local_day)]
    later = next((day for day, _group in found if day >= first + WEEK), None)
    if starts and later is None and end < horizon:
        later = end + DAY
    return Week(
        days=by_day(start for day, group in found if day < first + WEEK for start in group),
        earlier=max(first - WEEK, today) if from_day and first > today else None,
        later=later,
    )


def nearest(
    visit_type: VisitType, providers: Sequence[Provider], around: datetime, now: datetime
) -> Sequence[Day]:
    """Instead of a time that is gone."""
    if not diary.online_times_are_offered():
        return []
    return by_day(diary.nearest_free(visit_type, providers, around, now))


def by_day(starts: Iterable[datetime]) -> Sequence[Day]:
    return [
        Day(label=wording.day(group[0]), slots=[slot(start) for start in group])
        for group in (list(group) for _day, group in groupby(starts, key=diary.local_day))
    ]


def slot(start: datetime) -> Slot:
    return Slot(value=wording.value_of(start), label=wording.clock_time(start))
