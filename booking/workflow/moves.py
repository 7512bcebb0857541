"""Which status may follow which, and what every change does."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from booking import diary, wording
from booking.errors import BookingError, Overtaken
from booking.models import Appointment, Provider, Status
from booking.models.appointments import OPEN

OPEN_MOVES = {
    Status.WAITLIST,
    Status.PENDING,
    Status.PROPOSED,
    Status.BOOKED,
    Status.CANCELLED,
    Status.ENTERED_IN_ERROR,
}
MOVES: dict[str, set[Status]] = {
    "": {Status.WAITLIST, Status.PENDING, Status.BOOKED},
    Status.WAITLIST: OPEN_MOVES,
    Status.PENDING: OPEN_MOVES,
    Status.PROPOSED: OPEN_MOVES,
    Status.BOOKED: {
        Status.BOOKED,
        Status.ARRIVED,
        Status.FULFILLED,
        Status.NOSHOW,
        Status.CANCELLED,
        Status.ENTERED_IN_ERROR,
    },
    Status.ARRIVED: {Status.FULFILLED, Status.BOOKED},
    Status.FULFILLED: {Status.BOOKED},
    Status.NOSHOW: {Status.BOOKED},
    Status.CANCELLED: set(),
    Status.ENTERED_IN_ERROR: set(),
}

HELD_AFTER_ANSWER_IS_DUE = timedelta(hours=24)  # a late answer still finds the time free
LAST_ANSWER_BEFORE_VISIT = timedelta(hours=1)


def change(
    appointment: Appointment,
    work: Callable[[], None],
    *,
    by: User | None,
    seen: int | None,
    now: datetime,
    providers: Iterable[Provider] = (),
) -> Appointment:
    """Run `work` on the appointment, locked and read afresh, and count it as one change.

    `work` sets status and fields, takes or frees time, saves, and then writes the messages. After a refusal
    the appointment is what the database says it is.
    """

    def locked() -> Appointment:
        if seen is not None and appointment.revision != seen:
            raise Overtaken(who_was_first(appointment))
        appointment.revision += 1
        appointment.changed_at = now
        appointment.changed_by = by
        work()
        return appointment

    try:
        return diary.under_locks(locked, appointment=appointment, providers=providers)
    except BookingError:
        appointment.refresh_from_db()
        raise


def set_status(appointment: Appointment, status: Status) -> None:
    if status not in MOVES[appointment.status]:
        refuse_overtaken(appointment)
    appointment.status = status
    if status not in OPEN:
        appointment.touched_at = None


def must_be(appointment: Appointment, *statuses: str) -> None:
    if appointment.status not in statuses:
        refuse_overtaken(appointment)


def refuse_overtaken(appointment: Appointment) -> NoReturn:
    raise Overtaken(who_was_first(appointment))


def place(appointment: Appointment, provider: Provider | None, starts_at: datetime | None) -> None:
    appointment.provider = provider
    appointment.starts_at = starts_at
    appointment.ends_at = starts_at + timedelta(minutes=appointment.length) if starts_at else None
    appointment.touched_at = None


def owe_answer(appointment: Appointment, starts_at: datetime | None, now: datetime) -> datetime:
    """The front desk owes an answer from now on. Returns until when the time asked for is held.

    Due after so many opening hours, but before the visit itself, and while somebody is there. Where the
    practice does not open before the visit, it is due when that begins: no time is promised then, see
    booking.wording.promised().
    """
    latest = last_answer(starts_at, now) if starts_at else None
    due = diary.after_opening_hours(
        now, settings.BOOKING_ANSWER_WITHIN_HOURS, latest=latest, before=starts_at
    )
    appointment.waiting_since = now
    appointment.answer_by = due
    return due + HELD_AFTER_ANSWER_IS_DUE


def last_answer(starts_at: datetime, now: datetime) -> datetime:
    """An answer is of use an hour before the visit, or halfway to it where that is too soon already."""
    return max(starts_at - LAST_ANSWER_BEFORE_VISIT, now + (starts_at - now) / 2)


def owe_nothing(appointment: Appointment) -> None:
    """Nobody waits for anybody, and nothing else is on the table. Where it is to be moved, that is because of
    the agreed time alone from now on."""
    if not diary.falls_away(appointment):
        appointment.touched_at = None
    appointment.waiting_since = None
    appointment.answer_by = None
    appointment.preferred_days = []
    appointment.preferred_parts = []
    appointment.proposed_times.all().delete()


def who_was_first(appointment: Appointment) -> str:
    """Jo Desk changed this at 2:31 PM on Tuesday, December 1: it is “booked” now.

    Asks the database: the object in hand bears the change that is being refused.
    """
    first = Appointment.objects.select_related("changed_by").get(pk=appointment.pk)
    who, at = name_of(first.changed_by), first.changed_at
    sentence = _("%(who)s changed this at %(time)s on %(day)s: it is “%(status)s” now.")
    if hours := change_of_hours(first):
        user = User.objects.filter(pk=hours["pgh_user"]).first()
        who, at = name_of(user) if user else _("The program"), hours["pgh_created_at"]
        sentence = _("%(who)s changed the hours at %(time)s on %(day)s: it can stay at its time now.")
        if first.touched_at:
            at = first.touched_at
            sentence = _("%(who)s changed the hours at %(time)s on %(day)s: it is to be moved now, or kept.")
    return sentence % {
        "who": who,
        "time": wording.clock_time(at),
        "day": wording.day(at),
        "status": first.get_status_display(),
    }


def change_of_hours(appointment: Appointment) -> dict[str, Any] | None:
    """The event of its last change, where that was one of hours."""
    events: Any = Appointment.pgh_event_model.objects.filter(pgh_obj=appointment.pk)  # type: ignore[attr-defined]
    events = events.values("touched_at", "changed_at", "pgh_user", "pgh_created_at")
    last = events.filter(revision=appointment.revision).order_by("pgh_id").first()
    before = events.filter(revision=appointment.revision - 1).order_by("pgh_id").last()
    return last if last and before and is_by_hours(before, last) else None


def is_by_hours(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Of two events: touch() and settle() leave changed_at as it was."""
    return bool(now["touched_at"] != before["touched_at"] and now["changed_at"] == before["changed_at"])


def name_of(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else _("The patient")


def refuse_begun(appointment: Appointment, now: datetime) -> None:
    if appointment.is_past(now):
        raise BookingError(_("This visit has begun. Record what came of it instead."))


def refuse_past(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise BookingError(_("That time has passed. Choose a later one."))
