import uuid

import pytest

from booking import workflow
from booking.errors import BookingError, OutsideHours, TimeTaken
from booking.models import Appointment, Closure, Contact, Hold, Message
from booking.tests.conftest import at, holds_of, messages_of

NINE = at("2026-06-10 09:00")


@pytest.fixture
def book(visit_type, provider, receptionist, now):
    def book(starts_at=NINE, email="pat@example.com", submission=None, **changes):
        return workflow.book(
            Appointment(visit_type=visit_type, submission=submission),
            Contact(patient_name="Pat Doe", email=email, phone="+19195550100"),
            provider,
            starts_at,
            by=receptionist,
            now=now,
            **changes,
        )

    return book


def test_a_caller_is_booked(book, provider, receptionist, now):
    appointment = book()
    appointment.refresh_from_db()
    assert (appointment.status, appointment.provider, appointment.starts_at) == ("booked", provider, NINE)
    assert (appointment.visit_name, appointment.length, appointment.buffer) == ("Evaluation", 45, 15)
    assert (appointment.created_at, appointment.changed_by, appointment.revision) == (now, receptionist, 0)
    assert (appointment.waiting_since, appointment.answer_by) == (None, None)
    assert appointment.contact.patient_name == "Pat Doe"
    assert holds_of(appointment) == [("visit", NINE)]


def test_a_caller_gets_the_confirmation(book):
    assert messages_of(book()) == ["confirmed by email"]


def test_a_caller_without_email_knows_already(book):
    assert messages_of(book(email="")) == []


def test_a_taken_time_is_refused(book, make_appointment):
    make_appointment(starts_at=NINE)
    with pytest.raises(TimeTaken):
        book(outside_hours=True)
    assert Appointment.objects.count() == Hold.objects.count() == 1


def test_a_lapsed_wish_is_no_hindrance(book, make_appointment, visit_type, provider, receptionist):
    forgotten = make_appointment(starts_at=NINE)
    appointment = workflow.book(
        Appointment(visit_type=visit_type),
        Contact(patient_name="Pat Doe", phone="+19195550100"),
        provider,
        NINE,
        by=receptionist,
        now=at("2026-06-03 11:00"),
    )
    assert holds_of(appointment) == [("visit", NINE)]
    assert (forgotten.status, holds_of(forgotten)) == ("pending", [])


def test_a_time_outside_the_hours_has_to_be_meant(book):
    Closure.objects.create(first_day="2026-06-10", last_day="2026-06-10")
    with pytest.raises(OutsideHours):
        book()
    assert Appointment.objects.count() == Message.objects.count() == 0
    assert holds_of(book(outside_hours=True)) == [("visit", NINE)]


def test_a_past_time_is_refused(book):
    with pytest.raises(BookingError) as refusal:
        book(at("2026-06-01 09:00"), outside_hours=True)
    assert refusal.value.sentence == "That time has passed. Choose a later one."


def test_the_same_submission_twice_is_one_booking(book):
    submission = uuid.uuid4()
    assert book(submission=submission) == book(submission=submission)
    assert Appointment.objects.count() == 1
