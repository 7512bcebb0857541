"""What the desk reads about an appointment, in the receptionist's words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import diary, estimates, wording
from booking.admin.times import Place
from booking.models import (
    Appointment,
    Contact,
    Hold,
    Message,
    PartOfDay,
    PreferredChannel,
    Provider,
    Status,
    Voicemail,
    WeeklyHours,
    WithoutInsurance,
)
from booking.models.appointments import AGREED
from booking.models.contacts import contact_of
from booking.workflow.moves import name_of

Kind = Message.Kind
WEEKDAYS: dict[Any, Any] = dict(WeeklyHours._meta.get_field("weekday").flatchoices)
PARTS: dict[str, Any] = dict(PartOfDay.choices)


def standing(appointment: Appointment) -> str:
    """Its status in words. Where the desk said no it is declined: FHIR knows no other word than cancelled.
    `was_declined` comes from the list's query."""
    if appointment.status == Status.CANCELLED and appointment.was_declined:  # type: ignore[attr-defined]
        return _("declined")
    return appointment.get_status_display()


def asked_place(appointment: Appointment) -> Place | None:
    """The time that the patient waits to hear about."""
    if appointment.status == Status.BOOKED and (wish := appointment.wish):
        return wish.provider, wish.starts_at
    if appointment.status == Status.PENDING and appointment.provider and appointment.starts_at:
        return appointment.provider, appointment.starts_at
    return None


def agreed_place(appointment: Appointment) -> Place | None:
    if appointment.status in AGREED and appointment.provider and appointment.starts_at:
        return appointment.provider, appointment.starts_at
    return None


def preferences(appointment: Appointment) -> str:
    """Monday, Tuesday; Morning. Empty where the patient named none."""
    days = ", ".join(str(WEEKDAYS[day]) for day in appointment.preferred_days if day in WEEKDAYS)
    parts = ", ".join(str(PARTS[part]) for part in appointment.preferred_parts if part in PARTS)
    return "; ".join(words for words in (days, parts) if words)


def asks_for(appointment: Appointment) -> str:
    """A time with somebody, or the days that would suit."""
    if place := asked_place(appointment):
        return when_and_with(*place)
    return preferences(appointment) or _("any time")


def when_and_with(provider: Provider, starts_at: datetime) -> str:
    """Tue, Dec 1, 2:30 PM with Paula Hand"""
    words = {"time": wording.short_when(starts_at), "provider": provider.name}
    return _("%(time)s with %(provider)s") % words


def how_long(since: datetime, now: datetime) -> str:
    """2 hours"""
    return timesince(since, now, depth=1) if (now - since).total_seconds() >= 60 else _("a moment")


def overdue(appointment: Appointment, now: datetime) -> str:
    """Overdue by 2 hours; empty where it is not."""
    if appointment.waiting_since is None or not appointment.is_overdue(now):
        return ""
    assert appointment.answer_by is not None
    return _("Overdue by %(time)s") % {"time": how_long(appointment.answer_by, now)}


def on_phone(contact: Contact) -> str:
    """Whom to ask for, and what to know before dialing. Empty where the patient said nothing of it."""
    channel = {
        PreferredChannel.PHONE.value: _("wants a call"),
        PreferredChannel.EMAIL.value: _("rather by e-mail"),
    }
    voicemail = {Voicemail.YES.value: _("voicemail is fine"), Voicemail.NO.value: _("no voicemail")}
    words = [ask_for(contact), channel.get(contact.preferred_channel), voicemail.get(contact.voicemail)]
    return ", ".join(one for one in words if one)


def ask_for(contact: Contact) -> str:
    """Whose phone and e-mail it is, where somebody else booked for the patient."""
    return _("ask for %(name)s") % {"name": contact.booker_name} if contact.booker_name else ""


def estimate(appointment: Appointment, now: datetime) -> str:
    """When the Good Faith Estimate is due; empty for whoever does not pay alone, and for what is over."""
    contact = contact_of(appointment)
    if not contact.may_get_estimate or not appointment.can_be_changed(now):
        return ""
    words = []
    if contact.without_insurance == WithoutInsurance.UNSURE:
        words.append(_("Ask first whether there is insurance."))
    agreed = agreed_place(appointment)
    place = agreed or asked_place(appointment)
    scheduled = now
    if agreed:
        assert appointment.agreed_at is not None
        scheduled = appointment.agreed_at
    due = estimates.due(diary.local_day(scheduled), diary.local_day(place[1])) if place else None
    if due:
        sentence = _("Due by %(day)s.") if agreed else _("If you book it today, due by %(day)s.")
        words.append(sentence % {"day": wording.date_in_words(due)})
    words.append(
        _("If the patient asks for one today, due by %(day)s.")
        % {"day": wording.date_in_words(estimates.due_on_request(diary.local_day(now)))}
    )
    return " ".join(words)


