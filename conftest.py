"""The cast: the same few people in every test, on Monday, 1 June 2026 at 10:00 in the clinic."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from booking import diary, workflow
from booking.models import Appointment, Contact, Provider, Status, VisitType, WeeklyHours
from booking.models.needs import NEEDS
from clinic import privileges
from clinic.staff import encryption, roles
from clinic.tests import database

pytest_plugins = ["clinic.tests.browser.fixtures"]

# Before today, whenever that is: what is due now is due on the database's clock too.
NOW = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)

TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # what everybody's authenticator app was set up with

MakeAppointment = Callable[..., Appointment]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> bool:
    """The test's own process is the database's owner: it migrates and truncates. True: there are two roles.

    The programs that a test starts are not (booking/tests/programs.py), so the rights are tried for real.
    """
    two_roles = bool(settings.DATABASE_OWNER)
    connection.settings_dict.update(settings.DATABASE_OWNER)
    settings.DATABASE_OWNER = {}
    return two_roles


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_modify_db_settings: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    if django_db_modify_db_settings:
        with django_db_blocker.unblock(), database.program_connection() as program:
            privileges.grant(connection, program.info.user)


@pytest.fixture(autouse=True, scope="session")
def quick_settings() -> None:
    """What is slow on purpose, or once in a process. Programs that a test starts do it in full."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True  # each test's client would read the folder of static files


@pytest.fixture(autouse=True, scope="session")
def quick_emptying() -> None:
    TransactionTestCase._fixture_teardown = lambda _case: database.empty()  # type: ignore[attr-defined]


@pytest.fixture
def now() -> Iterator[datetime]:
    """The frozen instant. Whoever asks for it stops all of Python's clocks there."""
    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Here, not beside the other fixtures for the browser: pytest-playwright's own would come behind them."""
    return live_server.url


def make_staff(username: str, name: str, role: str) -> User:
    """With a second factor, as the admin asks for."""
    first_name, last_name = name.split()
    user = User.objects.create_user(username, first_name=first_name, last_name=last_name, is_staff=True)
    roles.give(user, role)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": encryption.encrypt(TOTP)}
    )
    return user


@pytest.fixture
def receptionist(db: None) -> User:
    return make_staff("receptionist", "Rita Desk", roles.FRONT_DESK)


@pytest.fixture
def another_receptionist(db: None) -> User:
    return make_staff("another-receptionist", "Oscar Desk", roles.FRONT_DESK)


@pytest.fixture
def manager(db: None) -> User:
    return make_staff("manager", "Mona Head", roles.MANAGER)


class Browser(Client):
    """Its force_login is a whole sign-in, the second factor included."""

    def force_login(self, user: User, backend: str | None = None) -> None:
        super().force_login(user, backend)
        request = HttpRequest()
        request.session = self.session
        record_authentication(request, user, "mfa")
        request.session.save()


@pytest.fixture
def client() -> Browser:
    return Browser()


@pytest.fixture
def desk(receptionist: User) -> Client:
    """The receptionist's browser."""
    client = Browser()
    client.force_login(receptionist)
    return client


@pytest.fixture
def head(manager: User) -> Client:
    """The manager's browser."""
    client = Browser()
    client.force_login(manager)
    return client


@pytest.fixture
def editor(db: None) -> User:
    return make_staff("editor", "Eddie Page", roles.EDITOR)


@pytest.fixture
def visit_type(db: None) -> VisitType:
    """45 minutes and 15 free behind them, starting every 30, from 4 hours to 60 days ahead."""
    return VisitType.objects.create(name="Evaluation", slug="evaluation", length=45, buffer=15, every=30)


@pytest.fixture
def provider(visit_type: VisitType) -> Provider:
    """Works Monday to Friday, 9 to 12 and 1 to 5."""
    return make_provider("Paula Hand", visit_type)


@pytest.fixture
def another_provider(visit_type: VisitType) -> Provider:
    return make_provider("Quentin Hand", visit_type)


def make_provider(name: str, *visit_types: VisitType) -> Provider:
    provider = Provider.objects.create(name=name)
    provider.visit_types.set(visit_types)
    WeeklyHours.objects.bulk_create(
        WeeklyHours(provider=provider, weekday=weekday, opens=opens, closes=closes)
        for weekday in range(5)
        for opens, closes in [(time(9), time(12)), (time(13), time(17))]
    )
    return provider


@pytest.fixture
def make_appointment(visit_type: VisitType, provider: Provider, receptionist: User) -> MakeAppointment:
    """make_appointment(status="booked", starts_at=…, provider=…, email="", …), by way of the workflow.

    Pending where nothing is said, for the first free time from tomorrow on, with an e-mail of its own.
    `offers` are the places of a proposed one. `wished_time` makes it a booked one that is to change,
    `offers` with status "booked" a booked one with times on the table.
    """
    numbers = count(1)

    def make(
        *,
        status: str = Status.PENDING,
        starts_at: datetime | None = None,
        provider: Provider = provider,
        visit_type: VisitType = visit_type,
        offers: list[tuple[Provider, datetime]] | None = None,
        wished_time: datetime | None = None,
        now: datetime = NOW,
        patient_name: str = "Pat Doe",
        booker_name: str = "",
        email: str | None = None,
        phone: str = "",
        **fields: Any,
    ) -> Appointment:
        number = next(numbers)
        needs = {name: fields.pop(name) for name in NEEDS if name in fields}
        appointment = Appointment(**{"visit_type": visit_type, "wished_provider": provider, **fields})
        contact = Contact(
            patient_name=patient_name,
            booker_name=booker_name,
            email=f"patient{number}@example.com" if email is None else email,
            phone=phone,
            **needs,
        )
        if status == Status.WAITLIST:
            return workflow.join_waitlist(appointment, contact, now=now)

        starts_at = starts_at or first_free(visit_type, provider, now)
        appointment = workflow.request(appointment, contact, starts_at, now=now)
        if appointment.status == status:
            return appointment
        if status == Status.CANCELLED:
            return workflow.cancel(appointment, now=now)
        if status == Status.ENTERED_IN_ERROR:
            return workflow.close(appointment, reason="Spam", by=receptionist, now=now)
        if status == Status.PROPOSED:
            places = offers or [(provider, first_free(visit_type, provider, now))]
            return workflow.propose(appointment, places, by=receptionist, now=now)

        workflow.confirm(appointment, by=receptionist, now=now)
        if status == Status.BOOKED:
            if wished_time:
                workflow.ask_for_time(appointment, wished_time, wished=provider, now=now)
            if offers:
                workflow.propose(appointment, offers, by=receptionist, now=now)
        elif status == Status.NOSHOW:
            workflow.noshow(appointment, by=receptionist, now=starts_at + timedelta(minutes=20))
        else:
            workflow.arrive(appointment, by=receptionist, now=starts_at)
            if status == Status.FULFILLED:
                workflow.fulfil(appointment, by=receptionist, now=starts_at + timedelta(hours=1))
        return appointment

    return make


def first_free(visit_type: VisitType, provider: Provider, now: datetime) -> datetime:
    """A week at a time: the first nearly always has one, and the whole horizon takes long."""
    tomorrow = diary.local_day(now + timedelta(days=1))
    weeks = (tomorrow + timedelta(days=days) for days in range(0, visit_type.horizon, 7))
    return next(
        start
        for day in weeks
        for start in diary.free_starts(
            visit_type, [provider], first_day=day, last_day=day + timedelta(days=6), now=now
        )
    )
