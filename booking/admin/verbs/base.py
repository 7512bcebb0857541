"""What all verbs of the front desk have in common."""

from datetime import datetime
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
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views import View

from booking import wording
from booking.admin import sentences
from booking.admin.forms import VerbForm
from booking.errors import BookingError, Overtaken
from booking.models import Appointment
from booking.workflow.moves import who_was_first
from clinic.answers import answered, keeps_answers
from clinic.traces import looks

# Buttons that only show the page differently: another week, a ready-made reason, the words once more.
LOOKING = {"week", "ready", "again"}


def staff(request: HttpRequest) -> User:
    """Whoever is signed in, where they may answer for the clinic."""
    if not isinstance(request.user, User) or not request.user.has_perm("booking.change_appointment"):
        raise PermissionDenied
    return request.user


def request_page(appointment: Appointment) -> HttpResponseRedirect:
    return redirect("admin:booking_appointment_change", appointment.pk)


# Pages with buttons of their own, to which one comes back. Words: no form says an address.
LIST = "admin:booking_appointment_changelist"
WAYS_BACK = {"desk": ("admin:index", ""), "call": (LIST, "?view=call"), "touched": (LIST, "?view=touched")}


def word_back(request: HttpRequest) -> str:
    """Empty: the button was on the request page."""
    word = request.POST.get("back") or request.GET.get("back", "")
    return word if word in WAYS_BACK else ""


def way_back(request: HttpRequest, appointment: Appointment) -> str:
    word = word_back(request)
    if not word:
        return reverse("admin:booking_appointment_change", args=[appointment.pk])
    page, query = WAYS_BACK[word]
    return reverse(page) + query


def go_back(request: HttpRequest, appointment: Appointment) -> HttpResponseRedirect:
    return redirect(way_back(request, appointment))


def of_whom(request: HttpRequest, appointment: Appointment, sentence: str) -> str:
    """Among other rows a sentence says whose it was, and leads there: that row may be gone by now."""
    if not word_back(request):
        return sentence
    page = reverse("admin:booking_appointment_change", args=[appointment.pk])
    return format_html('<a href="{}">{}</a> · {}', page, appointment.contact.patient_name, sentence)


class Verb(View):
    """`direct` verbs need nothing typed: the request page has their button."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    explains: ClassVar[str | Promise] = ""
    direct: ClassVar[bool] = False
    leads: ClassVar[bool] = False  # the likely next step, where it comes first
    in_row: ClassVar[bool] = True  # its button is among the others of the request page
    form_class: ClassVar[type[VerbForm]] = VerbForm
    template: ClassVar[str] = "verb"

    user: User
    now: datetime
    appointment: Appointment

    @property
    def address(self) -> str:
        return f"admin:booking_appointment_{self.name}"

    @property
    def back(self) -> str:
        return word_back(self.request)

    @property
    def way_back(self) -> str:
        return way_back(self.request, self.appointment)

    def leave(self, level: int, sentence: str) -> HttpResponseRedirect:
        messages.add_message(self.request, level, of_whom(self.request, self.appointment, sentence))
        return go_back(self.request, self.appointment)

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
            return self.leave(messages.WARNING, who_was_first(self.appointment))
        return self.page(self.make_form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.make_form(request.POST)
        if self.looking or not answered(request, form):
            return self.page(form)
        try:
            return self.go_on(form)
        except BookingError as refusal:
            return self.refused(form, refusal)

    def go_on(self, form: VerbForm) -> HttpResponse:
        return self.leave(messages.SUCCESS, self.act(form.cleaned_data))

    @property
    def looking(self) -> bool:
        return not LOOKING.isdisjoint(self.request.POST)

    def refused(self, form: VerbForm, refusal: BookingError) -> HttpResponse:
        overtaken = isinstance(refusal, Overtaken)
        moot = overtaken and not self.suits(self.appointment, self.now)
        if moot or (self.direct and (overtaken or self.back)):
            return self.leave(messages.ERROR, str(refusal.sentence))
        form.add_error(None, str(refusal.sentence))
        return self.page(form, refusal)

    def make_form(self, data: Any = None) -> VerbForm:
        return self.form_class(data, **self.form_kwargs())

    def page(
        self, form: VerbForm, refusal: BookingError | None = None, *, template: str = "", **more: Any
    ) -> HttpResponse:
        """`template` instead of the verb's own: a step of it that picks nothing."""
        looks.record(self.request, looks.Action.OPENED, [self.appointment.reference], self.name)
        if self.looking:
            form.errors.clear()
        return TemplateResponse(
            self.request,
            f"admin/booking/appointment/{template or self.template}.html",
            {
                **admin.site.each_context(self.request),
                "title": self.label,
                "verb": self,
                "form": form,
                "appointment": self.appointment,
                "opts": Appointment._meta,
                "asked": sentences.asked_place(self.appointment),
                "agreed": sentences.agreed_place(self.appointment),
                "offered": "; ".join(wording.when(one.starts_at) for one in self.appointment.offers),
                "preferences": sentences.preferences(self.appointment),
                **(more if template else self.picker(form, refusal)),
            },
        )

    def picker(self, form: VerbForm, refusal: BookingError | None) -> dict[str, Any]:
        return {}


def booked_sentence(appointment: Appointment) -> str:
    assert appointment.starts_at is not None
    booked = _("Booked: %(time)s.") % {"time": wording.when(appointment.starts_at)}
    return f"{booked} {sentences.told_how(appointment)}"
