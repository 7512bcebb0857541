"""What the front desk can do with a request: one class a verb, each one workflow call.

GET shows what will happen and asks for what is missing; only POST changes anything. A refusal comes back
as the workflow's own sentence, beside what was typed.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from booking import diary, wording, workflow
from booking.admin import sentences, times
from booking.admin.forms import (
    CONTACT_FIELDS,
    AcceptForm,
    CancelForm,
    CloseForm,
    CorrectContactForm,
    DeclineForm,
    MoveForm,
    OfferForm,
    VerbForm,
    contact_from,
)
from booking.errors import BookingError, OutsideHours, Overtaken, TimeTaken
from booking.models import Appointment, Message, Provider, Status
from booking.models.appointments import UNANSWERED
from booking.workflow.moves import who_was_first
from clinic.answers import answered, keeps_answers

OPEN = [*UNANSWERED, Status.BOOKED]


def staff(request: HttpRequest) -> User:
    """Whoever is signed in, where they may answer for the clinic."""
    if not isinstance(request.user, User) or not request.user.has_perm("booking.change_appointment"):
        raise PermissionDenied
    return request.user


def request_page(appointment: Appointment) -> HttpResponseRedirect:
    return redirect("admin:booking_appointment_change", appointment.pk)


class Verb(View):
    """`direct` verbs need nothing typed: the request page has their button."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    explains: ClassVar[str | Promise] = ""
    direct: ClassVar[bool] = False
    leads: ClassVar[bool] = False  # the likely next step, where it comes first
    form_class: ClassVar[type[VerbForm]] = VerbForm
    template: ClassVar[str] = "verb"

    user: User
    now: datetime
    appointment: Appointment

    @property
    def address(self) -> str:
        return f"admin:booking_appointment_{self.name}"

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        """Whether the button makes sense. The workflow decides."""
        raise NotImplementedError

    def act(self, answers: dict[str, Any]) -> str:
        """The workflow call; returns what has happened, for the receptionist."""
        raise NotImplementedError

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    @keeps_answers
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user = staff(request)
        self.now = timezone.now()
        self.appointment = get_object_or_404(
            Appointment.objects.select_related("contact", "visit_type", "provider"), pk=kwargs["pk"]
        )
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.suits(self.appointment, self.now):
            messages.warning(request, who_was_first(self.appointment))
            return request_page(self.appointment)
        return self.page(self.make_form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.make_form(request.POST)
        if "week" in request.POST or not answered(request, form):
            return self.page(form)
        try:
            done = self.act(form.cleaned_data)
        except BookingError as refusal:
            return self.refused(form, refusal)
        messages.success(request, done)
        return request_page(self.appointment)

    def refused(self, form: VerbForm, refusal: BookingError) -> HttpResponse:
        moot = not self.suits(self.appointment, self.now)
        if isinstance(refusal, Overtaken) and (self.direct or moot):
            messages.error(self.request, str(refusal.sentence))
            return request_page(self.appointment)
        form.add_error(None, str(refusal.sentence))
        return self.page(form, refusal)

    def make_form(self, data: Any = None) -> VerbForm:
        return self.form_class(data, **self.form_kwargs())

    def page(self, form: VerbForm, refusal: BookingError | None = None) -> HttpResponse:
        looking = "week" in self.request.POST
        if looking:
            form.errors.clear()
        return TemplateResponse(
            self.request,
            f"admin/booking/appointment/{self.template}.html",
            {
                **admin.site.each_context(self.request),
                "title": self.label,
                "verb": self,
                "form": form,
                "appointment": self.appointment,
                "opts": Appointment._meta,
                "asked": sentences.asked_place(self.appointment),
                "agreed": sentences.agreed_place(self.appointment),
                "preferences": sentences.preferences(self.appointment),
                **self.picker(form, refusal),
            },
        )

    def picker(self, form: VerbForm, refusal: BookingError | None) -> dict[str, Any]:
        return {}


class Confirm(Verb):
    name = "confirm"
    leads = True
    label = gettext_lazy("Confirm")
    explains = gettext_lazy("The visit is booked at the time asked for, and the patient is told.")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        asked = sentences.asked_place(appointment)
        return asked is not None and asked[1] > now

    def act(self, answers: dict[str, Any]) -> str:
        workflow.confirm(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return booked_sentence(self.appointment)

    def refused(self, form: VerbForm, refusal: BookingError) -> HttpResponse:
        if isinstance(refusal, TimeTaken):
            messages.error(self.request, _("Somebody else has this time by now. Offer other times."))
            return redirect("admin:booking_appointment_offer", self.appointment.pk)
        return super().refused(form, refusal)


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
        return {**context, "week": show(visit_type, providers, day, self.now, without=without)}

    def looked_at(self, form: VerbForm) -> datetime | None:
        """The time around which to look."""
        place = sentences.asked_place(self.appointment) or sentences.agreed_place(self.appointment)
        return place[1] if place else None


class Offer(Picking):
    name = "offer"
    leads = True
    label = gettext_lazy("Offer times")
    explains = gettext_lazy(
        "Tick up to three. They are held for the patient, who picks one or says that none suits. "
        "What the patient asked for before is given up."
    )
    form_class = OfferForm
    template = "offer"
    visit_too = False
    gone: Sequence[times.Place] = ()

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


class Accept(Verb):
    name = "accept"
    leads = True
    label = gettext_lazy("The patient takes one of the times")
    explains = gettext_lazy("For a patient who answers on the phone. The visit is booked at once.")
    form_class = AcceptForm
    template = "accept"

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return any(one.starts_at > now for one in appointment.offers)

    def form_kwargs(self) -> dict[str, Any]:
        return {"appointment": self.appointment}

    def act(self, answers: dict[str, Any]) -> str:
        workflow.accept(self.appointment, answers["offer"], by=self.user, seen=answers["seen"], now=self.now)
        return booked_sentence(self.appointment)


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
        return {"providers": self.appointment.visit_type.providers.filter(is_active=True), "now": self.now}

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
        chosen = getattr(form, "cleaned_data", {}).get("chosen")
        return chosen[1] if chosen else super().looked_at(form)

    def picker(self, form: VerbForm, refusal: BookingError | None) -> dict[str, Any]:
        return {**super().picker(form, refusal), "outside": outside_tick(form, refusal)}


class Decline(Verb):
    name = "decline"
    label = gettext_lazy("Decline")
    form_class = DeclineForm
    template = "reason"

    @property
    def explains(self) -> str | Promise:  # type: ignore[override]
        if self.appointment.status == Status.BOOKED:
            return _(
                "The visit stays as it is booked. The patient reads: “We could not give you another time. "
                "Your visit stays as it was”, and your reason."
            )
        asked = sentences.asked_place(self.appointment)
        if asked is None:
            return _("The patient reads: “We did not find a time for you”, and your reason.")
        return _(
            "The patient reads: “We cannot book the time you asked for, %(time)s. Your request is closed”, "
            "and your reason."
        ) % {"time": wording.when(asked[1])}

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status in UNANSWERED or (
            appointment.status == Status.BOOKED and appointment.waiting_since is not None
        )

    def act(self, answers: dict[str, Any]) -> str:
        workflow.decline(
            self.appointment, reason=answers["reason"], by=self.user, seen=answers["seen"], now=self.now
        )
        kept = self.appointment.status == Status.BOOKED
        done = _("Declined. The visit stays as it was.") if kept else _("Declined.")
        return f"{done} {sentences.told_how(self.appointment)}"


class Cancel(Verb):
    name = "cancel"
    label = gettext_lazy("Cancel")
    explains = gettext_lazy("The visit is off, and its time is free at once. This cannot be undone.")
    form_class = CancelForm
    template = "reason"

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status in OPEN

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


def begun(appointment: Appointment, now: datetime) -> bool:
    """From the first minute of the visit's day on."""
    starts_at = appointment.starts_at
    return starts_at is not None and diary.local_day(starts_at) <= diary.local_day(now)


class Arrive(Verb):
    name = "arrive"
    leads = True
    label = gettext_lazy("Has arrived")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status == Status.BOOKED and begun(appointment, now)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.arrive(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return _("Noted: the patient has arrived.")


class Fulfil(Verb):
    name = "fulfil"
    leads = True
    label = gettext_lazy("Was seen")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status == Status.ARRIVED or (
            appointment.status == Status.BOOKED and begun(appointment, now)
        )

    def act(self, answers: dict[str, Any]) -> str:
        workflow.fulfil(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return _("Noted: the patient was seen.")


class NoShow(Verb):
    name = "noshow"
    label = gettext_lazy("Did not come")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status == Status.BOOKED and appointment.is_past(now)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.noshow(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return _("Noted: the patient did not come.")


class Undo(Verb):
    name = "undo"
    label = gettext_lazy("Undo")
    explains = gettext_lazy("The visit is “booked” again.")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status in (Status.ARRIVED, Status.FULFILLED, Status.NOSHOW)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.undo(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return _("Undone: the visit is “booked” again.")


class CorrectContact(Verb):
    name = "contact"
    label = gettext_lazy("Correct name, phone, e-mail")
    explains = gettext_lazy(
        "Links that were mailed before stop working, and the latest mail goes out again to the address below."
    )
    form_class = CorrectContactForm
    template = "contact"

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return True

    def make_form(self, data: Any = None) -> VerbForm:
        contact = self.appointment.contact
        return CorrectContactForm(data, initial={name: getattr(contact, name) for name in CONTACT_FIELDS})

    def act(self, answers: dict[str, Any]) -> str:
        workflow.correct_contact(
            self.appointment, contact_from(answers), by=self.user, seen=answers["seen"], now=self.now
        )
        return f"{_('Corrected.')} {sentences.told_how(self.appointment)}"


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


VERBS: list[type[Verb]] = [
    Confirm,
    Accept,
    Arrive,
    Fulfil,
    NoShow,
    Undo,
    Offer,
    Move,
    Decline,
    Cancel,
    CorrectContact,
    Close,
]


def record_call(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """The patient was told on the phone what this message says."""
    user = staff(request)
    found = get_object_or_404(Message.objects.select_related("appointment"), pk=message, appointment=pk)
    if request.method == "POST":
        try:
            workflow.record_call(found, by=user, now=timezone.now())
        except BookingError as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("Noted: the patient was called."))
    if "queue" in request.GET:
        return redirect(f"{reverse('admin:booking_appointment_changelist')}?view=call")
    return request_page(found.appointment)


# Shared with "book a caller"


def booked_sentence(appointment: Appointment) -> str:
    assert appointment.starts_at is not None
    booked = _("Booked: %(time)s.") % {"time": wording.when(appointment.starts_at)}
    return f"{booked} {sentences.told_how(appointment)}"


def week_asked_for(request: HttpRequest) -> date | None:
    try:
        day = date.fromisoformat(request.POST.get("week", ""))
    except ValueError:
        return None
    return day if 2000 < day.year < 9000 else None


def outside_tick(form: Any, refusal: BookingError | None) -> dict[str, Any] | None:
    """The tick "outside the hours" for exactly the time that was warned about."""
    chosen = getattr(form, "cleaned_data", {}).get("chosen")
    ticked = bool(getattr(form, "cleaned_data", {}).get("outside_hours"))
    if chosen is None or not (ticked or isinstance(refusal, OutsideHours)):
        return None
    provider, starts_at = chosen
    return {
        "value": times.value_of(chosen),
        "when": wording.when(starts_at),
        "provider": provider.name,
        "ticked": ticked,
    }
