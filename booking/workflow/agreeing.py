"""Agreeing on a time."""

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import diary, messages
from booking.availability import Span
from booking.errors import OutsideHours
from booking.models import Appointment, Provider, Status
from booking.workflow.moves import owe_nothing, place, set_status

UNSERVED: dict[diary.Why, Promise] = {
    diary.Why.NOT_THEIRS: gettext_lazy("%(provider)s no longer sees patients for this visit."),
    diary.Why.CLOSED: gettext_lazy("A closure lies over this time."),
    diary.Why.OUTSIDE: gettext_lazy("This is outside the hours."),
}
BOOK_IT = gettext_lazy("Book it all the same?")
KEEP_IT = gettext_lazy("Keep the visit there all the same?")


def agree(
    appointment: Appointment, provider: Provider, starts_at: datetime, *, told: bool, now: datetime
) -> None:
    """Booked at this time, and nothing else is on the table. Of a booked visit it is a move."""
    booked = appointment.status == Status.BOOKED
    old_time = appointment.starts_at
    set_status(appointment, Status.BOOKED)
    place(appointment, provider, starts_at)
    owe_nothing(appointment)
    appointment.agreed_at = now
    appointment.calendar_sequence += booked
    appointment.save()
    diary.book(appointment, provider, starts_at, now)
    if booked and old_time:
        messages.moved(appointment, old_time=old_time, told=told, now=now)
    else:
        messages.confirmed(appointment, told=told, now=now)


def refuse_outside_hours(
    appointment: Appointment, provider: Provider, starts_at: datetime, now: datetime
) -> None:
    """For the front desk, which may mean it: of the hours and the notice alone, whoever has the time."""
    if words := unusual(appointment, provider, starts_at, now):
        raise OutsideHours(words)


def unusual(appointment: Appointment, provider: Provider, starts_at: datetime, now: datetime) -> str:
    """Why patients would not be offered this time; empty where they would, if nobody else had it."""
    if not diary.is_open(provider, visit_span(appointment, starts_at)):
        return _("This is outside the hours. Book it all the same?")
    if starts_at < now + appointment.visit_type.rules.notice:
        return _("This is sooner than patients can ask for. Book it all the same?")
    return ""


def refuse_unserved(
    appointment: Appointment, provider: Provider, starts_at: datetime, *, asks: Promise = BOOK_IT
) -> None:
    """For a time that was on the table: the notice that patients have to give was given."""
    if words := unserved(appointment, provider, starts_at, asks=asks):
        raise OutsideHours(words)


def unserved(
    appointment: Appointment, provider: Provider, starts_at: datetime, *, asks: Promise = BOOK_IT
) -> str:
    """Why nobody serves this time, and whether it is meant; empty where somebody does, free or not."""
    why = diary.why_not(appointment, provider, starts_at)
    return f"{UNSERVED[why]} {asks}" % {"provider": provider.name} if why else ""


def visit_span(appointment: Appointment, starts_at: datetime) -> Span:
    """Without the buffer: that may lie anywhere."""
    return Span(starts_at, starts_at + timedelta(minutes=appointment.length))
