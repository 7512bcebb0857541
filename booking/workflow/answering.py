"""What the front desk does with a request."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from booking import diary, messages
from booking.errors import BookingError, TimeTaken
from booking.models import Appointment, Contact, Hold, Message, Provider, Status
from booking.models.appointments import UNANSWERED
from booking.models.needs import NEEDS
from booking.workflow.agreeing import KEEP_IT, agree, refuse_outside_hours, refuse_unserved, visit_span
from booking.workflow.moves import (
    change,
    last_answer,
    must_be,
    owe_nothing,
    place,
    refuse_begun,
    refuse_overtaken,
    refuse_past,
    set_status,
)

MOST_OFFERS = 3
CORRECTED = ("patient_name", "booker_name", "email", "phone", "phone_note", *NEEDS)


def confirm(
    appointment: Appointment,
    *,
    by: User,
    outside_hours: bool = False,
    seen: int | None = None,
    now: datetime,
) -> Appointment:
    """Yes to the time asked for: of a new request, or of a booked visit that is to change.

    Works after the hold has lapsed too, where nobody else has taken the time since; else TimeTaken. Refuses
    with OutsideHours where nobody serves that time any more, unless `outside_hours` says that it is meant.
    """

    def work() -> None:
        must_be(appointment, Status.PENDING, Status.BOOKED)
        wish = appointment.wish
        if appointment.status == Status.BOOKED and not wish:
            refuse_overtaken(appointment)
        provider, starts_at = (wish.provider, wish.starts_at) if wish else agreed_place(appointment)
        refuse_past(starts_at, now)
        if not outside_hours:
            refuse_unserved(appointment, provider, starts_at)
        agree(appointment, provider, starts_at, told=False, now=now)

    return change(appointment, work, by=by, seen=seen, now=now)


def propose(
    appointment: Appointment,
    times: Sequence[tuple[Provider, datetime]],
    *,
    by: User,
    seen: int | None = None,
    now: datetime,
) -> Appointment:
    """Offer up to three other times, all held for the patient until the offer ends.

    What the patient asked for is freed; a booked visit stays booked. Refuses times outside the hours, and
    those that overlap each other, the booked visit, or anything else.
    """

    def work() -> None:
        must_be(appointment, *UNANSWERED, Status.BOOKED)
        refuse_begun(appointment, now)
        if not 1 <= len(times) <= MOST_OFFERS:
            raise BookingError(_("Choose one, two or three times to offer."))
        spans = [diary.hold_span(appointment, starts_at) for _provider, starts_at in times]
        if any(one.overlaps(other) for index, one in enumerate(spans) for other in spans[:index]):
            raise BookingError(_("These times overlap each other. Choose times that do not."))
        for (provider, starts_at), span in zip(times, spans, strict=True):
            refuse_past(starts_at, now)
            if not diary.is_open(provider, visit_span(appointment, starts_at)):
                raise BookingError(_("One of these times is outside the hours."))
            if not diary.has_room(provider, span, now, without=diary.own_holds(appointment, visit_too=False)):
                raise TimeTaken
        if appointment.status != Status.BOOKED:
            set_status(appointment, Status.PROPOSED)
            place(appointment, None, None)
        preferred = appointment.preferred_days, appointment.preferred_parts
        owe_nothing(appointment)
        # If none of these suits either, the days that would are still known.
        appointment.preferred_days, appointment.preferred_parts = preferred
        until = now + timedelta(hours=settings.BOOKING_OFFER_KEPT_HOURS)
        for begin in [appointment.starts_at, *(starts_at for _provider, starts_at in times)]:
            if begin:
                until = min(until, last_answer(begin, now))
        appointment.answer_by = until
        appointment.save()
        for provider, starts_at in times:
            appointment.proposed_times.create(kind=Hold.Kind.OFFERED, provider=provider, starts_at=starts_at)
        diary.hold(appointment, Hold.Kind.OFFERED, times, until=until, now=now)
        messages.offered(appointment, now=now)

    return change(
        appointment, work, by=by, seen=seen, now=now, providers=[provider for provider, _starts_at in times]
    )


def decline(
    appointment: Appointment,
    *,
    reason: str,
    by: User,
    outside_hours: bool = False,
    seen: int | None = None,
    now: datetime,
) -> Appointment:
    """No. A request ends here. A booked visit stays: only the wish for a change, or our offer, ends.

    Where nobody serves its time any more, the patient would come to a closed door: OutsideHours, unless
    `outside_hours` says that it is meant.
    """

    def work() -> None:
        must_be(appointment, *UNANSWERED, Status.BOOKED)
        booked = appointment.status == Status.BOOKED
        if booked and appointment.waiting_since is None and not appointment.offers:
            refuse_overtaken(appointment)
        if not reason:
            raise BookingError(_("Write the reason. The patient reads it."))
        if booked and not outside_hours:
            refuse_unserved(appointment, *agreed_place(appointment), asks=KEEP_IT)
        set_status(appointment, Status.BOOKED if booked else Status.CANCELLED)
        appointment.reason = reason
        if booked:
            owe_nothing(appointment)
            appointment.touched_at = None  # the patient reads that it stays
            appointment.save()
            messages.kept(appointment, now=now)
            # The mail has it; the visit that stays has no reason.
            appointment.reason = ""
            appointment.save(update_fields=["reason"])
            diary.free_wishes(appointment)
        else:
            appointment.waiting_since = appointment.answer_by = None
            appointment.save()
            # Before the times are forgotten: the mail names what was asked for.
            messages.declined(appointment, now=now)
            owe_nothing(appointment)
            appointment.save()
            diary.free(appointment)

    return change(appointment, work, by=by, seen=seen, now=now)


def reschedule(
    appointment: Appointment,
    provider: Provider,
    starts_at: datetime,
    *,
    by: User,
    told: bool = False,
    outside_hours: bool = False,
    seen: int | None = None,
    now: datetime,
) -> Appointment:
    """Book it at this time, agreed with the patient: a request that had none or another, or a booked visit.

    Refuses with OutsideHours unless `outside_hours` says that this is meant, and always with TimeTaken
    where anybody else has the time. A visit that is booked then already is not moved: keep() and decline()
    leave it there.
    """

    def work() -> None:
        must_be(appointment, *UNANSWERED, Status.BOOKED)
        refuse_past(starts_at, now)
        if appointment.status == Status.BOOKED and agreed_place(appointment) == (provider, starts_at):
            raise BookingError(_("It is booked at this time already. Nothing was changed."))
        span = diary.hold_span(appointment, starts_at)
        own = diary.own_holds(appointment, visit_too=True)
        if not diary.has_room(provider, span, now, without=own):
            raise TimeTaken
        if not outside_hours:
            refuse_outside_hours(appointment, provider, starts_at, now)
        agree(appointment, provider, starts_at, told=told, now=now)

    return change(appointment, work, by=by, seen=seen, now=now, providers=[provider])


def correct_contact(
    appointment: Appointment, contact: Contact, *, by: User, seen: int | None = None, now: datetime
) -> Appointment:
    """Put the right name, e-mail, phone and needs in.

    With another e-mail address the links that went to the old one end, and how it stands is mailed again.
    The patient has read nothing beside it: the desk typed it.
    """

    def work() -> None:
        readdressed = contact.email.lower() != appointment.contact.email.lower()
        for field in CORRECTED:
            setattr(appointment.contact, field, getattr(contact, field))
        if readdressed:
            appointment.contact.email_notice, appointment.contact.email_notice_at = "", None
        appointment.contact.save()
        appointment.save()
        if readdressed:
            appointment.links.filter(revoked_at=None).update(revoked_at=now)
            tell_again(appointment, now)

    return change(appointment, work, by=by, seen=seen, now=now)


def tell_again(appointment: Appointment, now: datetime) -> None:
    """How it stands. Of a visit that is over there is nothing to tell."""
    if appointment.waiting_since and appointment.is_overdue(now) and not appointment.is_past(now):
        messages.late_again(appointment, now=now)
    elif appointment.status == Status.WAITLIST:
        messages.waitlisted(appointment, now=now)
    elif appointment.status == Status.PENDING:
        messages.received(appointment, now=now)
    elif appointment.is_past(now):
        messages.supersede(appointment, now=now)
    elif appointment.offers:
        (messages.offer_lapsed if appointment.is_overdue(now) else messages.offered)(appointment, now=now)
    elif appointment.status == Status.BOOKED and appointment.waiting_since:
        messages.change_received(appointment, now=now)
    elif appointment.status == Status.BOOKED:
        messages.confirmed(appointment, told=False, now=now)
    elif appointment.status == Status.CANCELLED:
        was_declined = appointment.messages.filter(kind=Message.Kind.DECLINED).exists()
        if was_declined:
            messages.declined(appointment, now=now)
        else:
            messages.cancelled(appointment, told=False, now=now)


def close(
    appointment: Appointment, *, reason: str, by: User, seen: int | None = None, now: datetime
) -> Appointment:
    """Spam, a duplicate or a mistake: closed without a word to the patient, time free, links ended."""

    def work() -> None:
        set_status(appointment, Status.ENTERED_IN_ERROR)
        owe_nothing(appointment)
        appointment.reason = reason
        appointment.save()
        diary.free(appointment)
        appointment.links.filter(revoked_at=None).update(revoked_at=now)
        messages.supersede(appointment, now=now)
        appointment.messages.to_see().update(superseded_at=now)

    return change(appointment, work, by=by, seen=seen, now=now)


def agreed_place(appointment: Appointment) -> tuple[Provider, datetime]:
    assert appointment.provider is not None
    assert appointment.starts_at is not None
    return appointment.provider, appointment.starts_at
