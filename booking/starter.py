"""What a new database begins with, and what a start refuses."""

from datetime import time

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.models import Appointment, Provider, VisitType, WeeklyHours
from booking.models.appointments import OVER
from clinic.models import Practice


def load() -> None:
    """Two visit types, one provider and hours: samples, labelled as such wherever staff see them."""
    provider = Provider.objects.create(name=_("Sample provider"), is_sample=True)
    provider.visit_types.add(
        VisitType.objects.create(
            slug="evaluation",
            name=_("Evaluation"),
            summary=_("For a first visit. We look at how you move and talk about what could help."),
            length=45,
            buffer=15,
            every=30,
            position=1,
        ),
        VisitType.objects.create(
            slug="follow-up-evaluation",
            name=_("Follow-up evaluation"),
            summary=_("For patients who have been here before."),
            length=30,
            every=30,
            position=2,
        ),
    )
    for weekday in range(5):
        for opens, closes in ((time(9), time(12)), (time(13), time(17))):
            WeeklyHours.objects.create(provider=provider, weekday=weekday, opens=opens, closes=closes)


def refuse_another_clock() -> None:
    """The clock is fixed while visits are to come: hours are local, and patients were told local times."""
    with transaction.atomic():
        practice = Practice.objects.select_for_update().get_or_create(pk=1)[0]
        if practice.time_zone == settings.TIME_ZONE:
            return
        now = timezone.now()
        to_come = (
            Appointment.objects.exclude(status__in=OVER)
            .filter(Q(ends_at__gt=now) | Q(proposed_times__starts_at__gt=now))
            .exists()
        )
        if practice.time_zone and to_come:
            raise ImproperlyConfigured(
                f"CLINIC_TIME_ZONE is {settings.TIME_ZONE}, but visits to come were agreed in "
                f"{practice.time_zone}."
            )
        practice.time_zone = settings.TIME_ZONE
        practice.save(update_fields=["time_zone"])