# What to look at before answering


def warnings(appointment: Appointment, now: datetime) -> Iterator[str]:
    asked, agreed = asked_place(appointment), agreed_place(appointment)
    problems = off_hours(appointment)
    if asked:
        yield from about_asked(appointment, asked, problems, now)
    if agreed and appointment.status == Status.BOOKED and agreed[1] > now:
        words = problems.get(agreed)
        if words and appointment.touched_at:
            words = f"{words} {_('It is to be moved, unless you keep it at this time.')}"
        if words:
            yield _("The booked visit: %(problem)s") % {"problem": words}
    if appointment.touched_at:
        yield from about_offered(appointment, problems, now)
    if appointment.offers and appointment.answer_by and appointment.answer_by <= now:
        yield _("The patient has not answered in time: the times offered are no longer held.")


def about_offered(appointment: Appointment, problems: Mapping[Place, str], now: datetime) -> Iterator[str]:
    for offer in appointment.offers:
        words = problems.get((offer.provider, offer.starts_at))
        if words and offer.starts_at > now:
            yield _("Offered, %(time)s: %(problem)s Offer other times.") % {
                "time": wording.when(offer.starts_at),
                "problem": words,
            }


def about_asked(
    appointment: Appointment, place: Place, problems: Mapping[Place, str], now: datetime
) -> Iterator[str]:
    provider, starts_at = place
    if starts_at <= now:
        yield _("The time asked for has passed. Offer other times.")
        return
    if words := problems.get(place):
        yield _("The time asked for: %(problem)s") % {"problem": words}
    kept = [hold for hold in appointment.holds.all() if hold.kind == Hold.Kind.ASKED]
    if any(hold.expires_at and hold.expires_at > now for hold in kept):
        return
    own = diary.own_holds(appointment, visit_too=True)
    if diary.has_room(provider, diary.hold_span(appointment, starts_at), now, without=own):
        yield _("The time asked for is no longer held, but still free: confirm it before somebody takes it.")
    else:
        yield _("Somebody else has the time asked for by now. Offer other times.")


WHY: dict[diary.Why, Promise] = {
    diary.Why.NOT_THEIRS: gettext_lazy("%(provider)s no longer sees patients for this visit."),
    diary.Why.CLOSED: gettext_lazy("a closure lies over it."),
    diary.Why.OUTSIDE: gettext_lazy("it is outside the hours of %(provider)s."),
}


def off_hours(appointment: Appointment) -> dict[Place, str]:
    """Of what is asked for, booked and offered: why nobody serves it, where nobody does."""
    trouble = diary.unserved([appointment])[appointment.pk]
    return {(one.provider, one.starts_at): because(one.why, one.provider) for one in trouble}


AWRY: dict[str, Promise] = {
    Hold.Kind.ASKED: gettext_lazy("The time asked for: %(problem)s"),
    Hold.Kind.VISIT: gettext_lazy("The booked visit: %(problem)s"),
}


def awry(trouble: Iterable[diary.Unserved]) -> list[str]:
    """For a row: why nobody serves what is asked for or booked."""
    return [
        str(AWRY[one.kind]) % {"problem": because(one.why, one.provider)}
        for one in trouble
        if one.kind in AWRY
    ]


def because(why: diary.Why, provider: Provider) -> str:
    return str(WHY[why]) % {"provider": provider.name}


# What is told


def told_how(appointment: Appointment) -> str:
    """What becomes of the news, after a verb: a mail, a call, or nothing more."""
    news = appointment.messages.filter(
        audience=Message.Audience.PATIENT, revision=appointment.revision
    ).last()
    if news is None:
        return ""
    if news.channel == Message.Channel.PHONE:
        if contact_of(appointment).email:
            return _("Call the patient to say so: that is how they want to be told.")
        return _("Call the patient to say so: there is no e-mail address.")
    return _("A mail is on its way to the patient.")


