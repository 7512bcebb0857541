"""A change of hours touched it, and it stays where it is."""

from datetime import datetime
from typing import Any

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
