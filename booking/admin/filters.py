"""What the queue is narrowed down to, beside its tabs: a provider, a visit, days of the visits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import diary
from booking.admin.schedule import DAY_INPUT
from booking.admin.times import monday_of
from booking.availability import DAY, Span
from booking.models import Appointment, ProposedTime, Provider, Status, VisitType
from booking.weeks import WEEK
from clinic.moments import validate_day

Appointments = QuerySet[Appointment]


def span_of(day: date) -> Span:
    return diary.day_span(day, day)


class NarrowForm(forms.Form):
    """In the address, so that tabs, pages and the export keep it."""

    provider = forms.ModelChoiceField(
        Provider.objects, label=gettext_lazy("With"), required=False, empty_label=gettext_lazy("everybody")
    )
    visit = forms.ModelChoiceField(
        VisitType.objects, label=gettext_lazy("Visit"), required=False, empty_label=gettext_lazy("any")
    )
    first_day = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=DAY_INPUT, validators=[validate_day]
    )
    last_day = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=DAY_INPUT, validators=[validate_day]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        first, last = answers.get("first_day"), answers.get("last_day")
        if first and last and last < first:
            raise forms.ValidationError(_("The last day must not be before the first."))
        return answers

    @property
    def typed(self) -> dict[str, str]:
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    def narrow(self, found: Appointments) -> Appointments:
        """All of them where what was asked for cannot be read: the list itself says so."""
        if not self.typed or not self.is_valid():
            return found
        if visit := self.cleaned_data["visit"]:
            found = found.filter(visit_type=visit)
        place = self.place()
        return found.filter(fits(place)) if place else found

    def place(self) -> dict[str, Any]:
        """What a provider and a start have to be like."""
        asked, place = self.cleaned_data, {}
        if asked["provider"]:
            place["provider"] = asked["provider"]
        if asked["first_day"]:
            place["starts_at__gte"] = span_of(asked["first_day"]).starts_at
        if asked["last_day"]:
            place["starts_at__lt"] = span_of(asked["last_day"]).ends_at
        return place


def fits(place: dict[str, Any]) -> Q:
    """By the time that is booked or asked for, or by one on the table; and whoever has none yet, whom any day
    may suit, by the provider wished for.

    What is on the table is little and asked at once: an OR across two tables reads both from end to end.
    """
    on_table = list(ProposedTime.objects.filter(**place).values_list("appointment", flat=True))
    without = Q(starts_at=None)
    if "provider" in place:
        without &= Q(wished_provider=place["provider"])
    if place.keys() != {"provider"}:
        without &= Q(status=Status.WAITLIST, waiting_since__isnull=False)
    return Q(**place) | Q(pk__in=on_table) | without


class NarrowFilter(admin.ListFilter):
    title = gettext_lazy("Narrow down")

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.form = NarrowForm(request.GET)
        for name in self.form.fields:
            params.pop(name, None)

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Drawn by the queue's own template."""
        return iter(())

    def expected_parameters(self) -> list[str | None]:
        return list(self.form.fields)

    def queryset(self, request: HttpRequest, queryset: Appointments) -> Appointments:
        if not self.form.is_valid():
            raise IncorrectLookupParameters
        return self.form.narrow(queryset)


@dataclass(frozen=True)
class Narrowed:
    """The filters as the queue's page shows them: `kept` says where they stand, the view or the search."""

    form: NarrowForm
    kept: dict[str, str]
    now: datetime

    @property
    def clear(self) -> str:
        """Empty where there is nothing to clear."""
        return f"?{urlencode(self.kept)}" if self.form.typed else ""

    def spans(self) -> Iterator[dict[str, Any]]:
        """Today, this week and the next, from Monday, beside what else was chosen."""
        today = diary.local_day(self.now)
        monday = monday_of(today)
        for label, first, last in (
            (_("Today"), today, today),
            (_("This week"), monday, monday + WEEK - DAY),
            (_("Next week"), monday + WEEK, monday + 2 * WEEK - DAY),
        ):
            days = {"first_day": first.isoformat(), "last_day": last.isoformat()}
            yield {
                "label": label,
                "url": f"?{urlencode({**self.kept, **self.form.typed, **days})}",
                "current": days.items() <= self.form.typed.items(),
            }


def narrowed(request: HttpRequest, view: str, now: datetime) -> Narrowed:
    words = request.GET.get(SEARCH_VAR, "").strip()
    return Narrowed(NarrowForm(request.GET), {SEARCH_VAR: words} if words else {"view": view}, now)
