"""What saving and deleting hours, closures and extra openings has in common.

It takes the same locks as booking does. Nothing that is booked or asked for is deleted by it: whoever it
leaves where nobody serves them is shown first, and once it is saved they wait on a list until somebody has
seen to each (queue.py, "To be moved").
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
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking import diary, workflow
from booking.admin.touching import CONFIRMED, GO_BACK, Unconfirmed, ask_first
from booking.errors import Busy
from booking.models import Appointment, Provider
from clinic.admin_answers import OnlyShown
from clinic.lists import ReadableList

TIME_INPUT = forms.TimeInput({"type": "time"}, format="%H:%M")

# What is booked, asked for or offered where nobody serves it: a set for each way to be so.
Ways = Sequence[set[diary.Placed]]


def everybody() -> list[Provider]:
    return list(Provider.objects.order_by("pk"))


def unserved(providers: Sequence[Provider]) -> set[diary.Placed]:
    """Of providers who are locked: what is booked with others meanwhile is no matter of this change."""
    return set(diary.nobody_serves(diary.to_come(providers, timezone.now())))


class LockingForm(forms.ModelForm):
    """Takes the locks in the admin's transaction, and remembers what nobody served before."""

    unserved_before: Ways

    def concerned(self) -> list[Provider]:
        raise NotImplementedError

    def unserved(self) -> Ways:
        """By the instance as it is now."""
        return [unserved(self.concerned())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            diary.lock_for_hours(self.concerned())
        except Busy as busy:
            raise forms.ValidationError(str(busy.sentence)) from busy
        self.unserved_before = self.unserved()
        return cleaned


class HoursAdmin(ReadableList):
    """Asks before a change that leaves visits and requests where nobody serves them."""

    form: type[LockingForm]
    formfield_overrides = {models.TimeField: {"widget": TIME_INPUT}}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (OnlyShown, form), {}) if GO_BACK in request.POST else form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if GO_BACK in request.POST:
            messages.info(request, _("Nothing is changed yet. Here is what you had typed."))
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Unconfirmed as change:
            return ask_first(request, change, self.opts)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        see_to(request, form.unserved_before, form.unserved())

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """“Delete selected” is one transaction, or nobody would be kept from booking meanwhile."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        show = super().changelist_view
        return self.all_or_nothing(request, lambda: show(request, extra_context), request.get_full_path())

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        show = super().delete_view
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        back = reverse(name, args=[object_id])
        return self.all_or_nothing(request, lambda: show(request, object_id, extra_context), back)

    def all_or_nothing(
        self, request: HttpRequest, work: Callable[[], HttpResponse], back: str
    ) -> HttpResponse:
        """Where the diary was busy, the page is shown again and says so."""
        try:
            with transaction.atomic():
                return work()
        except Busy as busy:
            messages.error(request, str(busy.sentence))
            return redirect(request.get_full_path())
        except Unconfirmed as change:
            return ask_first(request, change, self.opts, back=back)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        providers = everybody()
        diary.lock_for_hours(providers)
        before = unserved(providers)
        queryset.delete()
        see_to(request, [before], [unserved(providers)])


def see_to(request: HttpRequest, before: Ways, after: Ways) -> None:
    """In the transaction of the change. Raises Unconfirmed where it touches somebody whom the page that was
    confirmed did not name."""
    found = newly(before, after)
    if not {one.reference for one in found} <= set(request.POST.get(CONFIRMED, "").split()):
        raise Unconfirmed(found)
    workflow.touch(found, now=timezone.now())
    say(request, len(found), workflow.settle())


def newly(before: Ways, after: Ways) -> list[Appointment]:
    """By places: where the visit lies outside the hours on purpose, an offer may still fall out of them.
    Whoever waits to be moved already goes on waiting: that is nothing new."""
    places = [place for old, new in zip(before, after, strict=True) for place in new - old]
    found = {place.appointment.pk: place.appointment for place in places}
    return [one for one in found.values() if one.touched_at is None]


def say(request: HttpRequest, touched: int, settled: int) -> None:
    if touched:
        words = ngettext(
            "One visit or request is to be moved now. It waits on a list until somebody has seen to it.",
            "%(count)s visits or requests are to be moved now. "
            "They wait on a list until somebody has seen to each.",
            touched,
        ) % {"count": touched}
        queue = f"{reverse('admin:booking_appointment_changelist')}?view=touched"
        each = reverse("admin:booking_appointment_offer_each")
        links = '{} <a href="{}">{}</a> · <a href="{}">{}</a>'
        says = format_html(links, words, queue, _("To the list"), each, _("Offer each other times"))
        messages.warning(request, says)
    if settled:
        words = ngettext(
            "One visit or request that was to be moved can stay: somebody sees the patient again.",
            "%(count)s visits or requests that were to be moved can stay: somebody sees the patients again.",
            settled,
        ) % {"count": settled}
        messages.info(request, words)
