"""The free times as a page shows them: a week at a time, from the first day that has any."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q

from booking import diary, wording
from booking.availability import DAY
from booking.models import Provider, VisitType

WEEK = 7 * DAY


@dataclass(frozen=True)
class Slot:
    value: str
    label: str


@dataclass(frozen=True)
class Day:
    date: date
    slots: Sequence[Slot]

    @property
    def label(self) -> str:
        return wording.date_in_words(self.date)

    @property
    def values(self) -> list[str]:
        return [slot.value for slot in self.slots]


@dataclass(frozen=True)
class Week:
    """`asked` is the day that it was to begin with; None for the first of all `free_days`."""

    asked: date | None
    days: Sequence[Day]
    free_days: Sequence[date]

    @property
    def has_no_time_then(self) -> bool:
        return self.asked is not None and self.asked not in self.free_days

    @property
    def months(self) -> list[list[date]]:
        return [list(days) for _month, days in groupby(self.free_days, key=lambda day: (day.year, day.month))]

    @property
    def earlier(self) -> date | None:
        """The first free day of the week that ends with the last free day before this one."""
        before = [day for day in self.free_days if day < self.first]
        return next((day for day in before if day > before[-1] - WEEK), None)

    @property
    def later(self) -> date | None:
        return next((day for day in self.free_days if day >= self.first + WEEK), None)

    @property
    def first(self) -> date:
        return self.days[0].date if self.days else date.max - WEEK


def week_of(
    visit_type: VisitType,
    providers: Sequence[Provider],
    *,
    from_day: date | None,
    now: datetime,
    without: Q | None = None,
    but: Container[datetime | None] = (),
) -> Week:
    """A week from the first free day on, or from the first one that is not before `from_day`; `but` is left
    out.

    Days are the clinic's. To know which are free, all of them up to the horizon are read. The whole page of
    times took 26 ms of a processor for 60 days and 84 for a year with two providers, 52 and 236 with eight:
    so VisitType.horizon is a year at most.
    """
    if not diary.online_times_are_offered():
        return Week(asked=from_day, days=[], free_days=[])
    today = diary.local_day(now)
    found_free = diary.free_starts(
        visit_type,
        providers,
        first_day=today,
        last_day=today + visit_type.horizon * DAY,
        now=now,
        without=without,
    )
    starts = [start for start in found_free if start not in but]
    found = {day: list(group) for day, group in groupby(starts, key=diary.local_day)}
    first = next((day for day in found if from_day is None or day >= from_day), None)
    shown = [
        start for day, group in found.items() if first and first <= day < first + WEEK for start in group
    ]
    return Week(asked=from_day, days=by_day(shown), free_days=list(found))


def nearest(
    visit_type: VisitType, providers: Sequence[Provider], around: datetime, now: datetime
) -> Sequence[Day]:
    """Instead of a time that is gone."""
    if not diary.online_times_are_offered():
        return []
    return by_day(diary.nearest_free(visit_type, providers, around, now))


def by_day(starts: Iterable[datetime]) -> Sequence[Day]:
    return [
        Day(date=day, slots=[slot(start) for start in group])
        for day, group in groupby(starts, key=diary.local_day)
    ]


def slot(start: datetime) -> Slot:
    return Slot(value=wording.value_of(start), label=wording.clock_time(start))
