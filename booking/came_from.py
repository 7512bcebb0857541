"""What an article led to (clinic/reading_matter.py)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Q

from booking.models import Appointment, Status
from clinic.reading_matter import LATELY, Led


def led_to(slugs: Collection[str], now: datetime) -> dict[str, Led]:
    """What was entered in error was no request."""
    requests = (
        Appointment.objects.filter(article__in=slugs)
        .exclude(status=Status.ENTERED_IN_ERROR)
        .values("article")
        .annotate(ever=Count("pk"), lately=Count("pk", filter=Q(created_at__gt=now - LATELY)))
        .order_by()
    )
    return {one["article"]: Led(one["lately"], one["ever"]) for one in requests}
