"""The free times as a page shows them: a week at a time, from the first day that has any."""

from collections.abc import Sequence
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
    full_label: str


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
    starts: list[datetime] = []
    if diary.online_times_are_offered():
        begin = first
        while not starts and begin <= horizon:
            end = begin + READ_AT_ONCE - DAY
            starts = diary.free_starts(
                visit_type, providers, first_day=begin, last_day=end, now=now, without=without
            )
            begin = end + DAY
    by_day = [(day, list(group)) for day, group in groupby(starts, key=diary.local_day)]
    if by_day and (from_day is None or by_day[0][0] >= first + WEEK):
        first = by_day[0][0]
    later = next((day for day, _group in by_day if day >= first + WEEK), None)
    return Week(
        days=[
            Day(label=wording.day(group[0]), slots=[slot(start) for start in group])
            for day, group in by_day
            if day < first + WEEK
        ],
        earlier=max(first - WEEK, today) if from_day and first > today else None,
        later=later,
    )


def slot(start: datetime) -> Slot:
    return Slot(
        value=wording.value_of(start), label=wording.clock_time(start), full_label=wording.when(start)
    )
