"""What came of the visit."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import diary, workflow
from booking.admin.verbs.base import Verb
from booking.models import Appointment, Status


def begun(appointment: Appointment, now: datetime) -> bool:
    """From the first minute of the visit's day on."""
    starts_at = appointment.starts_at
    return starts_at is not None and diary.local_day(starts_at) <= diary.local_day(now)


class Arrive(Verb):
    name = "arrive"
    leads = True
    label = gettext_lazy("Has arrived")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status == Status.BOOKED and begun(appointment, now)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.arrive(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return _("Noted: the patient has arrived.")


class Fulfil(Verb):
    name = "fulfil"
    leads = True
    label = gettext_lazy("Was seen")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status == Status.ARRIVED or (
            appointment.status == Status.BOOKED and begun(appointment, now)
        )

    def act(self, answers: dict[str, Any]) -> str:
        workflow.fulfil(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return _("Noted: the patient was seen.")


class NoShow(Verb):
    name = "noshow"
    label = gettext_lazy("Did not come")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status == Status.BOOKED and appointment.is_past(now)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.noshow(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return _("Noted: the patient did not come.")


class Undo(Verb):
    name = "undo"
    label = gettext_lazy("Undo")
    explains = gettext_lazy("The visit is “booked” again.")
    direct = True

    @staticmethod
    def suits(appointment: Appointment, now: datetime) -> bool:
        return appointment.status in (Status.ARRIVED, Status.FULFILLED, Status.NOSHOW)

    def act(self, answers: dict[str, Any]) -> str:
        workflow.undo(self.appointment, by=self.user, seen=answers["seen"], now=self.now)
        return _("Undone: the visit is “booked” again.")
