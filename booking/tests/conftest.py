from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from pytest_django import Settings
from time_machine import Traveller

from booking import diary, workflow
from booking.models import Appointment, Closure, Hold, Provider
from booking.tests import written
from booking.tests.mail_server import MailServer
from booking.tests.written import MakeMessage
from conftest import NOW, MakeAppointment


@pytest.fixture(autouse=True)
def front_desk(settings: Settings) -> None:
    """The deployment under test: whatever the environment says, the front desk has a mailbox."""
    settings.FRONT_DESK_EMAIL = "desk@example.com"
    settings.BOOKING_ANSWER_WITHIN_HOURS = 8
    settings.BOOKING_OFFER_KEPT_HOURS = 48
    settings.BOOKING_UNANSWERED_PER_CONTACT = 3
    settings.BOOKING_UNANSWERED_PER_ADDRESS = 10


@pytest.fixture
def clock() -> Iterator[Traveller]:
    """Python’s clocks stand still until clock.shift(seconds): no time passes, however slow the machine."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def at(words: str, fold: int = 0) -> datetime:
    """at("2026-06-02 09:00") on the clinic's clock, in UTC."""
    return (
        datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("America/New_York"), fold=fold).astimezone(UTC)
    )


def holds_of(appointment: Appointment) -> list[tuple[str, datetime]]:
    """What the diary keeps for it: kind and start, in order."""
    return list(appointment.holds.order_by("starts_at", "pk").values_list("kind", "starts_at"))


def messages_of(appointment: Appointment) -> list[str]:
    """What was written, in order: "received by email", or "received by email, overtaken"."""
    return [
        f"{one.kind} by {one.channel}" + (", overtaken" if one.superseded_at else "")
        for one in appointment.messages.order_by("pk")
    ]


def state_of(appointment: Appointment) -> dict[str, Any]:
    """Everything that the database says of it."""
    return {
        "row": Appointment.objects.filter(pk=appointment.pk).values().get(),
        "holds": list(appointment.holds.order_by("pk").values()),
        "times": list(appointment.proposed_times.order_by("pk").values()),
        "messages": list(appointment.messages.order_by("pk").values()),
        "links": list(appointment.links.order_by("pk").values()),
    }


def overlaps() -> list[tuple[Hold, Hold]]:
    """Every pair of holds that takes one provider's time twice, found without the constraint's help."""
    holds = list(Hold.objects.order_by("pk"))
    return [
        (one, other)
        for one in holds
        for other in holds
        if one.pk < other.pk
        and one.provider_id == other.provider_id
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    ]


@pytest.fixture
def no_front_desk(settings: Settings) -> None:
    """Its alerts are tested where it is about them."""
    settings.FRONT_DESK_EMAIL = ""


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def close(db: None, now: datetime) -> Callable[..., None]:
    """close("2026-06-02"): in five minutes all are off that day, and whoever had it waits to be moved."""

    def closed(day: str, provider: Provider | None = None) -> None:
        Closure.objects.create(first_day=day, last_day=day, provider=provider)
        trouble = diary.unserved(Appointment.objects.all())
        touched = Appointment.objects.filter(pk__in=[pk for pk, places in trouble.items() if places])
        workflow.touch(touched, now=now + timedelta(minutes=5))

    return closed


@pytest.fixture
def to_call(make_appointment: MakeAppointment, receptionist: User, now: datetime) -> Appointment:
    """Declined, and without an e-mail address: whoever is to be told on the phone."""
    appointment = make_appointment(
        email="",
        phone="+19197775242",
        preferred_channel="phone",
        voicemail="yes",
        starts_at=at("2026-06-02 09:00"),
    )
    workflow.decline(appointment, reason="We are closed that week.", by=receptionist, now=now)
    return appointment


@pytest.fixture
def make_message(
    make_appointment: MakeAppointment, receptionist: User, provider: Provider, settings: Settings
) -> MakeMessage:
    """make_message(kind, …), by way of the workflow: see booking/tests/written.py."""
    settings.SITE_URL = "https://clinic.example"
    settings.MAIL_FROM = "no-reply@clinic.example"
    return written.maker(make_appointment, receptionist, provider)
