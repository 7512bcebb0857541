"""The nearest free times for many appointments at once, no time for two of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from django.db.models import Q

from booking import diary
from booking.admin.times import Place, in_order
from booking.availability import DAY, Span
from booking.models import Appointment, Hold
from booking.workflow.answering import MOST_OFFERS

Wanted = tuple[Appointment, Place]


def places(wanted: Sequence[Wanted], now: datetime) -> dict[int, list[Place]]:
    """The appointment's id to up to three free places around the time that it had, which overlap neither each
    other nor those of anybody before it: with the same provider, and only what is missing with others.

    The same queries however many they are, where their visits are of one kind.
    """
    free = {key: free_places(group, now) for key, group in by_kind(wanted)}
    # What they hold now is theirs to be offered again, and nobody else's.
    wishes = Hold.objects.filter(Q(expires_at__gt=now), appointment__in=[one for one, _around in wanted])
    promised = [
        (hold.provider_id, Span(hold.starts_at, hold.ends_at), hold.appointment_id) for hold in wishes
    ]
    found: dict[int, list[Place]] = {}
    for one, had in wanted:
        mine: list[tuple[Place, Span]] = []
        for place in sorted(free[kind_of(one)], key=partial(far, had)):
            span = diary.hold_span(one, place[1])
            theirs = (took for pk, took, whose in promised if pk == place[0].pk and whose != one.pk)
            if any(span.overlaps(other) for other in [*theirs, *(took for _place, took in mine)]):
                continue
            mine.append((place, span))
            if len(mine) == MOST_OFFERS:
                break
        promised += [(place[0].pk, span, one.pk) for place, span in mine]
        found[one.pk] = sorted((place for place, _span in mine), key=in_order)
    return found


def far(had: Place, place: Place) -> tuple[bool, timedelta, datetime]:
    """Another provider is farther than any time."""
    return place[0] != had[0], abs(place[1] - had[1]), place[1]


def kind_of(appointment: Appointment) -> tuple[int, int, int]:
    return appointment.visit_type_id, appointment.length, appointment.buffer


def by_kind(wanted: Sequence[Wanted]) -> Iterable[tuple[tuple[int, int, int], list[Appointment]]]:
    everybody = sorted((one for one, _around in wanted), key=kind_of)
    return ((key, list(group)) for key, group in groupby(everybody, key=kind_of))


def free_places(alike: Sequence[Appointment], now: datetime) -> list[Place]:
    """With anybody who does the visit, to its horizon. What these appointments hold as wishes is free for
    each of them; visits are not."""
    visit_type = alike[0].visit_type_as_agreed()
    providers = diary.providers_for(visit_type)
    today = diary.local_day(now)
    starts = diary.free_by_provider(
        visit_type,
        providers,
        first_day=today,
        last_day=today + visit_type.horizon * DAY,
        now=now,
        without=Q(appointment__in=alike) & ~Q(kind=Hold.Kind.VISIT),
    )
    return [(one, start) for one in providers for start in starts[one.pk]]
