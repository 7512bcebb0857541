"""Who it is for, that it should not be here, and that somebody called."""

from copy import copy
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from booking import workflow
from booking.admin import sentences
from booking.admin.forms import (
    CONTACT_FIELDS,
    CloseForm,
    CorrectContactForm,
    ReachForm,
    VerbForm,
    contact_as_typed,
)
from booking.admin.verbs.base import Verb, go_back, of_whom, staff
from booking.errors import BookingError
from booking.models import Appointment, Message, Status
from booking.models.appointments import OPEN


class CorrectContact(Verb):
    name = "contact"
    label = gettext_lazy("Correct contact details")
    form_class = CorrectContactForm
    template = "contact"

    @property
    def explains(self) -> str:  # type: ignore[override]
        if self.appointment.can_be_changed(self.now) or self.appointment.status == Status.CANCELLED:
            return _(
                "Where the e-mail address changes, links that were mailed to the old one stop working, "
                "and the new one gets a mail that says how things stand."
            )
        return _("Where the e-mail address changes, links that were mailed to the old one stop working.")

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return True

    def make_form(self, data: Any = None) -> VerbForm:
        contact = self.appointment.contact
        return CorrectContactForm(data, initial={name: getattr(contact, name) for name in CONTACT_FIELDS})

    def act(self, answers: dict[str, Any]) -> str:
        workflow.correct_contact(
            self.appointment, contact_as_typed(answers), by=self.user, seen=answers["seen"], now=self.now
        )
        return f"{_('Corrected.')} {sentences.told_how(self.appointment)}"


class Reach(Verb):
    """Voicemail or not, by phone or e-mail: a button for each answer, on the request page."""

    name = "reach"
    label = gettext_lazy("How to reach the patient")
    form_class = ReachForm
    template = "reach"
    in_row = False

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return bool(appointment.contact.phone)

    def make_form(self, data: Any = None) -> VerbForm:
        contact = self.appointment.contact
        return ReachForm(data, initial={name: getattr(contact, name) for name in ReachForm.ANSWERS})

    def act(self, answers: dict[str, Any]) -> str:
        contact = copy(self.appointment.contact)
        for name in ReachForm.ANSWERS:
            setattr(contact, name, answers[name])
        workflow.correct_contact(self.appointment, contact, by=self.user, seen=answers["seen"], now=self.now)
        return _("Noted: %(how)s.") % {
            "how": sentences.on_phone(contact) or _("the patient said nothing of it")
        }

    def refused(self, form: VerbForm, refusal: BookingError) -> HttpResponse:
        """What there is to press is on the request page, as things stand now."""
        return self.leave(messages.ERROR, str(refusal.sentence))


class Close(Verb):
    name = "close"
    label = gettext_lazy("Close as a duplicate, mistake or spam")
    explains = gettext_lazy(
        "It ends without a word to the patient. Its time is free at once. This cannot be undone."
    )
    form_class = CloseForm
    template = "reason"

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status in OPEN

    def act(self, answers: dict[str, Any]) -> str:
        workflow.close(
            self.appointment, reason=answers["reason"], by=self.user, seen=answers["seen"], now=self.now
        )
        return _("Closed.")


def record_call(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """The patient was told on the phone what this message says."""
    user = staff(request)
    found = get_object_or_404(
        Message.objects.select_related("appointment__contact"), pk=message, appointment=pk
    )
    if request.method == "POST":
        try:
            workflow.record_call(found, by=user, now=timezone.now())
        except BookingError as refusal:
            messages.error(request, of_whom(request, found.appointment, str(refusal.sentence)))
        else:
            done = _("Noted: the patient was called.")
            messages.success(request, of_whom(request, found.appointment, done))
    return go_back(request, found.appointment)


@require_POST
def tick_off(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """What the patient changed has been seen."""
    user = staff(request)
    found = get_object_or_404(
        Message.objects.select_related("appointment__contact"), pk=message, appointment=pk
    )
    try:
        workflow.tick_off(found, by=user, now=timezone.now())
    except BookingError as refusal:
        messages.error(request, of_whom(request, found.appointment, str(refusal.sentence)))
    else:
        messages.success(request, of_whom(request, found.appointment, _("Marked as seen.")))
    return go_back(request, found.appointment)
