"""Today's visits as the desk shows them: each provider's, in order, and what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from booking import wording
from booking.admin.verbs.base import Verb
from booking.admin.verbs.visit import Arrive, Fulfil, NoShow, Undo
from booking.models import Appointment, Provider, Status

DONE = (Status.FULFILLED, Status.NOSHOW)


@dataclass(frozen=True)
class Visit:
    appointment: Appointment
    time: str
    standing: str
    is_done: bool
    is_next: bool
    verbs: Sequence[Verb]


@dataclass(frozen=True)
class ProviderDay:
    provider: Provider
    number: int
    rows: Sequence[Visit]


def days_of(visits: Sequence[Appointment], now: datetime, *, most: int) -> list[ProviderDay]:
    """`visits` in the order of provider and time; of each provider's `most`, see around_now()."""
    days = []
    for provider, some in groupby(visits, lambda one: one.provider):
        assert provider is not None
        own = list(some)
        coming = next((one for one in own if is_to_come(one, now)), None)
        rows = [visit_row(one, now, is_next=one is coming) for one in around_now(own, now, most)]
        days.append(ProviderDay(provider, len(own), rows))
    return days


def is_to_come(appointment: Appointment, now: datetime) -> bool:
    """Somebody who is late is still expected, until the visit would be over."""
    assert appointment.ends_at is not None
    return appointment.status == Status.BOOKED and appointment.ends_at > now


def around_now(visits: Sequence[Appointment], now: datetime, most: int) -> Sequence[Appointment]:
    """`most` from the next one on; above them what is earlier, as far as something is left to do about it."""
    coming = next((number for number, one in enumerate(visits) if is_to_come(one, now)), len(visits))
    first = max(0, min(coming, len(visits) - most))
    left = [one for one in visits[:first] if one.status not in DONE]
    return [*left, *visits[first : first + most]]


def visit_row(appointment: Appointment, now: datetime, *, is_next: bool) -> Visit:
    assert appointment.starts_at is not None
    verbs = [verb(appointment=appointment) for verb in (Arrive, Fulfil, NoShow, Undo)]
    return Visit(
        appointment,
        time=wording.clock_time(appointment.starts_at),
        standing=standing(appointment, now),
        is_done=appointment.status in DONE,
        is_next=is_next,
        verbs=[verb for verb in verbs if verb.suits(appointment, now)],
    )


def standing(appointment: Appointment, now: datetime) -> str:
    """booked, not here yet, what came of it?, arrived, seen, did not come"""
    assert appointment.starts_at is not None
    assert appointment.ends_at is not None
    if appointment.status != Status.BOOKED or appointment.starts_at > now:
        return appointment.get_status_display()
    return _("not here yet") if appointment.ends_at > now else _("what came of it?")
