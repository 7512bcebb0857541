"""Where a closure begins or ends in a way that looks like a slip, and what stays open there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from booking import diary, wording
from booking.availability import Span, merge
from booking.hours import WALL_CLOCK, in_words, times_on
from booking.models import Closure, Provider


def odd_ends(closure: Closure) -> list[str]:
    """A sentence each for its first and its last day, where it begins or ends in the middle of hours, or
    where its last day stays open as a whole, because it ends before the hours of that day begin."""
    first, last, closed = closure.first_day, closure.last_day, closure.span
    providers = [closure.provider] if closure.provider else list(Provider.objects.filter(is_active=True))
    plans = [replace(one, zone=WALL_CLOCK) for one in diary.schedules(providers, first, last).values()]
    without = [replace(one, closures=[other for other in one.closures if other != closed]) for one in plans]
    before, after = (
        merge(span for plan in some for span in plan.open_spans(first, last)) for some in (without, plans)
    )
    odd = [first] if cuts(closed.starts, before) else []
    if cuts(closed.ends, before) or times_on(last, before) == times_on(last, after):
        odd.append(last)
    return [
        _("Still open on %(day)s: %(times)s. If it should be closed then, change “From” or “To”.")
        % {"day": wording.date_in_words(day), "times": in_words(times)}
        for day in dict.fromkeys(odd)
        if (times := times_on(day, after))
    ]


def cuts(edge: datetime, opened: Sequence[Span]) -> bool:
    """`edge` is a label of the wall clock, and so are the ends of `opened`."""
    at = edge.replace(tzinfo=WALL_CLOCK)
    return any(one.starts_at < at < one.ends_at for one in opened)
