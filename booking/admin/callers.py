"""Somebody is on the phone: book them while they wait."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking import diary, workflow
from booking.admin import times
from booking.admin.addresses import row_named
from booking.admin.forms import BookForm, contact_as_typed
from booking.admin.verbs.base import booked_sentence, request_page, staff
from booking.admin.verbs.picking import picked, week_asked_for
from booking.errors import BookingError, TimeTaken
from booking.models import Appointment, Provider, VisitType
from clinic.answers import answered, keeps_answers


@keeps_answers
def book_caller(request: HttpRequest) -> HttpResponse:
    user, now = staff(request), timezone.now()
    form = BookForm(
        request.POST or None,
        providers=Provider.objects.filter(is_active=True),
        now=now,
        initial={name: request.GET[name] for name in ("place", "visit_type") if name in request.GET},
    )
    if form.picked and not form.is_bound:  # by the diary: who calls is all that is left to type
        form.fields["patient_name"].widget.attrs["autofocus"] = True
    if "week" in request.POST:
        form.errors.clear()
    elif answered(request, form):
        answers = form.cleaned_data
        provider, starts_at = answers["chosen"]
        appointment = Appointment(
            visit_type=answers["visit_type"], submission=answers["submission"], note=answers["note"]
        )
        try:
            booked = workflow.book(
                appointment,
                contact_as_typed(answers),
                provider,
                starts_at,
                by=user,
                outside_hours=answers["outside_hours"],
                now=now,
            )
        except BookingError as refusal:
            form.add_error(None, str(refusal.sentence))
            return page(request, form, now, refusal)
        messages.success(request, booked_sentence(booked))
        return request_page(booked)
    return page(request, form, now)


def page(
    request: HttpRequest, form: BookForm, now: datetime, refusal: BookingError | None = None
) -> HttpResponse:
    return TemplateResponse(
        request,
        "admin/booking/appointment/book.html",
        {
            **admin.site.each_context(request),
            "title": _("Book a caller"),
            "opts": Appointment._meta,
            "form": form,
            **picker(request, form, now, refusal),
        },
    )


def picker(
    request: HttpRequest, form: BookForm, now: datetime, refusal: BookingError | None
) -> dict[str, Any]:
    """The free times of the visit chosen, or of the first one in the list."""
    answers = getattr(form, "cleaned_data", {})
    visit_type = answers.get("visit_type") or visit_type_named(request)
    if visit_type is None:
        return {}
    providers = diary.providers_for(visit_type, answers.get("provider"))
    caller = Appointment(visit_type=visit_type, length=visit_type.length, buffer=visit_type.buffer)
    context = {
        "visit_type": visit_type,
        "providers": providers,
        "several": len(providers) > 1,
        **picked(form, caller, now, refusal),
    }
    chosen = answers.get("chosen") or form.picked
    if isinstance(refusal, TimeTaken) and chosen:
        everybody = diary.providers_for(visit_type)
        context |= {"providers": everybody, "several": len(everybody) > 1}
        return {**context, "week": times.nearest(visit_type, everybody, chosen[1], now), "nearest": True}
    asked = week_asked_for(request)
    context["looking"] = asked is not None
    show = times.week_of if asked else times.first_week_of
    day = asked or diary.local_day(chosen[1] if chosen else now)
    return {**context, "week": show(visit_type, providers, day, now)}


def visit_type_named(request: HttpRequest) -> VisitType | None:
    """By the diary; or else the first one in the list."""
    in_use = VisitType.objects.filter(is_active=True)
    return row_named(in_use, request.GET.get("visit_type", "")) or in_use.first()
