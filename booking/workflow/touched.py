"""Visits and open requests that a change of hours has left where nobody serves them."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import F
from django.utils.translation import gettext as _

from booking import diary
from booking.errors import BookingError
from booking.models import Appointment, Status
from booking.models.appointments import OPEN
from booking.workflow.moves import change, refuse_overtaken


def touch(appointments: Iterable[Appointment], *, now: datetime) -> None:
    """Each waits from now on until somebody moves, keeps or cancels it; one that waits already goes on.

    It counts the revision up, so that a page opened before is told. changed_at and changed_by stay: nobody
    has answered the patient. Call it in the transaction of the change of hours, under diary.lock_for_hours.
    """
    Appointment.objects.filter(
        pk__in=[one.pk for one in appointments], status__in=OPEN, touched_at=None
    ).update(touched_at=now, revision=F("revision") + 1)


def settle() -> int:
    """Whoever is served again, because the hours were changed back, needs no other time. Returns how many.

    As touch(), in that transaction.
    """
    waiting = Appointment.objects.filter(touched_at__isnull=False)
    waiting = waiting.select_related("provider").prefetch_related("proposed_times__provider")
    trouble = diary.unserved(waiting)
    served = [pk for pk, places in trouble.items() if not places]
    # Whoever was moved or kept in this moment, with somebody whose hours are not locked, is settled already.
    waiting = Appointment.objects.filter(pk__in=served, touched_at__isnull=False)
    return waiting.update(touched_at=None, revision=F("revision") + 1)


def keep(appointment: Appointment, *, by: User, seen: int | None = None, now: datetime) -> Appointment:
    """It stays at its time on purpose, whatever the hours say.

    Refuses where the patient has been offered other times for it: they have to be told, which decline() does.
    """

    def work() -> None:
        if appointment.touched_at is None:
            refuse_overtaken(appointment)
        if was_offered_others(appointment):
            raise BookingError(
                _("Other times were offered. Press “Keep the visit as it is”, so that the patient is told.")
            )
        appointment.touched_at = None
        appointment.save()

    return change(appointment, work, by=by, seen=seen, now=now)


def was_offered_others(appointment: Appointment) -> bool:
    """Times are offered for a booked visit, or its patient has answered that none suits."""
    none_suits = appointment.waiting_since is not None and appointment.wish is None
    return appointment.status == Status.BOOKED and (bool(appointment.offers) or none_suits)
