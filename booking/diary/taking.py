"""Taking, moving and freeing Holds. Call these under_locks: the constraint has the last word all the same."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from booking.availability import Span
from booking.models import Appointment, Hold, Provider


def hold_span(appointment: Appointment, starts_at: datetime) -> Span:
    return Span(starts_at, starts_at + timedelta(minutes=appointment.length + appointment.buffer))


def book(appointment: Appointment, provider: Provider, starts_at: datetime, now: datetime) -> None:
    """Make it the appointment's visit; what it asked for or was offered besides is freed.

    A visit's row is moved in place: it may overlap where it was.
    """
    free_wishes(appointment)
    span = hold_span(appointment, starts_at)
    clear_expired(provider, span, now)
    place = {"provider": provider, "starts_at": span.starts_at, "ends_at": span.ends_at, "expires_at": None}
    if not appointment.holds.filter(kind=Hold.Kind.VISIT).update(**place):
        Hold.objects.create(appointment=appointment, kind=Hold.Kind.VISIT, **place)


def hold(
    appointment: Appointment,
    kind: str,
    places: Sequence[tuple[Provider, datetime]],
    *,
    until: datetime,
    now: datetime,
) -> None:
    """Keep these times for it until `until`, at most until each begins, in place of earlier wishes."""
    free_wishes(appointment)
    for provider, starts_at in places:
        span = hold_span(appointment, starts_at)
        clear_expired(provider, span, now)
        Hold.objects.create(
            appointment=appointment,
            provider=provider,
            kind=kind,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            expires_at=min(until, starts_at),
        )


def free_wishes(appointment: Appointment) -> None:
    appointment.holds.exclude(kind=Hold.Kind.VISIT).delete()


def free(appointment: Appointment) -> None:
    appointment.holds.all().delete()


def clear_expired(provider: Provider, span: Span, now: datetime) -> None:
    Hold.objects.overlapping([provider], span).filter(expires_at__lte=now).delete()
