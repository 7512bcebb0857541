"""The page of one request reads hours, closures and holds once, however many times are on the table."""

from datetime import date, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from booking.models import Appointment, Closure, Provider, VisitType
from booking.tests.conftest import at
from booking.tests.pages import text_of
from conftest import make_provider

OFFERED = [at("2026-06-02 14:00"), at("2026-06-03 09:00"), at("2026-06-09 09:00")]


def close(provider: Provider | None, number: int) -> None:
    for _number in range(number):
        Closure.objects.create(
            provider=provider, first_day=date(2026, 6, 2), last_day=date(2026, 6, 10), reason="Fair"
        )


@pytest.mark.parametrize("status", ["proposed", "booked"])
def test_queries_grow_neither_with_offers_nor_with_closures(
    desk: Client,
    now: object,
    provider: Provider,
    visit_type: VisitType,
    make_appointment,
    status: str,
) -> None:
    another = make_provider("Quentin Hand", visit_type)
    ContentType.objects.clear_cache()
    appointments = {}
    for offers in (1, 3):
        shift = timedelta(hours=offers - 1)  # nobody has two patients at once
        places = [
            (one, starts_at + shift)
            for one, starts_at in zip((provider, another, provider), OFFERED, strict=True)
        ]
        booked = {"starts_at": at("2026-06-11 14:00") + shift} if status == "booked" else {}
        appointments[offers] = make_appointment(status=status, offers=places[:offers], **booked)
    Appointment.objects.update(touched_at=timezone.now() - timedelta(hours=1))
    counts = {}
    for closures in (0, 5):
        close(None, closures)
        for offers, appointment in appointments.items():
            address = reverse("admin:booking_appointment_change", args=[appointment.pk])
            desk.get(address)  # the look that it leaves is written once
            with CaptureQueriesContext(connection) as queries:
                shown = text_of(desk.get(address))
            counts[offers, closures] = len(queries)
            problems = shown.count("a closure lies over it. Offer other times.")
            assert problems == (offers if closures else 0)
    assert len(set(counts.values())) == 1, counts
