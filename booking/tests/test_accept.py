from datetime import timedelta

import pytest

from booking import workflow
from booking.errors import BookingError, OutsideHours, Overtaken, TimeTaken
from booking.models import Closure
from booking.tests.conftest import at, holds_of, messages_of, state_of

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")
FRIDAY = at("2026-06-12 10:00")


@pytest.fixture
def proposed(make_appointment, provider, another_provider, now):
    return make_appointment(
        status="proposed", starts_at=NINE, offers=[(another_provider, TWO), (provider, FRIDAY)]
    )


def test_accept_books_the_offered_time(proposed, another_provider, now):
    later = now + timedelta(hours=1)
    workflow.accept(proposed, proposed.offers[0], seen=1, now=later)
    proposed.refresh_from_db()
    assert proposed.status == "booked"
    assert proposed.provider == another_provider
    assert (proposed.starts_at, proposed.ends_at) == (TWO, TWO + timedelta(minutes=45))
    assert (proposed.revision, proposed.calendar_sequence) == (2, 0)
    assert (proposed.changed_by, proposed.changed_at) == (None, later)
    assert (proposed.answer_by, proposed.offers) == (None, [])


def test_accept_frees_the_other_offers(proposed, make_appointment, now):
    workflow.accept(proposed, proposed.offers[0], now=now)
    assert holds_of(proposed) == [("visit", TWO)]
    assert make_appointment(starts_at=FRIDAY).starts_at == FRIDAY


def test_accept_tells_the_patient(proposed, now):
    workflow.accept(proposed, proposed.offers[0], now=now)
    assert messages_of(proposed) == [
        "received by email, overtaken",
        "alert by email",
        "offered by email, overtaken",
        "confirmed by email",
        "by-patient by desk",
        "alert by email",
    ]


def test_nobody_calls_a_patient_who_has_just_accepted(make_appointment, now):
    proposed = make_appointment(status="proposed", email="", phone="+19195550100")
    workflow.accept(proposed, proposed.offers[0], now=now)
    assert messages_of(proposed) == [
        "alert by email",
        "offered by phone, overtaken",
        "by-patient by desk",
        "alert by email",
    ]


def test_the_front_desk_accepts_for_a_caller(proposed, receptionist, now):
    workflow.accept(proposed, proposed.offers[0], by=receptionist, now=now)
    assert (proposed.status, proposed.changed_by) == ("booked", receptionist)


def test_accept_moves_a_booked_visit(make_appointment, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE, offers=[(provider, FRIDAY)])
    workflow.accept(booked, booked.offers[0], now=now)
    assert (booked.status, booked.starts_at, booked.calendar_sequence) == ("booked", FRIDAY, 1)
    assert holds_of(booked) == [("visit", FRIDAY)]
    assert messages_of(booked)[-3:] == ["moved by email", "by-patient by desk", "alert by email"]


def test_accept_moves_a_booked_visit_to_another_provider(make_appointment, another_provider, now):
    booked = make_appointment(status="booked", starts_at=NINE, offers=[(another_provider, NINE)])
    workflow.accept(booked, booked.offers[0], now=now)
    assert (booked.provider, booked.starts_at) == (another_provider, NINE)
    assert booked.holds.get().provider == another_provider


def test_accept_works_after_the_offer_lapsed(proposed, now):
    workflow.accept(proposed, proposed.offers[0], now=now + timedelta(days=3))
    assert holds_of(proposed) == [("visit", TWO)]


def test_accept_after_somebody_else_took_the_time(proposed, another_provider, make_appointment, now):
    late = now + timedelta(days=3)
    make_appointment(starts_at=TWO, provider=another_provider, now=late)
    before = state_of(proposed)
    with pytest.raises(TimeTaken):
        workflow.accept(proposed, proposed.offers[0], now=late)
    assert state_of(proposed) == before
    # The other one can still be had.
    workflow.accept(proposed, proposed.offers[1], now=late)
    assert holds_of(proposed) == [("visit", FRIDAY)]


def test_a_time_that_has_passed_is_not_accepted(proposed, now):
    with pytest.raises(BookingError) as refusal:
        workflow.accept(proposed, proposed.offers[0], now=TWO)
    assert refusal.value.sentence == "That time has passed. Choose a later one."
    assert proposed.status == "proposed"


def test_an_offer_that_was_replaced_is_not_accepted(proposed, provider, receptionist, now):
    old = proposed.offers[1]
    workflow.propose(proposed, [(provider, FRIDAY)], by=receptionist, now=now)
    before = state_of(proposed)
    with pytest.raises(Overtaken):
        workflow.accept(proposed, old, now=now)
    assert state_of(proposed) == before


def test_a_patient_cannot_accept_another_patients_offer(proposed, make_appointment, now):
    other = make_appointment(status="proposed")
    before = state_of(proposed), state_of(other)
    with pytest.raises(Overtaken):
        workflow.accept(proposed, other.offers[0], now=now)
    assert (state_of(proposed), state_of(other)) == before


def test_a_wish_is_not_an_offer(make_appointment, now):
    """A patient cannot confirm their own wish for a change."""
    booked = make_appointment(status="booked", starts_at=NINE, wished_time=TWO)
    before = state_of(booked)
    with pytest.raises(Overtaken):
        workflow.accept(booked, booked.wish, now=now)
    assert state_of(booked) == before


def test_accepting_twice_is_one_booking(proposed, now):
    offer = proposed.offers[0]
    workflow.accept(proposed, offer, now=now)
    before = state_of(proposed)
    with pytest.raises(Overtaken) as refusal:
        workflow.accept(proposed, offer, now=now)
    assert (
        refusal.value.sentence
        == "The patient changed this at 10:00 AM on Monday, June 1: it is “booked” now."
    )
    assert state_of(proposed) == before


def test_a_patient_is_not_booked_into_a_closure_that_came_later(proposed, receptionist, now):
    Closure.objects.create(first_day="2026-06-12", last_day="2026-06-12")
    before = state_of(proposed)
    with pytest.raises(TimeTaken):
        workflow.accept(proposed, proposed.offers[1], now=now)
    with pytest.raises(OutsideHours) as refusal:
        workflow.accept(proposed, proposed.offers[1], by=receptionist, now=now)
    assert refusal.value.sentence == "A closure lies over this time. Book it all the same?"
    assert state_of(proposed) == before
    workflow.accept(proposed, proposed.offers[1], by=receptionist, outside_hours=True, now=now)
    assert holds_of(proposed) == [("visit", FRIDAY)]


def test_a_visit_that_has_begun_is_not_moved(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE, offers=[(provider, FRIDAY)])
    for by in (None, receptionist):
        with pytest.raises(BookingError) as refusal:
            workflow.accept(booked, booked.offers[0], by=by, now=NINE)
        assert refusal.value.sentence == "This visit has begun. Record what came of it instead."
    assert ("visit", NINE) in holds_of(booked)


def test_a_patient_is_not_booked_with_somebody_who_has_left(proposed, provider, now):
    provider.is_active = False
    provider.save()
    with pytest.raises(TimeTaken):
        workflow.accept(proposed, proposed.offers[1], now=now)
