"""When the practice is open, in words: what patients read beside the phone (STANDARDS 1.22).

It is open when anybody works. Hours are labels on the clinic's wall clock: read as if they were UTC, no
change of clocks touches them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking import diary, wording
from booking.availability import DAY, MIDNIGHT, Schedule, Span, merge
from booking.models import Provider

AHEAD = 4 * 7  # days for which exceptions are told
WALL_CLOCK = ZoneInfo("UTC")

Times = tuple[tuple[time, time], ...]  # of one day; ending at 0:00 is midnight at its end


@dataclass(frozen=True)
class Line:
    days: str
    times: str


@dataclass(frozen=True)
class Hours:
    usual: Mapping[int, Times]  # by weekday from Monday = 0
    week: Sequence[Line]
    exceptions: Sequence[Line]
    answer: str


def of_practice(now: datetime) -> Hours | None:
    """None where nobody has any hours."""
    today = diary.local_day(now)
    days = [today + number * DAY for number in range(AHEAD)]
    working = list(Provider.objects.filter(is_active=True))
    plans = [replace(one, zone=WALL_CLOCK) for one in diary.schedules(working, days[0], days[-1]).values()]
    usual = by_day([replace(one, openings=(), closures=()) for one in plans], days)
    if not any(usual.values()):
        return None
    by_weekday = {day.weekday(): usual[day] for day in days[:7]}
    return Hours(
        usual=by_weekday,
        week=week(by_weekday),
        exceptions=exceptions(usual, by_day(plans, days)),
        answer=answer(settings.BOOKING_ANSWER_WITHIN_HOURS),
    )


def by_day(plans: Iterable[Schedule], days: Sequence[date]) -> dict[date, Times]:
    opened = merge(span for plan in plans for span in plan.open_spans(days[0], days[-1]))
    return {day: times_on(day, opened) for day in days}


def times_on(day: date, opened: Iterable[Span]) -> Times:
    whole = Span(
        datetime.combine(day, MIDNIGHT, WALL_CLOCK), datetime.combine(day + DAY, MIDNIGHT, WALL_CLOCK)
    )
    return tuple(
        (max(span.starts_at, whole.starts_at).time(), min(span.ends_at, whole.ends_at).time())
        for span in opened
        if span.overlaps(whole)
    )


def week(usual: dict[int, Times]) -> list[Line]:
    """Days with the same hours share a line; weekdays count from Monday = 0."""
    alike: dict[Times, list[int]] = {}
    for weekday in sorted(usual):
        alike.setdefault(usual[weekday], []).append(weekday)
    return [Line(weekdays_in_words(weekdays), in_words(times)) for times, weekdays in alike.items()]


def exceptions(usual: dict[date, Times], actual: dict[date, Times]) -> list[Line]:
    """Days on which it differs from the week, in order. Those that follow on each other share a line, over
    days between them that are the same anyway: a week off is not cut in two by its Sunday."""
    found: list[tuple[date, date, Times]] = []
    for day, times in actual.items():
        if times == usual[day]:
            continue
        if found and all(same == times for at, same in actual.items() if found[-1][0] <= at < day):
            found[-1] = (found[-1][0], day, times)
        else:
            found.append((day, day, times))
    return [Line(stretch_in_words(first, last), in_words(times)) for first, last, times in found]


def answer(hours: int) -> str:
    return ngettext(
        "We answer a request within one hour in which we are open.",
        "We answer a request within %(hours)s hours in which we are open.",
        hours,
    ) % {"hours": hours}


def in_words(times: Times) -> str:
    """9:00 AM to 12:00 PM and 1:00 PM to 5:00 PM"""
    if not times:
        return _("Closed")
    if times == ((MIDNIGHT, MIDNIGHT),):
        return _("All day")
    spans = [
        _("%(opens)s to %(closes)s") % {"opens": clock_time(opens), "closes": clock_time(closes)}
        for opens, closes in times
    ]
    return get_text_list(spans, _("and"))


def clock_time(label: time) -> str:
    return _("midnight") if label == MIDNIGHT else wording.clock_label(label)


def weekdays_in_words(weekdays: Sequence[int]) -> str:
    """Monday to Wednesday, Friday and Saturday; `weekdays` in order."""
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    words: list[str] = []
    for run in runs:
        names = [str(WEEKDAYS[one]) for one in run]
        words += [stretch(names[0], names[-1])] if len(run) > 2 else names
    return get_text_list(words, _("and"))


def stretch_in_words(first: date, last: date) -> str:
    begins, ends = wording.date_in_words(first), wording.date_in_words(last)
    return begins if first == last else stretch(begins, ends)


def stretch(first: str, last: str) -> str:
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
