"""Whose traces, about whom, and when: for the page and for `manage.py who_saw`."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.moments import EARLIEST_DAY, LATEST_DAY
from clinic.traces import patients
from clinic.traces.changes import Kind, kinds
from clinic.traces.models import Look

PATIENTS_OF_A_NAME = 50


class Unclear(ValueError):
    """With a sentence for whoever asked."""


@dataclass(frozen=True)
class Search:
    """What is None leaves all in. `patients` are references by the ids of their records. Days are the
    clinic's, the last one included."""

    staff: User | None = None
    patients: dict[int, str] | None = None
    first_day: date | None = None
    last_day: date | None = None

    def __post_init__(self) -> None:
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise Unclear(_("The last day must not be before the first."))
        for day in (self.first_day, self.last_day):
            if day and not EARLIEST_DAY <= day <= LATEST_DAY:
                raise Unclear(_("The days must lie between 2000 and 2100."))

    def period(self, at: str) -> Q:
        within = Q()
        if self.first_day:
            within &= Q((f"{at}__gte", start_of(self.first_day)))
        if self.last_day:
            within &= Q((f"{at}__lt", start_of(self.last_day + timedelta(days=1))))
        return within

    def looks(self) -> Any:
        found = Look.objects.filter(self.period("at"))
        if self.staff:
            found = found.filter(user=self.staff)
        if self.patients is not None:
            found = found.filter(references__overlap=sorted(self.patients.values()))
        return found

    def changes(self, kind: Kind) -> Any:
        found = kind.event_model.objects.filter(self.period("pgh_created_at"))
        if self.staff:
            found = found.filter(pgh_user=self.staff.pk)
        if self.patients is not None:
            found = found.filter((f"{kind.patient}__in", sorted(self.patients)))
        return found

    def kinds(self) -> list[Kind]:
        """Those that can hold what is looked for."""
        return [one for one in kinds if one.patient or self.patients is None]


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def find_patients(words: str) -> dict[int, str]:
    """By a reference, or by words of the patient's or booker's name, also one that was corrected since."""
    words = words.replace("\0", "").strip()
    found = patients.known.by_reference(words) or patients.known.by_name(words, PATIENTS_OF_A_NAME)
    if not found:
        raise Unclear(_("No patient has this reference or name."))
    if len(found) > PATIENTS_OF_A_NAME:
        raise Unclear(_("Too many patients have this name. Give more of it, or the reference."))
    return found
