"""What the patient says on the phone to the times that were offered."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import diary, workflow
from booking.admin import sentences, times
from booking.admin.forms import AcceptForm, NoneSuitsForm, VerbForm
from booking.admin.verbs import outside
from booking.admin.verbs.base import Verb, booked_sentence
from booking.errors import BookingError
from booking.models import Appointment, ProposedTime, Status


class Accept(Verb):
    name = "accept"
    leads = True
    label = gettext_lazy("The patient takes one of the times")
    explains = gettext_lazy("For a patient who answers on the phone. The visit is booked at once.")
    form_class = AcceptForm
    template = "accept"

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        to_come = any(one.starts_at > now for one in appointment.offers)
        return to_come and appointment.can_be_changed(now)

    def form_kwargs(self) -> dict[str, Any]:
        return {"appointment": self.appointment}

    def act(self, answers: dict[str, Any]) -> str:
        offer = answers["offer"]
        workflow.accept(
            self.appointment,
            offer,
            outside_hours=outside.is_meant(answers, place_of(offer)),
            by=self.user,
            seen=answers["seen"],
            now=self.now,
        )
        return booked_sentence(self.appointment)

    def picker(self, form: VerbForm, refusal: BookingError | None) -> dict[str, Any]:
        """What is offered, and why somebody would not; the tick for the one that was chosen all the same."""
        trouble = {
            (one.provider, one.starts_at): sentences.because(one.why, one.provider)
            for one in diary.unserved([self.appointment])[self.appointment.pk]
        }
        found: dict[str, Any] = {
            "offers": [(one, trouble.get(place_of(one), "")) for one in self.appointment.offers]
        }
        answers = getattr(form, "cleaned_data", {})
        chosen = place_of(answers["offer"]) if answers.get("offer") else None
        if chosen and chosen in trouble:
            found["outside"] = outside.tick(chosen, ticked=outside.is_meant(answers, chosen), words="")
        return found


def place_of(offer: ProposedTime) -> times.Place:
    return offer.provider, offer.starts_at


class NoneSuits(Verb):
    name = "none"
    label = gettext_lazy("None of these times suit")
    form_class = NoneSuitsForm
    template = "none"

    @property
    def explains(self) -> str:  # type: ignore[override]
        if self.appointment.status == Status.BOOKED:
            return _(
                "The times offered are free again, and the patient waits for others. "
                "The visit stays as it is booked."
            )
        return _("The times offered are free again, and the patient waits for others.")

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return bool(appointment.offers) and appointment.can_be_changed(now)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.refuse_offers(
            self.appointment,
            days=answers["days"],
            parts=answers["parts"],
            by=self.user,
            seen=answers["seen"],
            now=self.now,
        )
        return f"{_('Noted: the patient waits for other times.')} {sentences.told_how(self.appointment)}"
