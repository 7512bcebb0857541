"""What saving and deleting hours, closures and extra openings has in common.

It takes the same locks as booking does. Nothing that is booked or asked for is deleted by it: what the
change touches is listed, with links.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking import diary, wording
from booking.errors import Busy
from booking.models import Appointment, Provider
from clinic.lists import ReadableList
from clinic.traces import looks

LISTED = 25
TIME_INPUT = forms.TimeInput({"type": "time"}, format="%H:%M")


def everybody() -> list[Provider]:
    return list(Provider.objects.order_by("pk"))


def unserved() -> tuple[list[Appointment], list[Appointment]]:
    """What lies where nobody works, and what lies with somebody who does not do it."""
    now = timezone.now()
    return diary.outside_hours(everybody(), now), diary.without_provider(now)


class LockingForm(forms.ModelForm):
    """Takes the locks in the admin's transaction, and remembers what nobody served before."""

    unserved_before: tuple[list[Appointment], list[Appointment]]

    def concerned(self) -> list[Provider]:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            diary.lock_for_hours(self.concerned())
        except Busy as busy:
            raise forms.ValidationError(str(busy.sentence)) from busy
        self.unserved_before = unserved()
        return cleaned


class HoursAdmin(ReadableList):
    """Says after each change which visits and requests nobody serves now."""

    form: type[LockingForm]
    formfield_overrides = {models.TimeField: {"widget": TIME_INPUT}}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.list_touched(request, form, form.instance)

    def list_touched(self, request: HttpRequest, form: LockingForm, saved: Any) -> None:
        warn_of_new(request, form.unserved_before)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """“Delete selected” is one transaction, or nobody would be kept from booking meanwhile."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        show = super().changelist_view
        return told_when_busy(request, lambda: show(request, extra_context))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        show = super().delete_view
        return told_when_busy(request, lambda: show(request, object_id, extra_context))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        diary.lock_for_hours(everybody())
        before = unserved()
        queryset.delete()
        warn_of_new(request, before)


def told_when_busy(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """All of it or nothing; where nothing, the page is shown again and says so."""
    try:
        with transaction.atomic():
            return work()
    except Busy as busy:
        messages.error(request, str(busy.sentence))
        return redirect(request.get_full_path())


def warn_of_new(request: HttpRequest, before: tuple[list[Appointment], list[Appointment]]) -> None:
    for says, old, new in zip((where_nobody_works, with_the_wrong_provider), before, unserved(), strict=True):
        warn(request, says, [one for one in new if one not in old])


def where_nobody_works(count: int) -> str:
    return ngettext(
        "One visit or request now lies where nobody works. It stays until you deal with it:",
        "%(count)s visits or requests now lie where nobody works. They stay until you deal with them:",
        count,
    ) % {"count": count}


def with_the_wrong_provider(count: int) -> str:
    return ngettext(
        "One visit or request is with somebody who no longer does it. It stays until you deal with it:",
        "%(count)s visits or requests are with somebody who no longer does them. "
        "They stay until you deal with them:",
        count,
    ) % {"count": count}


def warn(request: HttpRequest, says: Callable[[int], str], found: Sequence[Appointment]) -> None:
    if not found:
        return
    looks.record(request, looks.Action.LISTED, (one.reference for one in found[:LISTED]), "hours")
    links = format_html_join(
        "",
        '<br><a href="{}">{}</a> {} {}',
        (
            (
                reverse("admin:booking_appointment_change", args=[one.pk]),
                one.reference,
                wording.when(one.starts_at) if one.starts_at else "",
                one.get_status_display(),
            )
            for one in found[:LISTED]
        ),
    )
    if len(found) > LISTED:
        links += format_html("<br>{}", _("and %(count)s more") % {"count": len(found) - LISTED})
    messages.warning(request, format_html("{}{}", says(len(found)), links))
