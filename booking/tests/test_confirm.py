from datetime import timedelta

import pytest

from booking import workflow
from booking.errors import BookingError, TimeTaken
from booking.models import Appointment, Message
from booking.tests.conftest import at, holds_of, messages_of, state_of

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")
LAPSED = at("2026-06-03 11:00")  # a day after the answer was due


def test_confirm_books_the_time_that_was_asked_for(make_appointment, provider, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    later = now + timedelta(minutes=5)
    workflow.confirm(appointment, by=receptionist, seen=0, now=later)
    appointment.refresh_from_db()
    assert appointment.status == "booked"
    assert (appointment.provider, appointment.starts_at) == (provider, NINE)
    assert (appointment.waiting_since, appointment.answer_by) == (None, None)
    assert (appointment.revision, appointment.calendar_sequence) == (1, 0)
    assert (appointment.changed_by, appointment.changed_at) == (receptionist, later)
    assert holds_of(appointment) == [("visit", NINE)]
    hold = appointment.holds.get()
    assert (hold.ends_at, hold.expires_at) == (NINE + timedelta(minutes=60), None)


def test_confirm_tells_the_patient(make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    workflow.confirm(appointment, by=receptionist, now=now)
    assert messages_of(appointment) == [
        "received by email, overtaken",
        "alert by email",
        "confirmed by email",
    ]
    confirmed = Message.objects.get(kind="confirmed")
    assert confirmed.revision == 1
    assert confirmed.facts["status"] == "booked"
    assert confirmed.facts["starts_at"] == "2026-06-10T13:00:00Z"


def test_a_patient_without_email_is_to_be_called(make_appointment, receptionist, now):
    appointment = make_appointment(email="", phone="+19195550100")
    workflow.confirm(appointment, by=receptionist, now=now)
    assert messages_of(appointment) == ["alert by email", "confirmed by phone"]
    assert [one.kind for one in Message.objects.to_call()] == ["confirmed"]


def test_what_was_mailed_already_is_not_overtaken(make_appointment, receptionist, now):
    appointment = make_appointment()
    appointment.messages.filter(kind="received").update(sent_at=now)
    workflow.confirm(appointment, by=receptionist, now=now)
    assert messages_of(appointment) == ["received by email", "alert by email", "confirmed by email"]


def test_confirm_works_after_the_wish_lapsed(make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    workflow.confirm(appointment, by=receptionist, now=LAPSED + timedelta(days=1))
    assert holds_of(appointment) == [("visit", NINE)]


def test_confirm_works_after_the_wish_was_swept_away(make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    appointment.holds.all().delete()
    workflow.confirm(appointment, by=receptionist, now=LAPSED + timedelta(days=1))
    assert holds_of(appointment) == [("visit", NINE)]


def test_confirm_takes_a_time_that_somebody_elses_lapsed_wish_is_in(make_appointment, receptionist, now):
    first = make_appointment(starts_at=NINE)
    second = make_appointment(starts_at=NINE, now=LAPSED)
    workflow.confirm(first, by=receptionist, now=at("2026-06-09 09:00"))
    assert holds_of(first) == [("visit", NINE)]
    assert holds_of(second) == []
    assert second.status == "pending"


def test_confirm_after_somebody_else_took_the_time(make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    other = make_appointment(starts_at=NINE, now=LAPSED)
    before = state_of(appointment), state_of(other)
    with pytest.raises(TimeTaken):
        workflow.confirm(appointment, by=receptionist, now=LAPSED)
    assert (state_of(appointment), state_of(other)) == before
    assert appointment.status == "pending"
    assert appointment.revision == 0


def test_a_time_that_has_passed_is_not_confirmed(make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    before = state_of(appointment)
    with pytest.raises(BookingError) as refusal:
        workflow.confirm(appointment, by=receptionist, now=NINE)
    assert refusal.value.sentence == "That time has passed. Choose a later one."
    assert state_of(appointment) == before


def test_confirming_a_change_moves_the_visit(make_appointment, provider, receptionist, now):
    appointment = make_appointment(status="booked", starts_at=NINE, wished_time=TWO)
    hold = appointment.holds.get(kind="visit")
    workflow.confirm(appointment, by=receptionist, now=now)
    appointment.refresh_from_db()
    assert appointment.status == "booked"
    assert (appointment.starts_at, appointment.ends_at) == (TWO, TWO + timedelta(minutes=45))
    assert (appointment.waiting_since, appointment.wish) == (None, None)
    assert appointment.calendar_sequence == 1
    assert holds_of(appointment) == [("visit", TWO)]
    assert appointment.holds.get().pk == hold.pk
    assert messages_of(appointment)[-3:] == [
        "change-received by email, overtaken",
        "alert by email",
        "moved by email",
    ]


def test_confirming_a_change_whose_time_was_taken_keeps_the_visit(make_appointment, receptionist, now):
    appointment = make_appointment(status="booked", starts_at=NINE, wished_time=TWO)
    make_appointment(starts_at=TWO, now=LAPSED)
    before = state_of(appointment)
    with pytest.raises(TimeTaken):
        workflow.confirm(appointment, by=receptionist, now=LAPSED)
    assert state_of(appointment) == before
    assert ("visit", NINE) in holds_of(appointment)


def test_the_second_clerk_changes_nothing(make_appointment, receptionist, another_receptionist, now):
    appointment = make_appointment()
    stale = Appointment.objects.get()
    workflow.confirm(appointment, by=receptionist, seen=0, now=now)
    before = state_of(appointment)
    with pytest.raises(BookingError):
        workflow.confirm(stale, by=another_receptionist, seen=0, now=now)
    assert state_of(appointment) == before
