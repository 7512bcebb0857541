"""The diary on the desk: a day of everybody, a week of one, and a sheet to print."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking import diary, wording
from booking.admin import sentences
from booking.admin.addresses import row_named
from booking.admin.blocks import Block, blocks, starts_for
from booking.admin.forms.places import FURTHEST
from booking.admin.times import monday_of
from booking.availability import DAY
from booking.models import Appointment, Provider, VisitType
from booking.weeks import WEEK
from clinic.traces import looks

SHOWS = ["day", "week", "sheet"]


@dataclass(frozen=True)
class Column:
    heading: str
    blocks: Sequence[Block]
    is_today: bool = False

    @property
    def visits(self) -> int:
        return sum(one.kind == diary.Kind.VISIT for one in self.blocks)


@dataclass(frozen=True)
class Asked:
    """What the address asks for; whatever nobody can read there is today's diary of everybody."""

    show: str
    day: date
    provider: Provider | None
    visit_type: VisitType | None
    moving: Appointment | None

    @property
    def first_day(self) -> date:
        return monday_of(self.day) if self.show == "week" else self.day

    @property
    def last_day(self) -> date:
        return self.first_day + WEEK - DAY if self.show == "week" else self.day

    @property
    def step(self) -> Any:
        return WEEK if self.show == "week" else DAY


def page(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("booking.view_appointment"):
        raise PermissionDenied
    now = timezone.now()
    asked = read(request, now)
    everybody = diary.providers_on(asked.first_day, asked.last_day)
    shown = everybody
    if asked.show == "week":
        shown = [asked.provider] if asked.provider else everybody[:1]
    planned = diary.plan(shown, asked.first_day, asked.last_day, now)
    columns = columns_of(asked, planned, shown, now)
    seen = [one.reference for one in named(asked, columns)]
    looks.record(request, looks.Action.LISTED, seen, "diary")
    return TemplateResponse(
        request,
        f"admin/booking/diary/{'sheet' if asked.show == 'sheet' else 'page'}.html",
        {
            **admin.site.each_context(request),
            "title": _("Diary"),
            "opts": Appointment._meta,
            "asked": asked,
            "now": now,
            "today": diary.local_day(now),
            "heading": heading(asked, shown),
            "earlier": asked.first_day - asked.step,
            "later": asked.first_day + asked.step,
            "everybody": [*everybody, *(one for one in shown if one not in everybody)],
            "provider": shown[0] if shown else None,
            "visit_types": VisitType.objects.filter(is_active=True),
            "columns": columns,
            "may_act": request.user.has_perm("booking.change_appointment"),
            "pick_at": pick_at(asked),
            "agreed": sentences.agreed_place(asked.moving) if asked.moving else None,
        },
    )


def read(request: HttpRequest, now: datetime) -> Asked:
    today = diary.local_day(now)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = today
    moving = row_named(
        Appointment.objects.select_related("contact", "visit_type"), request.GET.get("move", "")
    )
    in_use = VisitType.objects.filter(is_active=True)
    if moving and moving.can_be_changed(now):
        visit_type = moving.visit_type_as_agreed()
    else:
        moving, visit_type = None, row_named(in_use, request.GET.get("visit", "")) or in_use.first()
    return Asked(
        show=request.GET.get("show", "") if request.GET.get("show") in SHOWS else SHOWS[0],
        day=min(max(day, today - FURTHEST), today + FURTHEST),
        provider=row_named(Provider.objects.all(), request.GET.get("provider", "")),
        visit_type=visit_type,
        moving=moving,
    )


def columns_of(
    asked: Asked, planned: Sequence[diary.ProviderDay], providers: Sequence[Provider], now: datetime
) -> list[Column]:
    places: dict[int, list[datetime]] = {}
    if asked.visit_type and asked.show != "sheet":
        do_it = diary.providers_for(asked.visit_type)
        places = diary.free_by_provider(
            for_the_desk(asked.visit_type),
            [one for one in providers if one in do_it],
            first_day=asked.first_day,
            last_day=asked.last_day,
            now=now,
            without=diary.own_holds(asked.moving, visit_too=True) if asked.moving else None,
        )
    return [
        Column(
            heading=wording.short_day(one.day) if asked.show == "week" else one.provider.name,
            blocks=blocks(one, starts_for(places, one), now, moving=asked.moving),
            is_today=one.day == diary.local_day(now),
        )
        for one in planned
        if one.stretches or asked.show != "week" or one.day.weekday() < 5
    ]


def named(asked: Asked, columns: Sequence[Column]) -> Iterator[Appointment]:
    """Whose names stand on the page. The sheet has the visits alone."""
    is_sheet = asked.show == "sheet"
    if asked.moving and not is_sheet:
        yield asked.moving
    for column in columns:
        for one in column.blocks:
            if one.appointment and (one.kind == diary.Kind.VISIT or not is_sheet):
                yield one.appointment


def for_the_desk(visit_type: VisitType) -> VisitType:
    """Not to be saved: without the notice that patients have to give, as far ahead as the desk may book."""
    free = copy(visit_type)
    free.notice, free.horizon = 0, FURTHEST.days
    return free


def heading(asked: Asked, shown: Sequence[Provider]) -> str:
    if asked.show != "week":
        return wording.date_in_words(asked.day)
    week = _("Week of %(day)s") % {"day": wording.date_in_words(asked.first_day)}
    return f"{week}, {shown[0].name}" if shown else week


def pick_at(asked: Asked) -> str:
    """Where a free time leads, up to the time itself."""
    if asked.moving:
        return reverse("admin:booking_appointment_move", args=[asked.moving.pk]) + "?place="
    visit = f"visit_type={asked.visit_type.pk}&" if asked.visit_type else ""
    return f"{reverse('admin:booking_appointment_book')}?{visit}place="
