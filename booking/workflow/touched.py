"""Visits and open requests that a change of hours has left where nobody serves them."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from booking.models import Appointment
from booking.models.appointments import OPEN
from booking.workflow.moves import change, refuse_overtaken


def touch(appointments: Iterable[Appointment], *, now: datetime) -> None:
    """Each waits from now on until somebody moves, keeps or cancels it; one that waits already goes on.

    Call it in the transaction of the change of hours, under diary.lock_for_hours.
    """
    Appointment.objects.filter(
        pk__in=[one.pk for one in appointments], status__in=OPEN, touched_at=None
    ).update(touched_at=now)


def settle(appointments: Iterable[Appointment]) -> None:
    """They are served again: the hours were changed back. As touch(), in that transaction."""
    Appointment.objects.filter(pk__in=[one.pk for one in appointments]).update(touched_at=None)


def keep(appointment: Appointment, *, by: User, seen: int | None = None, now: datetime) -> Appointment:
    """It stays at its time on purpose, whatever the hours say."""

    def work() -> None:
        if appointment.touched_at is None:
            refuse_overtaken(appointment)
        appointment.touched_at = None
        appointment.save()

    return change(appointment, work, by=by, seen=seen, now=now)
