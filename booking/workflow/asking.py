"""What the patient does: ask, change, answer, cancel. The front desk can do most of it for them."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User

from booking import diary, messages
from booking.errors import TimeTaken
from booking.models import Appointment, Contact, Hold, ProposedTime, Provider, Status
from booking.workflow.agreeing import agree, refuse_unserved
from booking.workflow.moves import (
    change,
    must_be,
    owe_answer,
    owe_nothing,
    place,
    refuse_begun,
    refuse_overtaken,
    refuse_past,
    set_status,
)
from booking.workflow.new import (
    begin,
    patient_keys,
    refuse_too_many,
    refuse_too_soon,
    save_new,
    sent_before,
)


def request(appointment: Appointment, contact: Contact, starts_at: datetime, *, now: datetime) -> Appointment:
    """Ask for a time: held until the front desk answers, or booked at once where the visit type says so.

    `appointment` and `contact` are new and carry what the patient said. The same `submission` again gives the
    appointment that is already there. Refuses with TimeTaken, also where the time never was to be had, and
    where too many requests of this contact or visitor wait already, or where it came quicker than people are.
    """
    visit_type = appointment.visit_type
    providers = diary.providers_for(visit_type, appointment.wished_provider)

    def locked() -> Appointment:
        if earlier := sent_before(appointment):
            return earlier
        refuse_too_many(appointment, contact, now)
        refuse_too_soon(appointment, now)
        provider = diary.choose_provider(visit_type, providers, starts_at, now)
        if provider is None or not diary.online_times_are_offered():
            raise TimeTaken
        begin(appointment, by=None, now=now)
        place(appointment, provider, starts_at)
        if visit_type.confirmed_at_once:
            set_status(appointment, Status.BOOKED)
            appointment.agreed_at = now
            save_new(appointment, contact)
            diary.book(appointment, provider, starts_at, now)
            messages.confirmed(appointment, told=True, now=now)
            messages.changed_by_patient(appointment, now=now)
        else:
            set_status(appointment, Status.PENDING)
            until = owe_answer(appointment, starts_at, now)
            save_new(appointment, contact)
            diary.hold(appointment, Hold.Kind.ASKED, [(provider, starts_at)], until=until, now=now)
            messages.received(appointment, now=now)
            messages.alert(appointment, now=now)
        return appointment

    return diary.under_locks(locked, providers=providers, keys=patient_keys(appointment, contact))


def join_waitlist(appointment: Appointment, contact: Contact, *, now: datetime) -> Appointment:
    """No time fits: the front desk is to look for one on the preferred days and parts of the day.

    As with request(), a second press of the button makes no second appointment.
    """

    def locked() -> Appointment:
        if earlier := sent_before(appointment):
            return earlier
        refuse_too_many(appointment, contact, now)
        refuse_too_soon(appointment, now)
        begin(appointment, by=None, now=now)
        set_status(appointment, Status.WAITLIST)
        owe_answer(appointment, None, now)
        save_new(appointment, contact)
        messages.waitlisted(appointment, now=now)
        messages.alert(appointment, now=now)
        return appointment

    return diary.under_locks(locked, keys=patient_keys(appointment, contact))


def ask_for_time(
    appointment: Appointment,
    starts_at: datetime,
    *,
    wished: Provider | None = None,
    seen: int | None = None,
    now: datetime,
) -> Appointment:
    """The patient would rather have this time.

    A request that is not agreed yet now asks for it. A booked visit stays as it is until the front desk
    confirms the change; where the visit type is booked at once, it moves at once.
    """
    visit_type = appointment.visit_type_as_agreed()
    providers = diary.providers_for(visit_type, wished)

    def work() -> None:
        if not appointment.can_be_changed(now):
            refuse_overtaken(appointment)
        booked = appointment.status == Status.BOOKED
        at_once = visit_type.confirmed_at_once
        provider = diary.choose_provider(
            visit_type, providers, starts_at, now, without=diary.own_holds(appointment, visit_too=at_once)
        )
        if provider is None or not diary.online_times_are_offered():
            raise TimeTaken
        if at_once:
            agree(appointment, provider, starts_at, told=True, now=now)
            messages.changed_by_patient(appointment, now=now)
        else:
            owe_nothing(appointment)
            agreed = appointment.starts_at if booked else None
            until = owe_answer(appointment, min(agreed or starts_at, starts_at), now)
            if booked:
                appointment.proposed_times.create(
                    kind=Hold.Kind.ASKED, provider=provider, starts_at=starts_at
                )
            else:
                set_status(appointment, Status.PENDING)
                place(appointment, provider, starts_at)
            appointment.save()
            diary.hold(appointment, Hold.Kind.ASKED, [(provider, starts_at)], until=until, now=now)
            (messages.change_received if booked else messages.received)(appointment, now=now)
            messages.alert(appointment, now=now)

    return change(appointment, work, by=None, seen=seen, now=now, providers=providers)


def accept(
    appointment: Appointment,
    offer: ProposedTime,
    *,
    by: User | None = None,
    outside_hours: bool = False,
    seen: int | None = None,
    now: datetime,
) -> Appointment:
    """The patient takes an offered time. After the offer lapsed too, where nobody else has taken it since.

    Where nobody serves that time any more, TimeTaken; for the front desk OutsideHours, unless `outside_hours`
    says that it is meant.
    """
    provider, starts_at = offer.provider, offer.starts_at

    def work() -> None:
        must_be(appointment, Status.PROPOSED, Status.BOOKED)
        if not appointment.proposed_times.filter(pk=offer.pk, kind=Hold.Kind.OFFERED).exists():
            refuse_overtaken(appointment)
        refuse_begun(appointment, now)
        refuse_past(starts_at, now)
        if by is None and diary.why_not(appointment, provider, starts_at):
            raise TimeTaken
        if by and not outside_hours:
            refuse_unserved(appointment, provider, starts_at)
        agree(appointment, provider, starts_at, told=True, now=now)
        if by is None:
            messages.changed_by_patient(appointment, now=now)

    return change(appointment, work, by=by, seen=seen, now=now, providers=[provider])


def refuse_offers(
    appointment: Appointment,
    *,
    days: Sequence[int] = (),
    parts: Sequence[str] = (),
    by: User | None = None,
    seen: int | None = None,
    now: datetime,
) -> Appointment:
    """None of these: the front desk goes on looking. A booked visit stays booked.

    Where neither days nor parts are said now, those that were said before still hold; days alone are meant
    at any time of day.
    """

    def work() -> None:
        if not appointment.can_be_changed(now):
            refuse_overtaken(appointment)
        preferred_days = sorted(set(days)) or appointment.preferred_days
        preferred_parts = list(parts) if days or parts else appointment.preferred_parts
        owe_nothing(appointment)
        diary.free_wishes(appointment)
        appointment.preferred_days, appointment.preferred_parts = preferred_days, preferred_parts
        if appointment.status == Status.BOOKED:
            owe_answer(appointment, appointment.starts_at, now)
        else:
            set_status(appointment, Status.WAITLIST)
            place(appointment, None, None)
            owe_answer(appointment, None, now)
        appointment.save()
        if appointment.status == Status.BOOKED:
            messages.change_received(appointment, now=now)
        else:
            messages.waitlisted(appointment, now=now)
        messages.alert(appointment, now=now)

    return change(appointment, work, by=by, seen=seen, now=now)


def cancel(
    appointment: Appointment,
    *,
    by: User | None = None,
    reason: str = "",
    told: bool = False,
    seen: int | None = None,
    now: datetime,
) -> Appointment:
    """Call it off, by the patient or by the clinic; its time is free at once."""

    def work() -> None:
        refuse_begun(appointment, now)
        appointment.calendar_sequence += appointment.status == Status.BOOKED
        set_status(appointment, Status.CANCELLED)
        owe_nothing(appointment)
        appointment.reason = reason
        appointment.save()
        diary.free(appointment)
        messages.cancelled(appointment, told=told or by is None, now=now)
        if by is None:
            messages.changed_by_patient(appointment, now=now)

    return change(appointment, work, by=by, seen=seen, now=now)
