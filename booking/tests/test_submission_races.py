"""One wish sent many times at once, and many wishes of one person."""

import uuid
from datetime import timedelta

import pytest

from booking import workflow
from booking.errors import BookingError
from booking.models import Appointment, Contact, Hold, Message
from booking.tests.at_once import at_once, kinds, request
from booking.tests.conftest import at
from conftest import NOW, make_provider

pytestmark = pytest.mark.django_db(transaction=True)

NINE = at("2026-06-10 09:00")


@pytest.mark.parametrize("providers", [1, 2])
def test_the_same_submission_many_times(visit_type, provider, make_appointment, providers):
    if providers == 2:
        make_provider("Quentin Hand", visit_type)
    submission = uuid.uuid4()
    job = request(visit_type, NINE, email="pat@example.com", submission=submission)
    results = at_once(*[job] * 6)
    assert kinds(results) == {Appointment: 6}
    assert len({result.pk for result in results}) == 1
    assert Appointment.objects.count() == Hold.objects.count() == 1
    assert Message.objects.count() == 2


def test_the_same_submission_with_other_details(visit_type, provider):
    """The second tab says another e-mail address: still one wish, and no page breaks."""
    submission = uuid.uuid4()

    def join(email):
        return lambda: workflow.join_waitlist(
            Appointment(visit_type=visit_type, submission=submission),
            Contact(patient_name="Pat Doe", email=email),
            now=NOW,
        )

    results = at_once(*[join(f"{number}@example.com") for number in range(6)])
    assert kinds(results) == {Appointment: 6}
    assert Appointment.objects.count() == 1


def test_the_same_phone_booking_with_another_provider(visit_type, provider, another_provider, receptionist):
    submission = uuid.uuid4()

    def book(provider):
        return lambda: workflow.book(
            Appointment(visit_type=visit_type, submission=submission),
            Contact(patient_name="Cal Lerr", phone="+19195550100"),
            provider,
            NINE,
            by=receptionist,
            now=NOW,
        )

    results = at_once(*[book(provider), book(another_provider)] * 3)
    assert kinds(results) == {Appointment: 6}
    assert Appointment.objects.count() == Hold.objects.count() == 1


@pytest.mark.parametrize("how", ["one address", "one e-mail", "one phone"])
def test_the_limit_holds(visit_type, provider, settings, how):
    settings.BOOKING_UNANSWERED_PER_ADDRESS = 3
    times = [NINE + number * timedelta(days=1) for number in (0, 1, 2, 5, 6, 7, 8, 9)]

    def ask(starts_at, number):
        emails = ["pat@example.com", "PAT@example.com"]
        contact = Contact(
            patient_name="Pat Doe",
            email=emails[number % 2] if how == "one e-mail" else f"{number}@example.com",
            phone="+19195550100" if how == "one phone" else "",
        )
        appointment = Appointment(visit_type=visit_type, asked_by="a" if how == "one address" else "")
        return lambda: workflow.request(appointment, contact, starts_at, now=NOW)

    results = at_once(*[ask(starts_at, number) for number, starts_at in enumerate(times)])
    assert kinds(results) == {Appointment: 3, BookingError: 5}
    assert Appointment.objects.count() == 3


@pytest.mark.parametrize("how", ["asked_by", "email", "phone"])
def test_the_limit_holds_where_no_provider_is_locked(visit_type, settings, how):
    settings.BOOKING_UNANSWERED_PER_ADDRESS = 3

    def join(number):
        contact = Contact(
            patient_name="Pat Doe", email="pat@example.com" if how == "email" else f"{number}@a.us"
        )
        contact.phone = "+19195550100" if how == "phone" else ""
        appointment = Appointment(visit_type=visit_type, asked_by="a" if how == "asked_by" else "")
        return lambda: workflow.join_waitlist(appointment, contact, now=NOW)

    results = at_once(*[join(number) for number in range(8)])
    assert kinds(results) == {Appointment: 3, BookingError: 5}
    assert Appointment.objects.count() == 3
