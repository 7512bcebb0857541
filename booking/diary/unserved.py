"""Why nobody serves a time that is booked, asked for or offered: of many appointments at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from booking.availability import Span, covers, touches
from booking.diary.clock import local_day
from booking.diary.reading import schedules
from booking.models import Appointment, Hold, Provider, Status
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


def places_of(appointment: Appointment) -> list[tuple[str, Provider, datetime]]:
    """All that is booked, asked for or offered, also where it is no longer held."""
    found = [(one.kind, one.provider, one.starts_at) for one in appointment.proposed_times.all()]
    if appointment.status in OPEN and appointment.provider and appointment.starts_at:
        kind = Hold.Kind.VISIT if appointment.status == Status.BOOKED else Hold.Kind.ASKED
        found.insert(0, (kind.value, appointment.provider, appointment.starts_at))
    return found


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

    def why_not(self, appointment: Appointment, provider: Provider, starts_at: datetime) -> Why | None:
        """None where somebody serves it, free or not."""
        visit = Span(starts_at, starts_at + timedelta(minutes=appointment.length))
        if (provider.pk, appointment.visit_type_id) not in self.does:
            return Why.NOT_THEIRS
        if covers(self.opened[provider.pk], visit):
            return None
        return Why.CLOSED if touches(self.closed[provider.pk], visit) else Why.OUTSIDE


def why_not(appointment: Appointment, provider: Provider, starts_at: datetime) -> Why | None:
    return Rota([provider], [starts_at]).why_not(appointment, provider, starts_at)


def unserved(appointments: Iterable[Appointment]) -> dict[int, list[Unserved]]:
    """The appointment's id to those of its places that nobody serves. The caller has loaded `provider` and
    `proposed_times__provider`."""
    placed = [(one, place) for one in appointments for place in places_of(one)]
    found: dict[int, list[Unserved]] = {one.pk: [] for one in appointments}
    if not placed:
        return found
    rota = Rota((place[1] for _one, place in placed), (place[2] for _one, place in placed))
    for one, (kind, provider, starts_at) in placed:
        if why := rota.why_not(one, provider, starts_at):
            found[one.pk].append(Unserved(kind, provider, starts_at, why))
    return found


def falls_away(appointment: Appointment) -> bool:
    """Whether a change of hours left the booked visit itself where nobody serves it: not only what is asked
    for or offered instead."""
    if appointment.touched_at is None or appointment.status != Status.BOOKED:
        return False
    assert appointment.provider is not None
    assert appointment.starts_at is not None
    return why_not(appointment, appointment.provider, appointment.starts_at) is not None
