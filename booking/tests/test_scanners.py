"""Mail scanners and link previews follow every address in every mail. Nothing may happen for it."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import Model
from django.test import Client

from booking import workflow
from booking.models import Appointment, Contact, Hold, Link, Message, ProposedTime, Provider

TUESDAY_ONE = datetime(2026, 6, 2, 17, 0, tzinfo=UTC)
WEDNESDAY_ONE = datetime(2026, 6, 3, 17, 0, tzinfo=UTC)
ADDRESS = re.compile(r"https?://localhost:\d+(/[^\s\"<>]*)")


def everything() -> list[list[tuple[Any, ...]]]:
    models: list[type[Model]] = [Appointment, Contact, Hold, Link, Message, ProposedTime]
    return [list(model._default_manager.order_by("pk").values_list()) for model in models]


def bodies(sent: mail.EmailMessage) -> list[str]:
    parts = [part for part in sent.message().walk() if part.get_content_maintype() == "text"]
    payloads = [part.get_payload(decode=True) for part in parts]
    return [payload.decode() for payload in payloads if isinstance(payload, bytes)]


@pytest.fixture
def addresses(now: datetime, make_appointment, provider: Provider, receptionist) -> set[str]:
    """What stands in the mails of appointments of every kind."""
    make_appointment()
    make_appointment(status="waitlist")
    make_appointment(status="proposed", offers=[(provider, TUESDAY_ONE)])
    make_appointment(status="booked", wished_time=WEDNESDAY_ONE)
    make_appointment(status="cancelled")
    moved = make_appointment(status="booked")
    workflow.reschedule(moved, provider, datetime(2026, 6, 8, 14, 0, tzinfo=UTC), by=receptionist, now=now)
    declined = make_appointment()
    workflow.decline(declined, reason="We are away then.", by=receptionist, now=now)
    call_command("worker", once=True)
    found = {address for one in mail.outbox for body in bodies(one) for address in ADDRESS.findall(body)}
    assert len([one for one in found if one.startswith("/a/")]) == 7
    assert any(one.startswith("/admin/") for one in found)
    return found


def test_following_every_address_a_hundred_times_changes_nothing(
    client: Client, now: datetime, addresses: set[str]
) -> None:
    before = everything()
    for address in sorted(addresses):
        for _time in range(50):
            assert client.get(address).status_code in {200, 302}
            assert client.head(address).status_code in {200, 302}
    assert everything() == before


def test_the_pages_behind_a_link_change_nothing_when_read(
    client: Client, now: datetime, addresses: set[str]
) -> None:
    for address in sorted(one for one in addresses if one.startswith("/a/")):
        own = client.get(address)["Location"]
        before = everything()
        for name in ["", "change/", "none/", "answer/", "cancel/", "calendar.ics"]:
            assert client.get(own + name).status_code in {200, 404}
            assert client.head(own + name).status_code in {200, 404}
        assert everything() == before