TO_SAY: dict[str, str | Promise] = {
    Kind.RECEIVED: gettext_lazy("We have the request for %(time)s and will answer it."),
    Kind.WAITLISTED: gettext_lazy("We are looking for a time and will get back to you."),
    Kind.CHANGE_RECEIVED: gettext_lazy(
        "We have the wish for another time. The visit stays at %(time)s until we answer."
    ),
    Kind.CONFIRMED: gettext_lazy("Booked: %(time)s."),
    Kind.OFFERED: gettext_lazy("These times are free: %(offers)s. Which one suits?"),
    Kind.MOVED: gettext_lazy("The visit has moved to %(time)s."),
    Kind.KEPT: gettext_lazy("The visit stays at %(time)s. %(reason)s"),
    Kind.DECLINED: gettext_lazy("We cannot book the visit. %(reason)s"),
    Kind.CANCELLED: gettext_lazy("The visit is cancelled. %(reason)s"),
    Kind.OVERDUE: gettext_lazy("We have not forgotten the request and will answer soon."),
    Kind.OFFER_LAPSED: gettext_lazy(
        "We found times for you, but do not hold them any more: %(offers)s. "
        "Does one still suit, or which days would?"
    ),
    Kind.LINK: gettext_lazy("The link that you asked for could not be mailed. Is the e-mail address right?"),
}

# Where the visit itself falls away, because the hours were changed.
TO_SAY_TOUCHED: dict[str, str | Promise] = {
    Kind.OFFERED: gettext_lazy(
        "We cannot see you at the time we agreed, %(time)s, sorry for that. "
        "These times are free: %(offers)s. Which one suits?"
    ),
    Kind.CHANGE_RECEIVED: gettext_lazy(
        "We have the wish for another time. We cannot see you at the time we agreed, %(time)s, sorry for "
        "that. Please do not come for it until we have talked."
    ),
    Kind.OFFER_LAPSED: gettext_lazy(
        "We cannot see you at the time we agreed, %(time)s, sorry for that. We found times for you, "
        "but do not hold them any more: %(offers)s. Does one still suit, or which days would?"
    ),
}


def changed(message: Message) -> str:
    """What the patient did, from how things stood when they did it."""
    facts: dict[str, Any] = message.facts
    words = {"time": moment_in(facts, "starts_at"), "provider": facts["provider"]}
    if facts["status"] == Status.CANCELLED:
        if facts["sequence"]:
            return _("Canceled the visit: %(time)s with %(provider)s. That time is free again.") % words
        if words["time"]:
            return _("Canceled the request for %(time)s. That time is free again.") % words
        return _("Canceled the request. Nothing was booked.")
    if facts["sequence"]:
        return _("Moved the visit to %(time)s with %(provider)s.") % words
    return _("Booked: %(time)s with %(provider)s.") % words


def to_say(message: Message) -> str:
    """What the patient has to be told on the phone, from how things stood when the message was written."""
    facts: dict[str, Any] = message.facts
    offers = [moment_in(one, "starts_at") for one in facts.get("offers", [])]
    words = {
        "time": moment_in(facts, "starts_at"),
        "reason": facts.get("reason", ""),
        "offers": "; ".join(offers),
    }
    sentences = {**TO_SAY, **(TO_SAY_TOUCHED if facts.get("touched") else {})}
    return (str(sentences.get(message.kind, message.get_kind_display())) % words).strip()


def moment_in(facts: dict[str, Any], name: str) -> str:
    moment = parse_datetime(facts.get(name) or "")
    return wording.when(moment) if moment else ""


def state_of(message: Message) -> str:
    """What became of a message."""
    if message.channel == Message.Channel.DESK and not message.superseded_at:
        return _("seen") if message.called_at else _("not ticked off yet")
    if message.called_at:
        words = {"who": name_of(message.called_by), "when": wording.when(message.called_at)}
        return _("told on the phone by %(who)s, %(when)s") % words
    if message.superseded_at and not message.sent_at:
        return _("not needed any more: something newer was to tell")
    if message.sent_at:
        return _("sent %(when)s") % {"when": wording.when(message.sent_at)}
    if message.failed_at:
        return _("could not be delivered, given up %(when)s") % {"when": wording.when(message.failed_at)}
    if message.channel == Message.Channel.PHONE:
        return _("somebody has to call")
    if message.attempts:
        return _("not sent yet; it is tried again")
    return _("on its way")
