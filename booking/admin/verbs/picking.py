"""Verbs for which a free time is picked: offer some, move."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import diary, wording, workflow
from booking.admin import sentences, times
from booking.admin.forms import MoveForm, OfferForm, VerbForm
from booking.admin.verbs import outside
from booking.admin.verbs.base import Verb, booked_sentence
from booking.admin.verbs.telling import Telling
from booking.errors import BookingError, OutsideHours, TimeTaken
from booking.models import Appointment, Provider
from booking.models.appointments import OPEN
from booking.workflow.answering import MOST_OFFERS


class Picking(Verb):
    """A verb for which a free time is picked: a week of them is shown, or the nearest where one was taken."""

    visit_too: ClassVar[bool]

    @property
    def providers(self) -> list[Provider]:
        return diary.providers_for(self.appointment.visit_type)

    def picker(self, form: VerbForm, refusal: BookingError | None) -> dict[str, Any]:
        visit_type = self.appointment.visit_type_as_agreed()
        without = diary.own_holds(self.appointment, visit_too=self.visit_too)
        place = self.looked_at(form)
        providers = self.providers
        context = {"providers": providers, "several": len(providers) > 1}
        if isinstance(refusal, TimeTaken) and place:
            week = times.nearest(visit_type, providers, place, self.now, without=without)
            return {**context, "week": week, "nearest": True}
        asked = week_asked_for(self.request)
        show = times.week_of if asked else times.first_week_of
        day = asked or diary.local_day(place or self.now)
        had = sentences.agreed_place(self.appointment)
        return {**context, "week": show(visit_type, providers, day, self.now, without=without, but=had)}

    def looked_at(self, form: VerbForm) -> datetime | None:
        """The time around which to look."""
        place = sentences.asked_place(self.appointment) or sentences.agreed_place(self.appointment)
        return place[1] if place else None


class Offer(Telling, Picking):
    name = "offer"
    leads = True
    label = gettext_lazy("Offer times")
    form_class = OfferForm
    template = "offer"
    visit_too = False
    most = MOST_OFFERS
    gone: Sequence[times.Place] = ()

    @property
    def explains(self) -> str:  # type: ignore[override]
        return _(
            "Tick up to three. None may overlap another: each takes %(minutes)s minutes of the diary. "
            "They are held for the patient, who picks one or says that none suits. "
            "What the patient asked for before is given up."
        ) % {"minutes": self.minutes}

    @property
    def minutes(self) -> int:
        """From the start of a visit until the next one may begin."""
        return self.appointment.length + self.appointment.buffer

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.can_be_changed(now)

    def form_kwargs(self) -> dict[str, Any]:
        return {"providers": self.providers}

    def act(self, answers: dict[str, Any]) -> str:
        workflow.propose(
            self.appointment, answers["places"], by=self.user, seen=answers["seen"], now=self.now
        )
        assert self.appointment.answer_by is not None
        until = wording.when(self.appointment.answer_by)
        done = _("Offered. The times are held until %(until)s.") % {"until": until}
        return f"{done} {sentences.told_how(self.appointment)}"

    def looked_at(self, form: VerbForm) -> datetime | None:
        picked = self.gone or (form.picked() if isinstance(form, OfferForm) else [])
        return picked[0][1] if picked else super().looked_at(form)

    def picker(self, form: VerbForm, refusal: BookingError | None) -> dict[str, Any]:
        """What was ticked in other weeks stays ticked; what was taken meanwhile does not."""
        assert isinstance(form, OfferForm)
        picked = form.picked()
        if isinstance(refusal, TimeTaken):
            self.gone = [place for place in picked if not self.has_room(place)]
            picked = [place for place in picked if place not in self.gone]
            for _provider, starts_at in self.gone:
                form.add_error(None, _("Taken by now: %(time)s.") % {"time": wording.when(starts_at)})
        found = super().picker(form, refusal)
        return {
            **found,
            "ticked": [times.value_of(place) for place in picked],
            "elsewhere": [
                (times.value_of(place), place)
                for place in picked
                if times.value_of(place) not in found["week"].values
            ],
        }

    def has_room(self, place: times.Place) -> bool:
        provider, starts_at = place
        span = diary.hold_span(self.appointment, starts_at)
        own = diary.own_holds(self.appointment, visit_too=False)
        return diary.has_room(provider, span, self.now, without=own)


class Move(Picking):
    name = "move"
    label = gettext_lazy("Book at another time")
    explains = gettext_lazy("For a time that is agreed with the patient. It is booked at once.")
    form_class = MoveForm
    template = "move"
    visit_too = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status in OPEN

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "providers": self.appointment.visit_type.providers.filter(is_active=True),
            "now": self.now,
            "initial": {"place": self.request.GET.get("place", "")},
        }

    def act(self, answers: dict[str, Any]) -> str:
        provider, starts_at = answers["chosen"]
        workflow.reschedule(
            self.appointment,
            provider,
            starts_at,
            told=answers["told"],
            outside_hours=answers["outside_hours"],
            by=self.user,
            seen=answers["seen"],
            now=self.now,
        )
        return booked_sentence(self.appointment)

    def looked_at(self, form: VerbForm) -> datetime | None:
        assert isinstance(form, MoveForm)
        chosen = getattr(form, "cleaned_data", {}).get("chosen") or form.picked
        return chosen[1] if chosen else super().looked_at(form)

    def picker(self, form: VerbForm, refusal: BookingError | None) -> dict[str, Any]:
        return {
            **super().picker(form, refusal),
            **picked(form, self.appointment, self.now, refusal),
            "looking": week_asked_for(self.request) is not None,
            "diary_at": self.diary_at(),
        }

    def diary_at(self) -> str:
        """The week of its provider in which it lies or was asked for."""
        place = sentences.asked_place(self.appointment) or sentences.agreed_place(self.appointment)
        words = {"show": "week", "move": self.appointment.pk}
        if place:
            words |= {"provider": place[0].pk, "day": diary.local_day(place[1]).isoformat()}
        return f"{reverse('admin:booking_appointment_diary')}?{urlencode(words)}"


def week_asked_for(request: HttpRequest) -> date | None:
    try:
        day = date.fromisoformat(request.POST.get("week", ""))
    except ValueError:
        return None
    return day if 2000 < day.year < 9000 else None


def picked(
    form: Any, appointment: Appointment, now: datetime, refusal: BookingError | None
) -> dict[str, Any]:
    """The free time that stands in the form already, and what is to be said of it."""
    if isinstance(refusal, TimeTaken):
        return {"outside": None}
    return {"picked": form.picked, "outside": outside_tick(form, appointment, now, refusal)}


def outside_tick(
    form: Any, appointment: Appointment, now: datetime, refusal: BookingError | None
) -> dict[str, Any] | None:
    """The tick "book it all the same" for exactly the time that is warned about."""
    answers = getattr(form, "cleaned_data", {})
    chosen = answers.get("chosen") if form.is_bound else form.picked
    if chosen is None:
        return None
    provider, starts_at = chosen
    ticked = bool(answers.get("outside_hours"))  # by PlaceFields: for this very place
    words = "" if form.is_bound else workflow.unusual(appointment, provider, starts_at, now)
    if not (words or ticked or isinstance(refusal, OutsideHours)):
        return None
    return outside.tick(chosen, ticked=ticked, words=words)
