"""Who works when, and what can be booked."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import diary
from booking.admin.closure_ends import odd_ends
from booking.admin.hours import TIME_INPUT, HoursAdmin, LockingForm, Ways, everybody
from booking.availability import Span, moments
from booking.models import Closure, ExtraOpening, Provider, VisitType, WeeklyHours
from booking.models.schedule import DatedSpan
from clinic.answers import keeps_answers
from clinic.lists import ReadableList
from clinic.moments import validate_day

# The browser's own: they say AM and PM, and know nothing of other time zones.
DAY_INPUT = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class ProviderForm(LockingForm):
    class Meta:
        widgets = {"visit_types": forms.CheckboxSelectMultiple}

    def concerned(self) -> list[Provider]:
        return [self.instance] if self.instance.pk else []


class DatedSpanForm(LockingForm):
    """Where it was and where it is to be: both providers' times change."""

    first_day = forms.DateField(label=gettext_lazy("First day"), validators=[validate_day], widget=DAY_INPUT)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        validators=[validate_day],
        widget=DAY_INPUT,
        required=False,
        help_text=gettext_lazy("Empty: the first day alone."),
    )

    class Meta:
        help_texts = {"reason": gettext_lazy("For staff. Patients do not read it.")}

    def clean_last_day(self) -> date | None:
        """Without a first day the form is refused, and the page is headed by the days that are saved."""
        first_day = self.cleaned_data.get("first_day", self.instance.last_day)
        return self.cleaned_data["last_day"] or first_day

    def concerned(self) -> list[Provider]:
        return everybody()


class ClosureForm(DatedSpanForm):
    """Lies also over what was booked outside the hours on purpose."""

    def unserved(self) -> Ways:
        return [*super().unserved(), self.under() if self.instance.pk else set()]

    def under(self) -> set[diary.Placed]:
        zone, local = diary.clock(), self.instance.span
        span = Span(min(moments(local.starts, zone)), max(moments(local.ends, zone)))
        providers = [self.instance.provider] if self.instance.provider else everybody()
        return {one for one in diary.to_come(providers, timezone.now()) if one.visit.overlaps(span)}


class NamedRows(forms.BaseInlineFormSet):
    """The admin's table has headings, and no label for a field: each says which row it is in."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        row = str(form.instance) if form.instance.pk else _("More hours")
        for field in form.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = _("%(row)s: %(field)s") % {
                    "row": row,
                    "field": field.label,
                }


class WeeklyHoursInline(admin.TabularInline):
    model = WeeklyHours
    formset = NamedRows
    extra = 1
    formfield_overrides = {models.TimeField: {"widget": TIME_INPUT}}


@admin.register(Provider)
class ProviderAdmin(HoursAdmin):
    form = ProviderForm
    inlines = [WeeklyHoursInline]
    list_display = ["name", "does", "is_active", "sample"]
    list_filter = ["is_active"]
    fieldsets = [(None, {"fields": ["name", "visit_types", "is_active", "is_sample"]})]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        return super().get_queryset(request).prefetch_related("visit_types")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @keeps_answers
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method == "GET" and (shown := self.get_object(request, object_id)) and shown.is_sample:
            messages.warning(request, _("This is a sample. Put in the real name and hours, then untick it."))
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description=gettext_lazy("visits"))
    def does(self, provider: Provider) -> str:
        return ", ".join(one.name for one in provider.visit_types.all())

    @admin.display(description="")
    def sample(self, provider: Provider) -> str:
        return format_html('<strong class="desk-late">{}</strong>', _("sample")) if provider.is_sample else ""


class DatedSpanAdmin(HoursAdmin):
    form = DatedSpanForm
    list_display = ["when", "whom", "reason"]
    list_filter = ["provider"]
    list_select_related = ["provider"]
    search_fields = ["reason"]
    fieldsets = [
        (None, {"fields": ["provider", ("first_day", "from_time"), ("last_day", "to_time"), "reason"]}),
    ]

    @admin.display(description=gettext_lazy("when"), ordering="first_day")
    def when(self, span: DatedSpan) -> str:
        return str(span)

    @admin.display(description=gettext_lazy("provider"))
    def whom(self, span: DatedSpan) -> str:
        return span.provider.name if span.provider else _("everybody")


@admin.register(Closure)
class ClosureAdmin(DatedSpanAdmin):
    form = ClosureForm

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for words in odd_ends(form.instance):
            messages.warning(request, words)


@admin.register(ExtraOpening)
class ExtraOpeningAdmin(DatedSpanAdmin):
    pass


@admin.register(VisitType)
class VisitTypeAdmin(ReadableList):
    list_display = ["name", "length", "buffer", "online", "confirmed_at_once", "is_active"]
    list_filter = ["is_active"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "summary", "position"]}),
        (gettext_lazy("How long"), {"fields": ["length", "buffer", "every"]}),
        (gettext_lazy("Booking"), {"fields": ["online", "confirmed_at_once", "notice", "horizon"]}),
        (gettext_lazy("In use"), {"fields": ["is_active"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
