"""What came of a visit. Each can be undone."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from booking import diary, messages, wording
from booking.errors import BookingError
from booking.models import Appointment, Status
from booking.models.appointments import UNANSWERED
from booking.workflow.moves import change, owe_answer, owe_nothing, set_status


def arrive(appointment: Appointment, *, by: User, seen: int | None = None, now: datetime) -> Appointment:
    return record(appointment, Status.ARRIVED, by=by, seen=seen, now=now)


def fulfil(appointment: Appointment, *, by: User, seen: int | None = None, now: datetime) -> Appointment:
    return record(appointment, Status.FULFILLED, by=by, seen=seen, now=now)


def noshow(appointment: Appointment, *, by: User, seen: int | None = None, now: datetime) -> Appointment:
    """Refuses before the visit was to begin."""
    return record(appointment, Status.NOSHOW, by=by, seen=seen, now=now)


def record(
    appointment: Appointment, status: Status, *, by: User, seen: int | None, now: datetime
) -> Appointment:
    def work() -> None:
        starts_at = appointment.starts_at
        set_status(appointment, status)
        assert starts_at is not None
        if diary.local_day(starts_at) > diary.local_day(now) or (status == Status.NOSHOW and starts_at > now):
            raise BookingError(
                _("This visit is still to come: %(when)s.") % {"when": wording.when(starts_at)}
            )
        if status == Status.ARRIVED:
            # A slip of the hand is undone: what is on the table waits until the visit is over.
            appointment.waiting_since = appointment.answer_by = None
            appointment.save()
            return
        owe_nothing(appointment)
        appointment.save()
        diary.free_wishes(appointment)
        messages.supersede(appointment, now=now)

    return change(appointment, work, by=by, seen=seen, now=now)


def undo(appointment: Appointment, *, by: User, seen: int | None = None, now: datetime) -> Appointment:
    """Back to booked, from arrived, seen or did not come. Its time in the diary was never given up."""

    def work() -> None:
        if appointment.status in [*UNANSWERED, Status.BOOKED]:
            raise BookingError(_("There is nothing to undo."))
        set_status(appointment, Status.BOOKED)
        if is_to_be_moved(appointment, now):
            appointment.touched_at = now
        if appointment.offers:
            appointment.answer_by = now
        elif appointment.wish or appointment.preferred_days:
            owe_answer(appointment, appointment.starts_at, now)
        appointment.save()

    return change(appointment, work, by=by, seen=seen, now=now)


def is_to_be_moved(appointment: Appointment, now: datetime) -> bool:
    """Whether nobody serves it, as when it was on the list before. On another day nobody comes any more."""
    assert appointment.provider is not None
    assert appointment.starts_at is not None
    if diary.local_day(appointment.starts_at) < diary.local_day(now):
        return False
    return diary.why_not(appointment, appointment.provider, appointment.starts_at) is not None
