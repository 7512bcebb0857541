"""The page of one request: what an answer needs, what can be done, what is beside it, and what happened."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking import workflow
from booking.admin import beside, line, same_person, sentences
from booking.admin.forms import NoteForm
from booking.admin.verbs import VERBS, Verb
from booking.admin.verbs.base import request_page, staff
from booking.errors import BookingError
from booking.models import Appointment, PreferredChannel, Status, Voicemail
from booking.models.contacts import contact_of
from clinic import reading_matter
from clinic.answers import answered
from clinic.traces import looks

NEWEST = 15  # of what happened; the rest is a click away


def show(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """POST writes a note: sent to this page itself, so that it can come back on it (clinic/answers.py)."""
    now = timezone.now()
    if not hasattr(appointment, "contact"):  # deleted by hand
        appointment.contact = contact_of(appointment)
        messages.error(request, _("The contact details of this request are gone. Its mails cannot go out."))
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        user = staff(request)
        if answered(request, form):
            written = form.cleaned_data
            try:
                workflow.write_note(
                    appointment, written["kind"], written["text"], after=written["after"], by=user, now=now
                )
            except BookingError as refusal:
                form.add_error("text", str(refusal.sentence))
            else:
                messages.success(request, _("Noted."))
                return request_page(appointment)
    return page(request, appointment, form, now)


def page(request: HttpRequest, appointment: Appointment, form: NoteForm, now: datetime) -> HttpResponse:
    may_act = request.user.has_perm("booking.change_appointment")
    verbs = [verb(appointment=appointment) for verb in VERBS if may_act and verb.suits(appointment, now)]
    row = [verb for verb in verbs if verb.in_row]
    days, others = beside.days(appointment, now), same_person.others(appointment.contact)
    happened = line.of(appointment)
    record_looks(request, appointment, days, others)
    return TemplateResponse(
        request,
        "admin/booking/appointment/request.html",
        {
            **admin.site.each_context(request),
            "opts": Appointment._meta,
            "title": appointment.reference,
            "appointment": appointment,
            "standing": sentences.standing(appointment),
            "contact": appointment.contact,
            "asked": sentences.asked_place(appointment),
            "agreed": sentences.agreed_place(appointment),
            "preferences": sentences.preferences(appointment),
            "overdue": sentences.overdue(appointment, now),
            "on_phone": sentences.on_phone(appointment.contact),
            "came_from": came_from(appointment, now),
            "estimate": sentences.estimate(appointment, now),
            "warnings": list(sentences.warnings(appointment, now)),
            "calls": [(one, sentences.to_say(one)) for one in appointment.calls],  # type: ignore[attr-defined]
            "verbs": row,
            "lead": row[0] if row and leads(row[0], appointment) else None,
            "reach": reach(appointment) if any(verb.name == "reach" for verb in verbs) else [],
            "days": days,
            "others": others,
            "newest": happened[:NEWEST],
            "older": happened[NEWEST:],
            "form": form,
            "last_note": max((one.pk for one in appointment.notes.all()), default=0),
            "may_act": may_act,
        },
    )


def came_from(appointment: Appointment, now: datetime) -> reading_matter.Matter | None:
    return reading_matter.named(appointment.article, now) if appointment.article else None


def record_looks(request: HttpRequest, appointment: Appointment, days: list[beside.Day], others: Any) -> None:
    """Whom the page is about, and who else stands on it."""
    looks.record(request, looks.Action.OPENED, [appointment.reference], "request")
    shown = [row.other.reference for day in days for row in day.rows if row.other]
    shown += [one.appointment.reference for one in others]
    if shown:
        looks.record(request, looks.Action.LISTED, shown, "beside a request")


def leads(verb: Verb, appointment: Appointment) -> bool:
    """A booked visit that nobody waits to hear about needs nothing done before its day."""
    return verb.leads and (verb.direct or appointment.status != Status.BOOKED)


def reach(appointment: Appointment) -> list[tuple[str, str, str]]:
    """Field, value and words of each button: what is not so already. Of the way only where there are two."""
    contact = appointment.contact
    words: dict[str, dict[str, str]] = {
        "preferred_channel": {
            PreferredChannel.PHONE: _("Wants a call"),
            PreferredChannel.EMAIL: _("Rather by e-mail"),
        },
        "voicemail": {Voicemail.YES: _("Voicemail is fine"), Voicemail.NO: _("No voicemail")},
    }
    return [
        (field, str(value), label)
        for field, answers in words.items()
        for value, label in answers.items()
        if value != getattr(contact, field) and (field == "voicemail" or contact.email)
    ]
