from datetime import timedelta

import pytest
from django.urls import reverse

from booking import workflow
from booking.admin.times import value_of
from booking.errors import BookingError, OutsideHours, TimeTaken
from booking.models import Closure
from booking.tests.conftest import at, holds_of, messages_of, state_of

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")


def test_reschedule_moves_a_booked_visit(make_appointment, another_provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    hold = booked.holds.get()
    workflow.reschedule(booked, another_provider, TWO, by=receptionist, seen=1, now=now)
    booked.refresh_from_db()
    assert (booked.status, booked.provider) == ("booked", another_provider)
    assert (booked.starts_at, booked.ends_at) == (TWO, TWO + timedelta(minutes=45))
    assert (booked.revision, booked.calendar_sequence, booked.changed_by) == (2, 1, receptionist)
    moved = booked.holds.get()
    assert (moved.pk, moved.provider) == (hold.pk, another_provider)
    assert (moved.starts_at, moved.ends_at) == (TWO, TWO + timedelta(minutes=60))


def test_reschedule_frees_the_old_time(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.reschedule(booked, provider, TWO, by=receptionist, now=now)
    assert make_appointment(starts_at=NINE).starts_at == NINE


def test_reschedule_tells_the_patient(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.reschedule(booked, provider, TWO, by=receptionist, now=now)
    assert messages_of(booked) == [
        "received by email, overtaken",
        "alert by email",
        "confirmed by email, overtaken",
        "moved by email",
    ]


@pytest.mark.parametrize(("told", "calls"), [(False, ["moved by phone"]), (True, [])])
def test_a_patient_without_email_is_to_be_called_unless_told(
    make_appointment, provider, receptionist, now, told, calls
):
    booked = make_appointment(status="booked", starts_at=NINE, email="", phone="+19195550100")
    workflow.reschedule(booked, provider, TWO, by=receptionist, told=told, now=now)
    assert messages_of(booked) == ["alert by email", "confirmed by phone, overtaken", *calls]


@pytest.mark.parametrize("status", ["waitlist", "pending", "proposed"])
def test_reschedule_books_a_request(make_appointment, provider, receptionist, now, status):
    appointment = make_appointment(status=status)
    workflow.reschedule(appointment, provider, TWO, by=receptionist, now=now)
    assert (appointment.status, appointment.starts_at) == ("booked", TWO)
    assert (appointment.waiting_since, appointment.answer_by, appointment.offers) == (None, None, [])
    assert appointment.calendar_sequence == 0
    assert holds_of(appointment) == [("visit", TWO)]
    assert messages_of(appointment)[-1] == "confirmed by email"


def test_a_visit_moves_onto_a_time_that_overlaps_itself(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.reschedule(booked, provider, NINE + timedelta(minutes=30), by=receptionist, now=now)
    assert holds_of(booked) == [("visit", NINE + timedelta(minutes=30))]


def test_the_time_that_it_has_is_no_other_time(desk, make_appointment, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    shown = desk.get(reverse("admin:booking_appointment_move", args=[booked.pk])).content.decode()
    assert f'value="{value_of((provider, NINE))}"' not in shown
    assert f'value="{value_of((provider, NINE + timedelta(minutes=30)))}"' in shown


def test_a_visit_moves_onto_the_time_that_was_wished_for(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE, wished_time=TWO)
    workflow.reschedule(booked, provider, TWO, by=receptionist, now=now)
    assert (holds_of(booked), booked.wish) == ([("visit", TWO)], None)


def test_what_was_agreed_moves_and_not_what_the_visit_type_says_today(
    make_appointment, provider, visit_type, receptionist, now
):
    booked = make_appointment(status="booked", starts_at=NINE)
    visit_type.length, visit_type.buffer = 30, 0
    visit_type.save()
    workflow.reschedule(booked, provider, TWO, by=receptionist, now=now)
    assert booked.ends_at == TWO + timedelta(minutes=45)
    assert booked.holds.get().ends_at == TWO + timedelta(minutes=60)


def test_a_taken_time_is_refused(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    make_appointment(status="booked", starts_at=TWO)
    before = state_of(booked)
    with pytest.raises(TimeTaken):
        workflow.reschedule(booked, provider, TWO, by=receptionist, outside_hours=True, now=now)
    assert state_of(booked) == before


@pytest.mark.parametrize(
    ("starts_at", "sentence"),
    [
        (at("2026-06-10 18:00"), "This is outside the hours. Book it all the same?"),
        (at("2026-06-10 11:30"), "This is outside the hours. Book it all the same?"),
        (at("2026-06-11 14:00"), "This is outside the hours. Book it all the same?"),
        (at("2026-06-01 11:00"), "This is sooner than patients can ask for. Book it all the same?"),
    ],
    ids=["after closing", "over lunch", "closed", "too soon"],
)
def test_an_unusual_time_has_to_be_meant(make_appointment, provider, receptionist, now, starts_at, sentence):
    Closure.objects.create(first_day="2026-06-11", last_day="2026-06-11")
    booked = make_appointment(status="booked", starts_at=NINE)
    before = state_of(booked)
    with pytest.raises(OutsideHours) as refusal:
        workflow.reschedule(booked, provider, starts_at, by=receptionist, now=now)
    assert refusal.value.sentence == sentence
    assert state_of(booked) == before
    workflow.reschedule(booked, provider, starts_at, by=receptionist, outside_hours=True, now=now)
    assert holds_of(booked) == [("visit", starts_at)]


@pytest.mark.parametrize("starts_at", [at("2026-06-10 14:10"), at("2026-08-10 14:00")])
def test_the_desk_is_not_bound_to_the_patients_starts_and_horizon(
    make_appointment, provider, receptionist, now, starts_at
):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.reschedule(booked, provider, starts_at, by=receptionist, now=now)
    assert holds_of(booked) == [("visit", starts_at)]


@pytest.mark.parametrize("other", [{}, {"wished_time": TWO}], ids=["a visit", "one that is to change"])
def test_where_it_is_booked_already_it_is_not_moved_once_more(
    make_appointment, provider, another_provider, receptionist, now, other
):
    """The page from before, sent again: the patient would read twice that it has moved."""
    booked = make_appointment(status="booked", starts_at=NINE, **other)
    before = state_of(booked)
    with pytest.raises(BookingError) as refusal:
        workflow.reschedule(booked, provider, NINE, by=receptionist, outside_hours=True, now=now)
    assert refusal.value.sentence == "It is booked at this time already. Nothing was changed."
    assert state_of(booked) == before
    workflow.reschedule(booked, another_provider, NINE, by=receptionist, now=now)
    assert booked.provider == another_provider


def test_a_past_time_is_refused(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    with pytest.raises(BookingError) as refusal:
        workflow.reschedule(booked, provider, now, by=receptionist, outside_hours=True, now=now)
    assert refusal.value.sentence == "That time has passed. Choose a later one."
