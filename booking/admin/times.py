"""The free times that the front desk picks from: a week at a time, each with who is free then.

A place is a provider and a start. Forms carry it as "3@2026-12-01T19:30Z".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Q

from booking import diary, wording
from booking.availability import DAY
from booking.forms import parse_time
from booking.models import Provider, VisitType
from booking.weeks import WEEK, Slot

NEAREST = 6
READ_AT_ONCE = 8 * WEEK  # a long horizon is not read to its end to show one week

Place = tuple[Provider, datetime]


@dataclass(frozen=True)
class Row:
    provider: str
    choices: Sequence[Slot]


@dataclass(frozen=True)
class Day:
    label: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Week:
    """`earlier`, `this` and `later` are Mondays; `later` skips weeks without a free time."""

    days: Sequence[Day]
    this: date
    earlier: date | None
    later: date | None

    @property
    def values(self) -> set[str]:
        return {choice.value for day in self.days for row in day.rows for choice in row.choices}


def value_of(place: Place) -> str:
    provider, starts_at = place
    return f"{provider.pk}@{wording.value_of(starts_at)}"


def parse_place(text: str, providers: Iterable[Provider]) -> Place | None:
    number, _at, moment = text.partition("@")
    starts_at = parse_time(moment)
    provider = next((one for one in providers if str(one.pk) == number), None)
    return (provider, starts_at) if provider and starts_at else None


def first_week_of(
    visit_type: VisitType,
    providers: Sequence[Provider],
    day: date,
    now: datetime,
    *,
    without: Q | None = None,
    but: Place | None = None,
) -> Week:
    """The week of that day; where it has no free time, the next one that has."""
    week = week_of(visit_type, providers, day, now, without=without, but=but)
    if week.days or not week.later:
        return week
    return week_of(visit_type, providers, week.later, now, without=without, but=but)


def week_of(
    visit_type: VisitType,
    providers: Sequence[Provider],
    day: date,
    now: datetime,
    *,
    without: Q | None = None,
    but: Place | None = None,
) -> Week:
    """`but` is left out."""
    today = diary.local_day(now)
    last_day = today + visit_type.horizon * DAY
    monday = monday_of(min(max(day, today), last_day))
    found = free_places(visit_type, providers, monday, monday + READ_AT_ONCE - DAY, now, without=without)
    found = [place for place in found if place != but]
    after = [place for place in found if diary.local_day(place[1]) >= monday + WEEK]
    return Week(
        days=by_day(place for place in found if diary.local_day(place[1]) < monday + WEEK),
        this=monday,
        earlier=monday - WEEK if monday > today else None,
        later=monday_of(diary.local_day(after[0][1])) if after else None,
    )


def nearest(
    visit_type: VisitType,
    providers: Sequence[Provider],
    around: datetime,
    now: datetime,
    *,
    without: Q | None = None,
) -> Week:
    """What is free closest to `around`, with anybody."""
    starts = diary.nearest_free(visit_type, providers, around, now, without=without, count=NEAREST)
    days = [diary.local_day(start) for start in starts] or [diary.local_day(now)]
    found = free_places(visit_type, providers, days[0], days[-1], now, without=without)
    found = sorted(found, key=lambda place: abs(place[1] - around))[:NEAREST]
    return Week(
        days=by_day(sorted(found, key=in_order)),
        this=monday_of(diary.local_day(around)),
        earlier=None,
        later=None,
    )


def free_places(
    visit_type: VisitType,
    providers: Sequence[Provider],
    first_day: date,
    last_day: date,
    now: datetime,
    *,
    without: Q | None = None,
) -> list[Place]:
    starts = diary.free_by_provider(
        visit_type, providers, first_day=first_day, last_day=last_day, now=now, without=without
    )
    return sorted(((one, start) for one in providers for start in starts[one.pk]), key=in_order)


def in_order(place: Place) -> tuple[datetime, int]:
    return place[1], place[0].pk


def by_day(places: Iterable[Place]) -> list[Day]:
    return [
        Day(label=wording.day(group[0][1]), rows=rows_of(group))
        for _day, group in (
            (day, list(group)) for day, group in groupby(places, key=lambda place: diary.local_day(place[1]))
        )
    ]


def rows_of(places: Sequence[Place]) -> list[Row]:
    providers = {provider.pk: provider for provider, _starts_at in places}
    return [
        Row(
            provider=one.name,
            choices=[
                Slot(value_of(place), wording.clock_time(place[1]))
                for place in places
                if place[0].pk == one.pk
            ],
        )
        for one in providers.values()
    ]


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY
