"""An appointment's own pages: how it stands, another time, an answer, cancel, the calendar file."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from booking import calendars, diary, messages, standstill, weeks, wording, workflow
from booking.access import holder_only
from booking.availability import DAY
from booking.errors import BookingError, Overtaken, TimeTaken
from booking.forms import (
    AnswerForm,
    ChangePreferencesForm,
    ChangeTimeForm,
    LinkForm,
    RevisionForm,
    parse_day,
)
from booking.models import Appointment, Hold, LinkRequest, Provider, Status
from booking.views.asking import step
from clinic.answers import answered, keeps_answers
from clinic.models import Practice


@require_safe
@holder_only
def appointment(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """How it stands. Right after sending it is the page that says so."""
    return show(request, appointment)


def show(
    request: HttpRequest,
    appointment: Appointment,
    *,
    form: AnswerForm | None = None,
    refusal: BookingError | None = None,
) -> HttpResponse:
    now = timezone.now()
    if isinstance(refusal, Overtaken):
        # Its sentence names who at the clinic was first, which is for the clinic.
        refusal = BookingError(_("This has changed since you opened the page. Here is how it stands now."))
    wish = appointment.wish
    asked_at = wish.starts_at if wish else appointment.starts_at
    offered = appointment.offers
    offers = [one for one in offered if one.starts_at > now]
    form = form or AnswerForm(initial={"seen": appointment.revision})
    form.show(offers)
    context = {
        "appointment": appointment,
        "wish": wish,
        "asked_is_past": asked_at is not None and asked_at <= now,
        "is_change": appointment.status == Status.PENDING
        and appointment.starts_at is not None
        and messages.is_change(appointment, appointment.starts_at, appointment.revision),
        "is_held": appointment.status == Status.PENDING
        and appointment.holds.filter(kind=Hold.Kind.ASKED, expires_at__gt=now).exists(),
        "offers": offers,
        "can_be_changed": appointment.can_be_changed(now),
        "is_past": appointment.is_past(now),
        "is_overdue": appointment.is_overdue(now),
        "answer_by": wording.promised(
            appointment.answer_by, appointment.starts_at, wish.starts_at if wish else None
        ),
        # Before the desk has written, nobody knows whether it is not kept on purpose.
        "falls_away": bool(offered or appointment.waiting_since) and diary.falls_away(appointment),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "booking/appointment.html", context, status=409 if refusal else 200)


@step
@keeps_answers
@holder_only
def change(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Another time. A visit that is booked stays as it is until the change is confirmed."""
    now = timezone.now()
    if not appointment.can_be_changed(now):
        return show(request, appointment)
    form = form_of(ChangeTimeForm, request, appointment)
    if answered(request, form):
        starts_at = form.cleaned_data["time"]
        try:
            workflow.ask_for_time(
                appointment, starts_at, wished=wished(appointment), seen=form.cleaned_data["seen"], now=now
            )
        except TimeTaken:
            visit = appointment.visit_type_as_agreed()
            why = standstill.time_gone(visit, wished(appointment), starts_at, now)
            return choose(request, appointment, form, refusal=BookingError(why), around=starts_at)
        except BookingError as error:
            return show(request, appointment, refusal=error)
        return redirect(appointment)
    return choose(request, appointment, form)


def choose(
    request: HttpRequest,
    appointment: Appointment,
    form: ChangeTimeForm,
    *,
    refusal: BookingError | None = None,
    around: datetime | None = None,
) -> HttpResponse:
    """The free times, from the day of `around` where that one is gone. Not the one that it has already."""
    now = timezone.now()
    visit = appointment.visit_type_as_agreed()
    today = diary.local_day(now)
    last = today + visit.horizon * DAY
    asked_for = str(diary.local_day(around)) if around else request.GET.get("from")
    week = weeks.week_of(
        visit,
        diary.providers_for(visit, wished(appointment)),
        from_day=parse_day(asked_for, first=today, last=last),
        now=now,
        without=diary.own_holds(appointment, visit_too=visit.confirmed_at_once),
        but=[appointment.starts_at, *(one.starts_at for one in [appointment.wish] if one)],
    )
    context = {
        "appointment": appointment,
        "visit_type": visit,
        "week": week,
        "form": form,
        "refusal": refusal,
        "falls_away": diary.falls_away(appointment),
        "times_at": reverse("booking:change", args=[appointment.reference]),
        "none_at": reverse("booking:change_preferences", args=[appointment.reference]),
    }
    return render(request, "booking/change.html", context, status=409 if refusal else 200)


@step
@keeps_answers
@holder_only
def preferences(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """None of these work: the front desk is to look for another time."""
    now = timezone.now()
    if not appointment.can_be_changed(now):
        return show(request, appointment)
    form = form_of(ChangePreferencesForm, request, appointment)
    if answered(request, form):
        try:
            workflow.refuse_offers(appointment, now=now, **form.cleaned_data)
        except BookingError as error:
            return show(request, appointment, refusal=error)
        return redirect(appointment)
    context = {"appointment": appointment, "form": form, "falls_away": diary.falls_away(appointment)}
    return render(request, "booking/change_preferences.html", context)


@step
@keeps_answers
@holder_only
def answer(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Take one of the offered times; they are shown on the appointment's page."""
    form = form_of(AnswerForm, request, appointment)
    if answered(request, form):
        offer = next((one for one in appointment.offers if str(one.pk) == form.cleaned_data["offer"]), None)
        try:
            if offer is None:
                raise BookingError(_("That time is not among those that we offered, or not any more."))
            workflow.accept(appointment, offer, seen=form.cleaned_data["seen"], now=timezone.now())
        except TimeTaken:
            assert offer is not None
            again = ChangeTimeForm(initial={"seen": appointment.revision})
            why = BookingError(standstill.offer_gone(appointment, offer))
            return choose(request, appointment, again, refusal=why, around=offer.starts_at)
        except BookingError as error:
            return show(request, appointment, refusal=error)
        return redirect(appointment)
    return show(request, appointment, form=form)


@step
@keeps_answers
@holder_only
def cancel(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Asked once more, then it is called off. A second press finds it cancelled."""
    now = timezone.now()
    if not appointment.can_be_changed(now):
        return show(request, appointment)
    form = form_of(RevisionForm, request, appointment)
    if answered(request, form):
        try:
            workflow.cancel(appointment, seen=form.cleaned_data["seen"], now=now)
        except BookingError as error:
            return show(request, appointment, refusal=error)
        return redirect(appointment)
    return render(request, "booking/cancel.html", {"appointment": appointment, "form": form})


@require_safe
@holder_only
def calendar(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    if appointment.status != Status.BOOKED or appointment.starts_at is None or appointment.ends_at is None:
        raise Http404
    body = calendars.calendar(
        reference=appointment.reference,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        sequence=appointment.calendar_sequence,
        method="PUBLISH",
        now=timezone.now(),
        practice=Practice.load(),
    )
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": 'attachment; filename="visit.ics"'},
    )


@step
@keeps_answers
def link_again(request: HttpRequest) -> HttpResponse:
    """Send my link again. The page says the same whatever is typed; the worker finds out the rest."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if answered(request, form):
        LinkRequest.objects.bulk_create(
            [LinkRequest(email=form.cleaned_data["email"].lower())], ignore_conflicts=True
        )
        return redirect("booking:link_sent")
    return render(request, "booking/link.html", {"form": form})


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "booking/link_sent.html")


def wished(appointment: Appointment) -> Provider | None:
    """Whom the patient wished to see, while they work here; else anybody."""
    provider = appointment.wished_provider
    return provider if provider and provider.is_active else None


def form_of(form: type[Any], request: HttpRequest, appointment: Appointment) -> Any:
    initial = {
        "seen": appointment.revision,
        "days": appointment.preferred_days,
        "parts": appointment.preferred_parts,
    }
    return form(request.POST if request.method == "POST" else None, initial=initial)
