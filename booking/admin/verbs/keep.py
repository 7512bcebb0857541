"""A change of hours touched it, and it stays where it is."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import workflow
from booking.admin.verbs.base import Verb
from booking.models import Appointment


class Keep(Verb):
    name = "keep"
    label = gettext_lazy("Keep it at this time")
    explains = gettext_lazy("It stays at its time, whatever the hours say. The patient is told nothing.")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        """Whoever was offered other times has to be told that it stays: that is what Decline does."""
        return appointment.touched_at is not None and not workflow.was_offered_others(appointment)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.keep(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return _("%(reference)s stays at its time.") % {"reference": self.appointment.reference}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """From the list, back to the list."""
        response = super().post(request, pk)
        if "queue" in request.GET and response.status_code == 302:
            return redirect(f"{reverse('admin:booking_appointment_changelist')}?view=touched")
        return response
