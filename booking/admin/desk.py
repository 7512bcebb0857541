"""The desk, the admin's first page: who waits for what, whom to call, and today, on one screen.

It asks for itself again every half minute (static/js/desk.js).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Max, Min, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from booking import diary, wording
from booking.admin import sentences
from booking.admin.queue import is_late, late_first
from booking.admin.queue import today as within_today
from booking.admin.today import ProviderDay, days_of
from booking.admin.verbs.answering import Confirm, Decline
from booking.admin.verbs.base import Verb
from booking.admin.verbs.offered import Accept, NoneSuits
from booking.mail_trouble import mail_trouble
from booking.models import Appointment, Hold, Message, Note, TaskFailure, Voicemail
from booking.models.appointments import AGREED
from booking.models.contacts import contact_of
from booking.models.notes import NOT_REACHED
from clinic.staff.idle import refreshes
from clinic.traces import looks

MOST = 10  # rows of a panel; behind them there is the queue's view


@refreshes
@require_safe
def refresh(request: HttpRequest) -> HttpResponse:
    """The part of the page that changes."""
    if not request.user.has_perm("booking.view_appointment"):
        raise PermissionDenied
    if "HX-Request" not in request.headers:  # somebody was led back here after signing in
        return redirect("admin:index")
    return TemplateResponse(request, "admin/booking/desk/_desk.html", shown(request))


def shown(request: HttpRequest) -> dict[str, Any]:
    """All that the desk shows, and a look at each panel's patients on record."""
    now = timezone.now()
    waiting, calls, offered, today = waiting_now(now), calls_now(now), offered_now(now), today_now(now)
    changes = changes_now(now)
    panels = {"waiting": waiting, "changes": changes, "call": calls, "offered": offered, "today": today}
    for name, panel in panels.items():
        if panel.references:
            looks.record(request, looks.Action.LISTED, panel.references, f"desk {name}")
    return {
        "request": request,
        "may_act": request.user.has_perm("booking.change_appointment"),
        "waiting": waiting,
        "changes": changes,
        "calls": calls,
        "offered": offered,
        "today": today,
        "mail_trouble": mail_trouble(now),
        "task_failures": task_failures() if request.user.has_perm("clinic.change_practice") else [],
        "touched": Appointment.objects.filter(touched_at__isnull=False).count(),
        "now": now,
        "clock": wording.clock_time(now),
    }


TASKS = {
    "overdue": _("telling patients that our answer is late"),
    "lapsed offer": _("telling patients that an offer has ended"),
    "link request": _("sending links again"),
}


def task_failures() -> list[dict[str, Any]]:
    """What of the worker's does not go through: for managers, until it does."""
    rows = TaskFailure.objects.values("task").order_by("task")
    found = rows.annotate(
        number=Count("pk"), since=Min("since"), errors=StringAgg("error", ", ", distinct=True)
    )
    return [{**one, "what": TASKS.get(one["task"], one["task"])} for one in found]


@dataclass(frozen=True)
class Panel:
    """`number` counts those left out, too."""

    number: int
    rows: Sequence[Any]
    references: Sequence[str]
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        return self.number - len(self.references)


def appointments() -> QuerySet[Appointment]:
    """A list never loads what patients wrote (STANDARDS 3.7)."""
    return (
        Appointment.objects.select_related("contact", "provider")
        .defer("note", "contact__access_needs", "contact__interpreter")
        .order_by()
    )


# Waiting for us


@dataclass(frozen=True)
class Waiting:
    appointment: Appointment
    asks_for: str
    instead_of: str
    waits: str
    overdue: str
    due: str
    is_taken: bool  # by somebody else
    awry: Sequence[str]
    confirm: Verb | None
    decline: Verb


def waiting_now(now: datetime) -> Panel:
    """What is overdue in front, then the oldest."""
    everybody = Appointment.objects.waiting_for_clinic().order_by()
    counted = everybody.aggregate(
        number=Count("pk"), overdue=Count("pk", filter=is_late(now)), newest=Max("waiting_since")
    )
    found = list(
        appointments()
        .waiting_for_clinic()  # type: ignore[attr-defined]
        .prefetch_related("proposed_times__provider")
        .order_by(*late_first(now))[:MOST]
    )
    trouble, taken = diary.unserved(found), taken_meanwhile(found, now)
    rows = [waiting_row(one, now, trouble[one.pk], is_taken=one.pk in taken) for one in found]
    newest = counted["newest"].isoformat(timespec="microseconds") if counted["newest"] else ""
    announced = ngettext(
        "A new request. %(number)s waits for us.", "A new request. %(number)s wait for us.", counted["number"]
    ) % {"number": counted["number"]}
    more = {"overdue": counted["overdue"], "newest": newest, "announced": announced}
    return Panel(counted["number"], rows, [one.reference for one in found], more)


def taken_meanwhile(appointments: Sequence[Appointment], now: datetime) -> set[int]:
    """Whose time somebody else has: it was held no longer."""
    asked = [(one, sentences.asked_place(one)) for one in appointments]
    return diary.taken_by_others([(one, *place) for one, place in asked if place], now)


