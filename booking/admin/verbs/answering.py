"""Yes, no, and calling off."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import wording, workflow
from booking.admin import sentences
from booking.admin.forms import CancelForm, ConfirmForm, DeclineForm, VerbForm
from booking.admin.times import Place
from booking.admin.verbs import outside
from booking.admin.verbs.base import Verb, booked_sentence
from booking.admin.verbs.telling import Reasoned
from booking.errors import BookingError, OutsideHours, TimeTaken
from booking.models import Appointment, Status
from booking.models.appointments import UNANSWERED


class Confirm(Verb):
    name = "confirm"
    leads = True
    label = gettext_lazy("Confirm")
    explains = gettext_lazy("The visit is booked at the time asked for, and the patient is told.")
    direct = True
    form_class = ConfirmForm
    template = "confirm"

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        asked = sentences.asked_place(appointment)
        return asked is not None and asked[1] > now

    def act(self, answers: dict[str, Any]) -> str:
        place = sentences.asked_place(self.appointment)
        workflow.confirm(
            self.appointment,
            outside_hours=outside.is_meant(answers, place),
            by=self.user,
            seen=answers["seen"],
            now=self.now,
        )
        return booked_sentence(self.appointment)

    def refused(self, form: VerbForm, refusal: BookingError) -> HttpResponse:
        if isinstance(refusal, TimeTaken):
            messages.error(self.request, _("Somebody else has this time by now. Offer other times."))
            way = redirect("admin:booking_appointment_offer", self.appointment.pk)
            return redirect(f"{way.url}?back={self.back}") if self.back else way
        if isinstance(refusal, OutsideHours):
            form.add_error(None, str(refusal.sentence))
            return self.page(form, refusal)
        return super().refused(form, refusal)

    def picker(self, form: VerbForm, refusal: BookingError | None) -> dict[str, Any]:
        """The tick for a time that nobody serves any more."""
        place = sentences.asked_place(self.appointment)
        words = workflow.unserved(self.appointment, *place) if place else ""
        return {"outside": tick(form, place, words, refusal)} if place and words else {}


class Decline(Reasoned):
    name = "decline"
    form_class = DeclineForm

    @property
    def label(self) -> str:  # type: ignore[override]
        return _("Keep the visit as it is") if self.appointment.status == Status.BOOKED else _("Decline")

    @property
    def explains(self) -> str | Promise:  # type: ignore[override]
        if self.appointment.status == Status.BOOKED:
            return _(
                "The visit stays as it is booked. The patient reads: “Your visit stays as it was”, "
                "and your reason."
            )
        asked = sentences.asked_place(self.appointment)
        if asked is None:
            return _("The patient reads: “We did not find a time for you”, and your reason.")
        return _(
            "The patient reads: “We cannot book the time you asked for, %(time)s. Your request is closed”, "
            "and your reason."
        ) % {"time": wording.when(asked[1])}

    @property
    def ready(self) -> list[str]:
        if self.appointment.status == Status.BOOKED:
            first = _("We have no other time free then.")
        elif sentences.asked_place(self.appointment):
            first = _("This time is not free any more.")
        else:
            first = _("We have no time free on those days.")
        return [
            first,
            _("Please call us, so that we can find a time together."),
            _("You have another appointment with us already."),
        ]

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        """Of a booked visit: where another time is wished for or offered."""
        on_the_table = appointment.waiting_since is not None or bool(appointment.offers)
        return appointment.status in UNANSWERED or (appointment.status == Status.BOOKED and on_the_table)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.decline(
            self.appointment,
            reason=answers["reason"],
            outside_hours=outside.is_meant(answers, sentences.agreed_place(self.appointment)),
            by=self.user,
            seen=answers["seen"],
            now=self.now,
        )
        kept = self.appointment.status == Status.BOOKED
        done = _("The visit stays as it was.") if kept else _("Declined.")
        return f"{done} {sentences.told_how(self.appointment)}"

    def picker(self, form: VerbForm, refusal: BookingError | None) -> dict[str, Any]:
        """The tick for a visit that is kept where nobody serves it."""
        place = sentences.agreed_place(self.appointment)
        words = workflow.unserved(self.appointment, *place, asks=workflow.KEEP_IT) if place else ""
        if not place or not words:
            return {}
        return {"outside": {**tick(form, place, words, refusal), "label": _("Keep it all the same")}}


class Cancel(Reasoned):
    name = "cancel"
    label = gettext_lazy("Cancel")
    explains = gettext_lazy("The visit is off, and its time is free at once. This cannot be undone.")
    form_class = CancelForm

    @property
    def ready(self) -> list[str]:
        return [
            _("You asked us to cancel it."),
            _("We cannot see you at that time after all, and we are sorry."),
            _("Please call us, so that we can find another time together."),
        ]

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.can_be_changed(now)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.cancel(
            self.appointment,
            reason=answers["reason"],
            told=answers["told"],
            by=self.user,
            seen=answers["seen"],
            now=self.now,
        )
        return f"{_('Cancelled.')} {sentences.told_how(self.appointment)}"


def tick(form: VerbForm, place: Place, words: str, refusal: BookingError | None) -> dict[str, Any]:
    """Known before anything is pressed. What the refusal has said already is not said again."""
    ticked = outside.is_meant({"outside_hours": form["outside_hours"].value()}, place)
    return outside.tick(place, ticked=ticked, words="" if isinstance(refusal, OutsideHours) else words)
