"""Why a time that was free can no longer be asked for."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto

from booking.availability import DAY, Span, covers
from booking.diary.clock import local_day
from booking.diary.reading import schedules, taken
from booking.models import Provider, VisitType


class NotFree(Enum):
    PASSED = auto()
    TOO_SOON = auto()
    TOO_FAR = auto()
    CLOSED = auto()  # nobody works through the whole visit
    NO_START = auto()  # there is room, but visits begin at other times
    TAKEN = auto()


def why_not_free(
    visit_type: VisitType, providers: Sequence[Provider], starts_at: datetime, now: datetime
) -> NotFree:
    """Asked after choose_provider() found nobody. Five queries, however many the providers are."""
    rules = visit_type.rules
    if starts_at <= now:
        return NotFree.PASSED
    if starts_at < now + rules.notice:
        return NotFree.TOO_SOON
    if (
        starts_at > now + (rules.horizon + 2) * DAY
        or local_day(starts_at) > local_day(now) + rules.horizon * DAY
    ):
        return NotFree.TOO_FAR
    day, visit = local_day(starts_at), Span(starts_at, starts_at + rules.length)
    plans = schedules(providers, day, local_day(visit.ends_at))
    at_work = [
        one for one in providers if covers(plans[one.pk].open_spans(day, local_day(visit.ends_at)), visit)
    ]
    if not at_work:
        return NotFree.CLOSED
    busy = taken(at_work, Span(starts_at, visit.ends_at + rules.buffer), now)
    return NotFree.TAKEN if all(busy.values()) else NotFree.NO_START
