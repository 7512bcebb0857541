"""The diary: the only place that locks, takes, moves and frees Holds, and loads what availability needs."""

from booking.diary.clock import clock, day_span, local_day
from booking.diary.locks import lock_for_hours, under_locks
from booking.diary.plan import Kind, ProviderDay, Stretch, plan
from booking.diary.reading import (
    after_opening_hours,
    choose_provider,
    free_by_provider,
    free_starts,
    has_room,
    is_closed,
    is_open,
    nearest_free,
    online_times_are_offered,
    own_holds,
    providers_for,
    providers_on,
    schedules,
    taken_by_others,
)
from booking.diary.taking import book, free, free_wishes, hold, hold_span
from booking.diary.touched import outside_hours, touched, without_provider
from booking.diary.unserved import Unserved, Why, falls_away, unserved, why_not

__all__ = [
    "Kind",
    "ProviderDay",
    "Stretch",
    "Unserved",
    "Why",
    "after_opening_hours",
    "book",
    "choose_provider",
    "clock",
    "day_span",
    "falls_away",
    "free",
    "free_by_provider",
    "free_starts",
    "free_wishes",
    "has_room",
    "hold",
    "hold_span",
    "is_closed",
    "is_open",
    "local_day",
    "lock_for_hours",
    "nearest_free",
    "online_times_are_offered",
    "outside_hours",
    "own_holds",
    "plan",
    "providers_for",
    "providers_on",
    "schedules",
    "taken_by_others",
    "touched",
    "under_locks",
    "unserved",
    "why_not",
    "without_provider",
]
