"""The views of the queue."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from booking import diary
from booking.admin import touched
from booking.models import Appointment, Message
from booking.models.appointments import AGREED

Appointments = QuerySet[Appointment]


@dataclass(frozen=True)
class View:
    name: str
    label: Promise
    empty: Promise
    columns: Sequence[str | Callable[[Appointment], str]]
    ordering: Callable[[datetime], Sequence[Any]]
    filter: Callable[[Any, datetime], Appointments]
    counted: bool = False
    prepare: Callable[[Iterable[Appointment]], None] | None = None  # what columns need of the whole page


def to_call() -> QuerySet[Message, Any]:
    return Message.objects.to_call().order_by().values("appointment")


def today(now: datetime) -> dict[str, datetime]:
    day = diary.local_day(now)
    span = diary.day_span(day, day)
    return {"starts_at__gte": span.starts_at, "starts_at__lt": span.ends_at}


def is_late(now: datetime) -> Q:
    return Q(answer_by__lt=now)


def late_first(now: datetime) -> list[Any]:
    """Then the oldest."""
    return [ExpressionWrapper(is_late(now), BooleanField()).desc(), "waiting_since", "pk"]


VISIT_COLUMNS = ["time", "patient", "visit", "seen_by", "standing", "reach"]

VIEWS = [
    View(
        name="waiting",
        label=_("Waiting for us"),
        empty=_("Nobody is waiting for an answer."),
        columns=["patient", "visit", "asks_for", "waits", "reach"],
        ordering=late_first,
        filter=lambda found, now: found.filter(waiting_since__isnull=False),
        counted=True,
        prepare=touched.prepare,
    ),
    View(
        name="call",
        label=_("Whom to call"),
        empty=_("Nobody has to be called."),
        columns=["patient", "say", "reach"],
        ordering=lambda now: ["changed_at", "pk"],
        filter=lambda found, now: found.filter(pk__in=to_call()),
        counted=True,
    ),
    View(
        name="touched",
        label=_("To be moved"),
        empty=_("Nobody has to be moved: every visit lies where somebody works, or was kept on purpose."),
        columns=["patient", touched.falls_away, touched.standing, touched.to_do, "reach"],
        ordering=lambda now: ["starts_at", "pk"],
        filter=lambda found, now: found.filter(touched_at__isnull=False),
        counted=True,
        prepare=touched.prepare,
    ),
    View(
        name="offered",
        label=_("Waiting for the patient"),
        empty=_("No offer waits for an answer."),
        columns=["patient", "visit", "offered", "held_until", "reach"],
        ordering=lambda now: ["answer_by", "pk"],
        filter=lambda found, now: found.filter(
            pk__in=Appointment.objects.waiting_for_patient().order_by().values("pk")
        ),
        counted=True,
    ),
    View(
        name="today",
        label=_("Today"),
        empty=_("No visits today."),
        columns=VISIT_COLUMNS,
        ordering=lambda now: ["starts_at", "pk"],
        filter=lambda found, now: found.filter(status__in=AGREED, **today(now)),
    ),
    View(
        name="coming",
        label=_("Coming"),
        empty=_("No visits are booked."),
        columns=VISIT_COLUMNS,
        ordering=lambda now: ["starts_at", "pk"],
        filter=lambda found, now: found.filter(status="booked", starts_at__gt=now),
    ),
    View(
        name="past",
        label=_("Past"),
        empty=_("There are no past visits."),
        columns=VISIT_COLUMNS,
        ordering=lambda now: ["-starts_at", "-pk"],
        filter=lambda found, now: found.filter(status__in=AGREED, starts_at__lte=now),
    ),
    View(
        name="all",
        label=_("All"),
        empty=_("Nothing is here."),
        columns=VISIT_COLUMNS,
        ordering=lambda now: ["-created_at", "-pk"],
        filter=lambda found, now: found,
    ),
]


class NearPaginator(Paginator):
    """Nobody leafs through years of visits, and counting them all reads them all. Counts no further than FAR
    in the order of the list; `goes_on` says that there is more."""

    FAR = 1000

    @cached_property
    def found(self) -> int:
        return int(self.object_list.values("pk")[: self.FAR + 1].count())  # type: ignore[attr-defined]

    @property
    def count(self) -> int:
        return min(self.found, self.FAR)

    @property
    def goes_on(self) -> bool:
        return self.found > self.FAR


def view_of(request: HttpRequest) -> View:
    """What waits for the front desk, unless another one is named; a search looks everywhere."""
    if request.GET.get(SEARCH_VAR, "").strip():
        return VIEWS[-1]
    return next((one for one in VIEWS if one.name == request.GET.get("view")), VIEWS[0])


class ViewFilter(admin.SimpleListFilter):
    """Its links are the tabs above the list."""

    title = _("Show")
    parameter_name = "view"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(one.name, str(one.label)) for one in VIEWS]

    def queryset(self, request: HttpRequest, queryset: Appointments) -> Appointments:
        return view_of(request).filter(queryset, timezone.now())
