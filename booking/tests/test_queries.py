"""No page of the patient's asks the database more often because the diary is full."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking.models import Hold, Provider, VisitType
from booking.tests.pages import let_in, make_draft, own, page, send, text_of
from clinic.models import Practice
from conftest import make_provider

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)

Open = Callable[[], object]


@pytest.fixture
def pages(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, make_appointment
) -> dict[str, Open]:
    Practice.load()
    make_appointment(starts_at=MONDAY_NINE)
    own_visit = make_appointment(status="booked", starts_at=MONDAY_NINE + timedelta(days=1))
    let_in(client, own_visit)
    waiting = make_draft(visit_type, MONDAY_NINE + timedelta(hours=1))
    late = make_draft(visit_type, MONDAY_NINE)
    return {
        "home": lambda: client.get("/"),
        "start": lambda: client.get("/book/"),
        "check": lambda: client.get(own(client, waiting)),
        "taken": lambda: send(client, late),
        "times": lambda: client.get("/book/evaluation/"),
        "details": lambda: client.get(own(client, waiting).replace("check", "details")),
        "more": lambda: client.get(own(client, waiting).replace("check", "more")),
        "change": lambda: client.get(page(own_visit, "change")),
        "appointment": lambda: client.get(page(own_visit, "appointment")),
    }


@pytest.mark.parametrize(
    "name", ["home", "start", "times", "details", "more", "check", "taken", "change", "appointment"]
)
def test_as_many_with_eight_visits_as_with_two(
    pages: dict[str, Open], name: str, make_appointment, settings
) -> None:
    counts = []
    for visits in (2, 8):
        while Hold.objects.count() < visits:
            make_appointment(status="booked")
        with CaptureQueriesContext(connection) as queries:
            pages[name]()
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("address", ["/", "/book/"])
def test_as_many_with_eight_providers_as_with_two(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, address: str
) -> None:
    """Where the hours of them all are told."""
    Practice.load()
    Practice.objects.update(hours_confirmed=True)
    counts = []
    for providers in (2, 8):
        while Provider.objects.count() < providers:
            make_provider("Quentin Hand", visit_type)
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(address)
        assert "9:00 AM to 12:00 PM and 1:00 PM to 5:00 PM" in text_of(shown)
        counts.append(len(queries))
    assert counts[0] == counts[1]
