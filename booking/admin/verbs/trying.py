"""Somebody dialed, and nobody was reached."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking import workflow
from booking.admin.verbs.base import go_back, of_whom, staff
from booking.errors import BookingError
from booking.models import Message, Note
from booking.models.notes import NOT_REACHED


class TryForm(forms.Form):
    """`tries` says how many the page showed."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in NOT_REACHED])
    tries = forms.IntegerField(min_value=0, max_value=10_000)


@require_POST
def record_try(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """The patient is still to be told what this message says."""
    user = staff(request)
    found = get_object_or_404(
        Message.objects.select_related("appointment__contact"), pk=message, appointment=pk
    )
    form = TryForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was written down. Press the button once more."))
        return go_back(request, found.appointment)
    kind = form.cleaned_data["kind"]
    try:
        workflow.record_try(found, kind, by=user, seen=form.cleaned_data["tries"], now=timezone.now())
    except BookingError as refusal:
        messages.error(request, of_whom(request, found.appointment, str(refusal.sentence)))
    else:
        done = _("Noted: %(outcome)s.") % {"outcome": Note.Kind(kind).label}
        messages.success(request, of_whom(request, found.appointment, done))
    return go_back(request, found.appointment)
