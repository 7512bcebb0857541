"""Why nobody serves a time that is booked, asked for or offered: of many appointments at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.db.models import Q

from booking.availability import DAY, Span, covers, touches
from booking.diary.clock import local_day
from booking.diary.reading import schedules
from booking.models import Appointment, Hold, ProposedTime, Provider, Status
from booking.models.appointments import OPEN


class Why(Enum):
    NOT_THEIRS = auto()  # the provider is retired, or does this visit no more
    CLOSED = auto()
    OUTSIDE = auto()


@dataclass(frozen=True)
class Unserved:
    """`kind` is that of the diary: what became of the hold does not matter here."""

    kind: str
    provider: Provider
    starts_at: datetime
    why: Why


@dataclass(frozen=True)
class Placed:
    """A place of an appointment: booked, asked for or offered. `kind` as above."""

    appointment: Appointment
    kind: str
    provider: Provider
    starts_at: datetime

    @property
    def visit(self) -> Span:
        """Without the buffer: that may lie anywhere."""
        return Span(self.starts_at, self.starts_at + timedelta(minutes=self.appointment.length))


def places_of(appointment: Appointment) -> list[Placed]:
    """All that is booked, asked for or offered, also where it is no longer held."""
    found = [
        Placed(appointment, one.kind, one.provider, one.starts_at) for one in appointment.proposed_times.all()
    ]
    if appointment.status in OPEN and appointment.provider and appointment.starts_at:
        kind = Hold.Kind.VISIT if appointment.status == Status.BOOKED else Hold.Kind.ASKED
        found.insert(0, Placed(appointment, kind.value, appointment.provider, appointment.starts_at))
    return found


def to_come(providers: Sequence[Provider], now: datetime) -> list[Placed]:
    """All places with them that are not over."""
    ids = {one.pk for one in providers}
    near = Q(provider__in=ids, starts_at__gt=now - DAY)  # no visit is longer
    # Two look-ups in an index each: of an "or" PostgreSQL would read all appointments.
    agreed_or_asked = Appointment.objects.filter(near, status__in=OPEN).values_list("pk")
    on_the_table = ProposedTime.objects.filter(near).values_list("appointment")
    found = (
        Appointment.objects.filter(pk__in=agreed_or_asked.union(on_the_table))
        .select_related("provider")
        .prefetch_related("proposed_times__provider")
        .defer("note")
        .order_by("starts_at", "pk")
    )
    return [
        place
        for one in found
        for place in places_of(one)
        if place.provider.pk in ids and place.visit.ends_at > now
    ]


class Rota:
    """Who works when and does what, around these moments. Four queries, however many they are."""

    def __init__(self, providers: Iterable[Provider], moments: Iterable[datetime]) -> None:
        providers = list({one.pk: one for one in providers}.values())
        days = [local_day(one) for one in moments]
        first_day, last_day = min(days), max(days)
        plans = schedules(providers, first_day, last_day)
        self.opened = {pk: plan.open_spans(first_day, last_day) for pk, plan in plans.items()}
        self.closed = {pk: plan.closed_spans() for pk, plan in plans.items()}
        does = Provider.visit_types.through.objects.filter(provider__in=providers, provider__is_active=True)
        self.does = set(does.values_list("provider_id", "visittype_id"))

    def why_not(self, place: Placed) -> Why | None:
        """None where somebody serves it, free or not."""
        provider = place.provider.pk
        if (provider, place.appointment.visit_type_id) not in self.does:
            return Why.NOT_THEIRS
        if covers(self.opened[provider], place.visit):
            return None
        return Why.CLOSED if touches(self.closed[provider], place.visit) else Why.OUTSIDE


def why_not(appointment: Appointment, provider: Provider, starts_at: datetime) -> Why | None:
    return Rota([provider], [starts_at]).why_not(Placed(appointment, "", provider, starts_at))


def nobody_serves(places: Sequence[Placed]) -> dict[Placed, Why]:
    """Those of the places, in order, and why."""
    if not places:
        return {}
    rota = Rota((one.provider for one in places), (one.starts_at for one in places))
    return {one: why for one in places if (why := rota.why_not(one))}


def unserved(appointments: Iterable[Appointment]) -> dict[int, list[Unserved]]:
    """The appointment's id to those of its places that nobody serves. The caller has loaded `provider` and
    `proposed_times__provider`."""
    appointments = list(appointments)
    found: dict[int, list[Unserved]] = {one.pk: [] for one in appointments}
    for place, why in nobody_serves([place for one in appointments for place in places_of(one)]).items():
        found[place.appointment.pk].append(Unserved(place.kind, place.provider, place.starts_at, why))
    return found


def falls_away(appointment: Appointment) -> bool:
    """Whether a change of hours left the booked visit itself where nobody serves it: not only what is asked
    for or offered instead."""
    if appointment.touched_at is None or appointment.status != Status.BOOKED:
        return False
    assert appointment.provider is not None
    assert appointment.starts_at is not None
    return why_not(appointment, appointment.provider, appointment.starts_at) is not None
