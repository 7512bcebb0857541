"""A long past costs nothing: what is free is answered by the constraint's own index."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import diary
from booking.models import VisitType
from booking.tests.conftest import at

TODAY = diary.day_span(date(2026, 6, 1), date(2026, 6, 1))


@pytest.fixture
def coming_visits(make_appointment, provider, another_provider, now):
    for day in (2, 4, 9, 11):
        for clock in ("09:00", "10:00", "14:00", "15:00"):
            starts_at = at(f"2026-06-{day:02} {clock}")
            make_appointment(status="booked", starts_at=starts_at)
            make_appointment(status="booked", starts_at=starts_at, provider=another_provider)


def write_past(appointment, provider, first, last):
    """Holds of an hour, every two hours, back from today. The diary reads no appointment: one has all."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO booking_hold (appointment_id, provider_id, kind, starts_at, ends_at, expires_at)
            SELECT %s, %s, 'asked', start, start + interval '1 hour', start
            FROM (SELECT %s - number * interval '2 hours' AS start FROM generate_series(%s, %s) number) past
            """,
            [appointment.pk, provider.pk, TODAY.starts_at, first, last],
        )
        cursor.execute("ANALYZE booking_hold")


def read_two_weeks(now):
    """What the page of times asks for."""
    visit_type = VisitType.objects.get(slug="evaluation")
    providers = diary.providers_for(visit_type)
    return diary.free_starts(
        visit_type, providers, first_day=date(2026, 6, 1), last_day=date(2026, 6, 14), now=now
    )


def plans_of(queries):
    """Each as it is carried out the second time, everything in memory."""
    with connection.cursor() as cursor:
        for query in queries:
            for _time in range(2):
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query['sql']}")
                [[[answer]]] = cursor.fetchall()
            yield answer["Plan"]


def nodes(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def buffers(plans):
    return sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans)


def test_a_long_past_costs_nothing(coming_visits, make_appointment, provider, now):
    waiting = make_appointment(status="waitlist")
    write_past(waiting, provider, 1, 100)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        free = read_two_weeks(now)
    before = list(plans_of(queries))

    write_past(waiting, provider, 101, 100_000)
    assert read_two_weeks(now) == free
    after = list(plans_of(queries))

    on_holds = [one for plan in after if "booking_hold" in json.dumps(plan) for one in nodes(plan)]
    assert [one["Index Name"] for one in on_holds if "Index Name" in one] == ["hold_no_overlap"]
    assert [one for one in on_holds if one["Node Type"] == "Seq Scan"] == []
    assert buffers(after) <= 1.5 * buffers(before)
