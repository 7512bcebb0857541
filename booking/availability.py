"""Which times are free. Pure arithmetic: hours, closures, taken spans and now in, free times out.

Opening hours are kept on the clinic's wall clock, so local times are naive datetimes here. Everything
that is compared or returned is an aware datetime in UTC. Spans are half-open: [starts_at, ends_at).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MIDNIGHT = time(0)


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of real time, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, order=True)
class LocalSpan:
    """A stretch of the clinic's wall clock: naive local datetimes."""

    starts: datetime
    ends: datetime


def end_of(day: date, label: time) -> datetime:
    """Where something ends, 0:00 is midnight at the end of `day`; naive, as LocalSpan's."""
    return datetime.combine(day + DAY if label == MIDNIGHT else day, label)


@dataclass(frozen=True)
class WeeklySpan:
    """`weekday` counts from Monday = 0; see end_of()."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Rules:
    """What a visit type asks of a time.

    `length`, `buffer` and `notice` are elapsed time. `every` steps on the wall clock from opening.
    `horizon` counts days ahead of today; the last of them is bookable to its end.
    """

    length: timedelta
    buffer: timedelta
    every: timedelta
    notice: timedelta
    horizon: int


@dataclass(frozen=True)
class Schedule:
    """When one provider works. An extra opening adds to the weekly hours; a closure beats both."""

    zone: ZoneInfo
    weekly: Sequence[WeeklySpan] = ()
    openings: Sequence[LocalSpan] = ()
    closures: Sequence[LocalSpan] = ()

    def local_openings(self, first_day: date, last_day: date) -> Iterator[LocalSpan]:
        for number in range((last_day - first_day).days + 1):
            day = first_day + number * DAY
            for hours in self.weekly:
                if hours.weekday == day.weekday():
                    yield LocalSpan(datetime.combine(day, hours.opens), end_of(day, hours.closes))
        for opening in self.openings:
            if opening.starts.date() <= last_day and opening.ends.date() >= first_day:
                yield opening

    def open_spans(self, first_day: date, last_day: date) -> list[Span]:
        """What is open from first_day to last_day and on the days around them, merged, in order."""
        opened = merge(
            Span(to_utc(local.starts, self.zone), min(moments(local.ends, self.zone)))
            for local in self.local_openings(first_day - DAY, last_day + DAY)
        )
        return subtract(opened, self.closed_spans())

    def closed_spans(self) -> list[Span]:
        """The closures, merged, in order."""
        return merge(
            # In doubt, closed: until 1:30 is until the second 1:30 of the night when clocks go back.
            Span(min(moments(local.starts, self.zone)), max(moments(local.ends, self.zone)))
            for local in self.closures
        )

    def starts(self, first_day: date, last_day: date, every: timedelta) -> list[datetime]:
        """The moments at which a visit may begin: each label of the wall clock once, in order."""
        found = set()
        for opening in self.local_openings(first_day - DAY, last_day):
            local = opening.starts
            begin = datetime.combine(first_day, MIDNIGHT)
            if local < begin:
                local += (begin - local) // every * every  # not step by step through a long opening
            end = min(opening.ends, datetime.combine(last_day + DAY, MIDNIGHT))
            while local < end:
                if first_day <= local.date() <= last_day and exists(local, self.zone):
                    found.add(to_utc(local, self.zone))
                local += every
        return sorted(found)


def free_times(
    rules: Rules, schedule: Schedule, taken: Iterable[Span], *, now: datetime, first_day: date, last_day: date
) -> list[datetime]:
    """The starts, in UTC and in order, at which a visit fits between first_day and last_day (local days).

    A visit fits when it lies inside what is open, begins `notice` or more after now and within the
    horizon, and it together with the buffer behind it overlaps nothing taken. The buffer itself may run
    past closing time: nobody is treated in it.
    """
    last_day = min(last_day, now.astimezone(schedule.zone).date() + rules.horizon * DAY)
    opened = schedule.open_spans(first_day, last_day)
    busy = merge(taken)
    earliest = now + rules.notice
    return [
        start
        for start in schedule.starts(first_day, last_day, rules.every)
        if start >= earliest
        and covers(opened, Span(start, start + rules.length))
        and not touches(busy, Span(start, start + rules.length + rules.buffer))
    ]


def after_open_time(opened: Sequence[Span], start: datetime, amount: timedelta) -> datetime | None:
    """The moment at which `amount` of open time has passed since start; None where `opened` ends before."""
    for span in opened:
        begin = max(span.starts_at, start)
        if begin >= span.ends_at:
            continue
        if begin + amount <= span.ends_at:
            return begin + amount
        amount -= span.ends_at - begin
    return None


def open_time(opened: Iterable[Span], start: datetime, end: datetime) -> timedelta:
    """How much is open between them; `opened` is merged."""
    inside = (min(one.ends_at, end) - max(one.starts_at, start) for one in opened)
    return sum((one for one in inside if one > timedelta(0)), timedelta(0))


def last_open(opened: Sequence[Span], start: datetime, end: datetime) -> datetime | None:
    """The last moment up to `end` of what is open after `start`; None where that is nothing."""
    last = next((min(one.ends_at, end) for one in reversed(opened) if one.starts_at < end), start)
    return last if last > start else None


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """False for a label that the wall clock skips when clocks go forward."""
    return to_utc(local, zone).astimezone(zone).replace(tzinfo=None) == local


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """The first moment at which the wall clock shows `local`.

    A label that the clock skips is read with the offset before the jump: 2:30 is 3:30 (PEP 495).
    """
    return local.replace(tzinfo=zone).astimezone(UTC)


def moments(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Both readings of `local`; they differ only in the hour that a change of clocks repeats or skips."""
    return to_utc(local, zone), local.replace(tzinfo=zone, fold=1).astimezone(UTC)


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same time, as disjoint spans in order; spans that touch become one, empty ones vanish."""
    merged: list[Span] = []
    for span in sorted(spans):
        if span.starts_at >= span.ends_at:
            continue
        if merged and span.starts_at <= merged[-1].ends_at:
            if span.ends_at > merged[-1].ends_at:
                merged[-1] = Span(merged[-1].starts_at, span.ends_at)
        else:
            merged.append(span)
    return merged


def subtract(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """What of `spans` lies in none of `holes`; both are merged."""
    left = []
    for span in spans:
        begin = span.starts_at
        for hole in holes:
            if hole.ends_at <= begin or hole.starts_at >= span.ends_at:
                continue
            if hole.starts_at > begin:
                left.append(Span(begin, hole.starts_at))
            begin = hole.ends_at
        if begin < span.ends_at:
            left.append(Span(begin, span.ends_at))
    return left


def covers(merged: Sequence[Span], span: Span) -> bool:
    place = bisect_right(merged, span.starts_at, key=lambda one: one.starts_at)
    return place > 0 and merged[place - 1].ends_at >= span.ends_at


def touches(merged: Sequence[Span], span: Span) -> bool:
    place = bisect_right(merged, span.starts_at, key=lambda one: one.starts_at)
    return (place > 0 and merged[place - 1].overlaps(span)) or (
        place < len(merged) and merged[place].overlaps(span)
    )