def waiting_row(
    appointment: Appointment, now: datetime, trouble: Sequence[diary.Unserved], *, is_taken: bool
) -> Waiting:
    assert appointment.waiting_since is not None
    assert appointment.answer_by is not None
    agreed = sentences.agreed_place(appointment)
    return Waiting(
        appointment,
        asks_for=sentences.asks_for(appointment),
        instead_of=wording.short_when(agreed[1]) if agreed else "",
        waits=sentences.how_long(appointment.waiting_since, now),
        overdue=sentences.overdue(appointment, now),
        due=wording.short_when(appointment.answer_by),
        is_taken=is_taken,
        awry=sentences.awry(trouble),
        confirm=Confirm(appointment=appointment)
        if Confirm.suits(appointment, now)
        and not is_taken
        and not any(one.kind == Hold.Kind.ASKED for one in trouble)
        else None,
        decline=Decline(appointment=appointment),
    )


# Changed by patients


@dataclass(frozen=True)
class Changed:
    message: Message
    appointment: Appointment
    what: str
    ago: str


def changes_now(now: datetime) -> Panel:
    """What needs no answer and must be known: visits that patients cancel, move, or take."""
    to_see = Message.objects.to_see()
    found = list(
        to_see.select_related("appointment__contact").defer(
            "appointment__note", "appointment__contact__access_needs", "appointment__contact__interpreter"
        )[:MOST]
    )
    rows = [
        Changed(one, one.appointment, sentences.changed(one), sentences.how_long(one.created_at, now))
        for one in found
    ]
    return Panel(to_see.count(), rows, [one.appointment.reference for one in found])


# Whom to call


@dataclass(frozen=True)
class Call:
    message: Message
    appointment: Appointment
    say: str
    on_phone: str
    tries: int
    tried: str
    voicemail: bool


def calls_now(now: datetime) -> Panel:
    to_call = Message.objects.to_call()
    messages = list(
        to_call.select_related("appointment__contact")
        .defer("appointment__note", "appointment__contact__access_needs", "appointment__contact__interpreter")
        .prefetch_related(
            Prefetch("appointment__notes", Note.objects.filter(kind__in=NOT_REACHED), to_attr="tries")
        )[:MOST]
    )
    rows = [call_row(one, now) for one in messages]
    references = [one.appointment.reference for one in messages]
    return Panel(to_call.count(), rows, references)


def call_row(message: Message, now: datetime) -> Call:
    appointment = message.appointment
    contact = contact_of(appointment)
    tries = [one for one in appointment.tries if one.written_at >= message.created_at]  # type: ignore[attr-defined]
    return Call(
        message,
        appointment,
        say=sentences.to_say(message),
        on_phone=sentences.on_phone(contact),
        tries=len(tries),
        tried=tried(tries, now),
        voicemail=contact.voicemail != Voicemail.NO,
    )


def tried(tries: Sequence[Note], now: datetime) -> str:
    """tried 2 times, last 2:31 PM; empty where nobody has."""
    if not tries:
        return ""
    last = tries[-1].written_at
    is_today = timezone.localdate(last) == timezone.localdate(now)
    return ngettext(
        "tried once, %(time)s: %(outcome)s", "tried %(number)s times, last %(time)s: %(outcome)s", len(tries)
    ) % {
        "number": len(tries),
        "time": wording.clock_time(last) if is_today else wording.short_when(last),
        "outcome": tries[-1].get_kind_display(),
    }


# Waiting for the patient


@dataclass(frozen=True)
class Offered:
    appointment: Appointment
    times: Sequence[str]
    until: str  # empty: no longer held
    accept: bool
    none: bool


def offered_now(now: datetime) -> Panel:
    """What is no longer held in front."""
    everybody = Appointment.objects.waiting_for_patient().order_by().values("pk")
    found = list(
        appointments()
        .filter(pk__in=everybody)
        .prefetch_related("proposed_times__provider")
        .order_by(F("answer_by").asc(nulls_first=True), "pk")[:MOST]
    )
    rows = [offered_row(one, now) for one in found]
    return Panel(everybody.count(), rows, [one.reference for one in found])


def offered_row(appointment: Appointment, now: datetime) -> Offered:
    until = appointment.answer_by
    return Offered(
        appointment,
        times=[sentences.when_and_with(one.provider, one.starts_at) for one in appointment.offers],
        until=wording.short_when(until) if until and until > now else "",
        accept=Accept.suits(appointment, now),
        none=NoneSuits.suits(appointment, now),
    )


# Today


def today_now(now: datetime) -> Panel:
    """All of a day, which has an end: what is left out of a full one is left out around the present."""
    visits = appointments().filter(status__in=AGREED, **within_today(now))
    found = list(visits.order_by("provider_id", "starts_at", "pk"))
    days: list[ProviderDay] = days_of(found, now, most=MOST)
    references = [row.appointment.reference for day in days for row in day.rows]
    return Panel(len(found), days, references)
