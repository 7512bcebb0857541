from datetime import timedelta

import pytest

from booking import mails, workflow
from booking.errors import Overtaken, TimeTaken
from booking.models import Appointment, Message
from booking.tests.conftest import at, holds_of, messages_of, state_of

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")
FRIDAY = at("2026-06-12 10:00")


def test_a_request_asks_for_another_time(make_appointment, provider, now):
    pending = make_appointment(starts_at=NINE)
    later = now + timedelta(hours=1)
    workflow.ask_for_time(pending, TWO, seen=0, now=later)
    pending.refresh_from_db()
    assert (pending.status, pending.provider, pending.starts_at) == ("pending", provider, TWO)
    assert (pending.waiting_since, pending.revision, pending.changed_by) == (later, 1, None)
    assert holds_of(pending) == [("asked", TWO)]
    assert messages_of(pending) == [
        "received by email, overtaken",
        "alert by email",
        "received by email",
        "alert by email",
    ]


@pytest.mark.parametrize("status", ["waitlist", "proposed"])
def test_whoever_has_no_time_yet_asks_for_one(make_appointment, now, status):
    appointment = make_appointment(status=status)
    workflow.ask_for_time(appointment, TWO, now=now)
    assert (appointment.status, appointment.starts_at, appointment.offers) == ("pending", TWO, [])
    assert holds_of(appointment) == [("asked", TWO)]


def test_asking_frees_the_earlier_wish(make_appointment, now):
    pending = make_appointment(starts_at=NINE)
    workflow.ask_for_time(pending, TWO, now=now)
    assert make_appointment(starts_at=NINE).starts_at == NINE


def test_a_wish_may_overlap_the_earlier_one(make_appointment, now):
    pending = make_appointment(starts_at=NINE)
    workflow.ask_for_time(pending, NINE + timedelta(minutes=30), now=now)
    assert holds_of(pending) == [("asked", NINE + timedelta(minutes=30))]


def test_a_booked_visit_stays_until_the_change_is_confirmed(make_appointment, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.ask_for_time(booked, TWO, now=now)
    booked.refresh_from_db()
    assert (booked.status, booked.provider, booked.starts_at) == ("booked", provider, NINE)
    assert (booked.wish.provider, booked.wish.starts_at) == (provider, TWO)
    assert (booked.waiting_since, booked.answer_by) == (now, at("2026-06-02 11:00"))
    assert holds_of(booked) == [("visit", NINE), ("asked", TWO)]
    assert list(Appointment.objects.waiting_for_clinic()) == [booked]
    assert messages_of(booked)[-2:] == ["change-received by email", "alert by email"]
    facts = Message.objects.get(kind="change-received").facts
    assert (facts["starts_at"], facts["wish"]) == ("2026-06-10T13:00:00Z", "2026-06-10T18:00:00Z")


def test_a_second_wish_replaces_the_first(make_appointment, now):
    booked = make_appointment(status="booked", starts_at=NINE, wished_time=TWO)
    workflow.ask_for_time(booked, FRIDAY, now=now)
    assert booked.wish.starts_at == FRIDAY
    assert holds_of(booked) == [("visit", NINE), ("asked", FRIDAY)]


def test_a_wish_may_not_overlap_the_booked_visit(make_appointment, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    before = state_of(booked)
    with pytest.raises(TimeTaken):
        workflow.ask_for_time(booked, NINE + timedelta(minutes=30), now=now)
    assert state_of(booked) == before


def test_a_visit_that_is_booked_at_once_moves_at_once(make_appointment, visit_type, now):
    visit_type.confirmed_at_once = True
    visit_type.save()
    booked = make_appointment(status="booked", starts_at=NINE)
    hold = booked.holds.get()
    over_itself = NINE + timedelta(minutes=30)
    workflow.ask_for_time(booked, over_itself, now=now)
    booked.refresh_from_db()
    assert (booked.status, booked.starts_at, booked.calendar_sequence) == ("booked", over_itself, 1)
    assert (booked.waiting_since, booked.wish) == (None, None)
    assert holds_of(booked) == [("visit", over_itself)]
    assert booked.holds.get().pk == hold.pk
    assert messages_of(booked) == [
        "confirmed by email, overtaken",
        "by-patient by desk, overtaken",
        "alert by email",
        "moved by email",
        "by-patient by desk",
        "alert by email",
    ]


def test_a_waitlisted_patient_is_booked_at_once(make_appointment, visit_type, now):
    visit_type.confirmed_at_once = True
    visit_type.save()
    appointment = make_appointment(status="waitlist")
    workflow.ask_for_time(appointment, TWO, now=now)
    assert (appointment.status, appointment.calendar_sequence) == ("booked", 0)
    assert messages_of(appointment)[-3:] == ["confirmed by email", "by-patient by desk", "alert by email"]


def test_another_provider_is_wished_for(make_appointment, another_provider, now):
    pending = make_appointment(starts_at=NINE)
    workflow.ask_for_time(pending, TWO, wished=another_provider, now=now)
    assert pending.provider == another_provider
    assert pending.holds.get().provider == another_provider


@pytest.mark.parametrize(
    "starts_at",
    [at("2026-06-10 11:30"), at("2026-06-01 11:00"), at("2026-08-10 09:00"), at("2026-05-29 09:00")],
    ids=["outside the hours", "too soon", "too far ahead", "past"],
)
def test_a_time_that_is_not_offered_cannot_be_had(make_appointment, now, starts_at):
    pending = make_appointment(starts_at=NINE)
    before = state_of(pending)
    with pytest.raises(TimeTaken):
        workflow.ask_for_time(pending, starts_at, now=now)
    assert state_of(pending) == before


def test_a_taken_time_cannot_be_had(make_appointment, now):
    pending = make_appointment(starts_at=NINE)
    make_appointment(starts_at=TWO)
    before = state_of(pending)
    with pytest.raises(TimeTaken):
        workflow.ask_for_time(pending, TWO, now=now)
    assert state_of(pending) == before


def test_a_visit_that_has_begun_is_not_changed(make_appointment, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    before = state_of(booked)
    with pytest.raises(Overtaken):
        workflow.ask_for_time(booked, FRIDAY, now=NINE)
    assert state_of(booked) == before


def test_the_length_that_was_agreed_has_to_fit(make_appointment, visit_type, now):
    """Though the visit type has become shorter: this one still ends before closing."""
    booked = make_appointment(status="booked", starts_at=NINE)
    visit_type.length, visit_type.buffer = 30, 0
    visit_type.save()
    with pytest.raises(TimeTaken):
        workflow.ask_for_time(booked, at("2026-06-12 11:30"), now=now)
    workflow.ask_for_time(booked, at("2026-06-12 11:00"), now=now)
    assert booked.wish.starts_at == at("2026-06-12 11:00")


def test_an_answer_to_a_wish_is_due_before_the_visit_that_it_would_change(make_appointment, now):
    booked = make_appointment(status="booked", starts_at=at("2026-06-02 09:00"))
    workflow.ask_for_time(booked, at("2026-06-05 16:00"), now=at("2026-06-01 16:30"))
    assert booked.answer_by == at("2026-06-01 17:00")
    workflow.ask_for_time(booked, at("2026-06-05 15:00"), now=at("2026-06-01 19:00"))
    assert booked.answer_by == booked.starts_at
    assert (
        "We plan to answer before your visit."
        in mails.compose(booked.messages.filter(kind="change-received").last()).body
    )
