"""Where a closure begins or ends in a way that looks like a slip, and what stays open there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from booking import diary, wording
from booking.availability import Span, merge
from booking.hours import WALL_CLOCK, in_words, times_on
from booking.models import Closure, Provider


def odd_ends(closure: Closure) -> list[str]:
    """A sentence each for its first and its last day, where it begins or ends in the middle of hours, or
    where its last day stays open as a whole, because it ends before the hours of that day begin."""
    first, last, closed = closure.first_day, closure.last_day, closure.span
    odd = [first] if cuts(closed.starts, opened(closure, first, without=True)) else []
    usual, left = (times_on(last, opened(closure, last, without=without)) for without in (True, False))
    if cuts(closed.ends, opened(closure, last, without=True)) or usual == left:
        odd.append(last)
    return [
        _("Still open on %(day)s: %(times)s. If it should be closed then, change “From” or “To”.")
        % {"day": wording.date_in_words(day), "times": in_words(times)}
        for day in dict.fromkeys(odd)
        if (times := times_on(day, opened(closure, day)))
    ]


def opened(closure: Closure, day: date, *, without: bool = False) -> list[Span]:
    """When anybody whom it concerns works around that day, in labels of the wall clock as if of UTC."""
    providers = [closure.provider] if closure.provider else list(Provider.objects.filter(is_active=True))
    plans = [replace(one, zone=WALL_CLOCK) for one in diary.schedules(providers, day, day).values()]
    if without:
        plans = [
            replace(one, closures=[other for other in one.closures if other != closure.span]) for one in plans
        ]
    return merge(span for plan in plans for span in plan.open_spans(day, day))


def cuts(edge: datetime, opened: Sequence[Span]) -> bool:
    """`edge` is a label of the wall clock, and so are the ends of `opened`."""
    at = edge.replace(tzinfo=WALL_CLOCK)
    return any(one.starts_at < at < one.ends_at for one in opened)
