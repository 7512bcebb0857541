import uuid

import pytest

from booking import workflow
from booking.errors import BookingError
from booking.models import Appointment, Contact
from booking.tests.conftest import at

SENTENCE = (
    "There are several requests already from you, or from your network. "
    "Call us on (919)\N{NO-BREAK SPACE}777-5242, and we will sort it out together."
)


def refused(make_appointment, **changes):
    count = Appointment.objects.count()
    with pytest.raises(BookingError) as refusal:
        make_appointment(**changes)
    assert str(refusal.value.sentence) == SENTENCE
    assert Appointment.objects.count() == count


def test_three_unanswered_requests_an_email_address(make_appointment, now):
    for _number in range(3):
        make_appointment(email="pat@example.com")
    refused(make_appointment, email="PAT@example.com")
    make_appointment(email="robin@example.com")


def test_three_unanswered_requests_a_phone_number(make_appointment, now):
    for number in range(3):
        make_appointment(email=f"{number}@example.com", phone="+19195550100")
    refused(make_appointment, phone="(919) 555-0100")
    make_appointment(phone="+19195550101")


def test_ten_unanswered_requests_an_address(make_appointment, now):
    for _number in range(10):
        make_appointment(asked_by="a")
    refused(make_appointment, asked_by="a")
    make_appointment(asked_by="b")


def test_people_without_an_address_are_not_one_visitor(make_appointment, now, settings):
    settings.BOOKING_UNANSWERED_PER_ADDRESS = 1
    make_appointment(asked_by="")
    make_appointment(asked_by="")


def test_the_limits_are_settings(make_appointment, now, settings):
    settings.BOOKING_UNANSWERED_PER_CONTACT = 1
    make_appointment(email="pat@example.com")
    refused(make_appointment, email="pat@example.com")


@pytest.mark.parametrize("status", ["waitlist", "pending", "proposed"])
def test_whatever_is_unanswered_counts(make_appointment, now, settings, status):
    settings.BOOKING_UNANSWERED_PER_CONTACT = 1
    make_appointment(status=status, email="pat@example.com")
    refused(make_appointment, status="waitlist", email="pat@example.com")


@pytest.mark.parametrize("status", ["booked", "cancelled", "entered-in-error", "fulfilled"])
def test_whatever_was_answered_does_not_count(make_appointment, now, settings, status):
    settings.BOOKING_UNANSWERED_PER_CONTACT = 1
    make_appointment(status=status, email="pat@example.com")
    make_appointment(email="pat@example.com")


def test_the_second_press_of_the_button_is_not_one_more(make_appointment, now, settings):
    settings.BOOKING_UNANSWERED_PER_CONTACT = 1
    submission = uuid.uuid4()
    first = make_appointment(email="pat@example.com", submission=submission)
    assert make_appointment(email="pat@example.com", submission=submission) == first


def test_callers_are_booked_without_a_limit(make_appointment, provider, receptionist, now, settings):
    settings.BOOKING_UNANSWERED_PER_CONTACT = 1
    waiting = make_appointment(email="pat@example.com")
    workflow.book(
        Appointment(visit_type=waiting.visit_type),
        Contact(patient_name="Pat Doe", email="pat@example.com"),
        provider,
        at("2026-06-04 09:00"),
        by=receptionist,
        now=now,
    )


def test_visits_booked_at_once_count_until_they_are_past(make_appointment, visit_type, now, settings):
    settings.BOOKING_UNANSWERED_PER_ADDRESS = 2
    visit_type.confirmed_at_once = True
    visit_type.save()
    first = make_appointment(status="booked", asked_by="a")
    make_appointment(status="booked", asked_by="a")
    refused(make_appointment, status="booked", asked_by="a")
    make_appointment(status="booked", asked_by="a", now=first.ends_at)
