"""Picking a time costs the same with one visit in the diary and with eight, one provider and eight."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking.admin.times import value_of
from booking.models import Closure
from booking.tests.conftest import at
from conftest import make_provider

TUESDAY = at("2026-06-02 09:00")


@pytest.mark.parametrize("verb", ["offer", "move"])
@pytest.mark.parametrize("taken", [False, True], ids=["opened", "refused, the nearest are shown"])
def test_queries_do_not_grow(desk, make_appointment, provider, visit_type, now, verb, taken):
    appointment = make_appointment(starts_at=at("2026-06-08 09:00"))
    address = reverse(f"admin:booking_appointment_{verb}", args=[appointment.pk])
    make_appointment(status="booked", starts_at=TUESDAY)
    chosen = value_of((provider, TUESDAY))
    answers = {"seen": appointment.revision, "places": [chosen], "place": chosen}

    def more(count):
        for number in range(count):
            other = make_provider(f"Number {number}", visit_type)
            make_appointment(status="booked", provider=other, starts_at=at("2026-06-03 09:00"))
            Closure.objects.create(
                provider=other,
                first_day=(now + timedelta(days=9)).date(),
                last_day=(now + timedelta(days=9)).date(),
            )

    def count():
        with CaptureQueriesContext(connection) as queries:
            page = desk.post(address, answers) if taken else desk.get(address)
        assert page.status_code == 200
        assert bool(page.context.get("nearest")) is taken
        return len(queries)

    more(1)
    count()
    one = count()
    more(7)
    assert count() == one
