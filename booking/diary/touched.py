"""What a change of who works when lies over. Nothing is deleted for it: somebody has to see to each."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from booking.availability import DAY, Span, covers
from booking.diary.clock import local_day
from booking.diary.reading import schedules
from booking.models import Appointment, Hold, Provider


def touched(providers: Iterable[Provider], span: Span, now: datetime) -> list[Appointment]:
    """Visits and open requests to come that a closure of `span` would lie over, in order; buffers may."""
    holds = Hold.objects.overlapping(providers, span).filter(ends_at__gt=now).exclude(expires_at__lte=now)
    concerned = {
        hold.appointment
        for hold in holds.select_related("appointment")
        if hold.ends_at - timedelta(minutes=hold.appointment.buffer) > span.starts_at
    }
    return list(Appointment.objects.filter(pk__in=[one.pk for one in concerned]).order_by("starts_at", "pk"))


def outside_hours(providers: Sequence[Provider], now: datetime) -> list[Appointment]:
    """Visits and open requests to come that lie where nobody works, in order; buffers may."""
    holds = Hold.objects.overlapping(providers, Span(now, now + 1000 * DAY)).exclude(expires_at__lte=now)
    found = list(holds.select_related("appointment").order_by("starts_at", "pk"))
    last_day = max((local_day(hold.starts_at) for hold in found), default=local_day(now))
    plans = schedules(providers, local_day(now), last_day)
    opened = {pk: plan.open_spans(local_day(now), last_day) for pk, plan in plans.items()}
    outside = {
        hold.appointment_id: hold.appointment
        for hold in found
        if not covers(
            opened[hold.provider_id],
            Span(hold.starts_at, hold.ends_at - timedelta(minutes=hold.appointment.buffer)),
        )
    }
    return list(outside.values())


def without_provider(now: datetime) -> list[Appointment]:
    """Visits and open requests to come with somebody who is retired or no longer does them, in order."""
    does_it = Provider.visit_types.through.objects.filter(
        provider=OuterRef("provider"), visittype=OuterRef("appointment__visit_type")
    )
    holds = Hold.objects.filter(~Q(provider__is_active=True) | ~Exists(does_it), ends_at__gt=now)
    return list(
        Appointment.objects.filter(pk__in=holds.exclude(expires_at__lte=now).values("appointment")).order_by(
            "starts_at", "pk"
        )
    )
