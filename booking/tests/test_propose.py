from datetime import timedelta

import pytest

from booking import workflow
from booking.errors import BookingError, TimeTaken
from booking.models import Appointment, Message
from booking.tests.conftest import at, holds_of, messages_of, state_of

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")
FRIDAY = at("2026-06-12 10:00")
MONDAY = at("2026-06-15 11:00")


def test_propose_offers_three_times_and_holds_them(
    make_appointment, provider, another_provider, receptionist, now
):
    appointment = make_appointment(starts_at=NINE)
    offers = [(another_provider, TWO), (provider, FRIDAY), (provider, MONDAY)]
    workflow.propose(appointment, offers, by=receptionist, seen=0, now=now)
    appointment.refresh_from_db()
    assert appointment.status == "proposed"
    assert (appointment.provider, appointment.starts_at, appointment.ends_at) == (None, None, None)
    assert (appointment.revision, appointment.changed_by) == (1, receptionist)
    assert [(one.provider, one.starts_at) for one in appointment.offers] == offers
    assert holds_of(appointment) == [("offered", TWO), ("offered", FRIDAY), ("offered", MONDAY)]


def test_an_offer_ends_after_two_days(make_appointment, provider, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    workflow.propose(appointment, [(provider, FRIDAY)], by=receptionist, now=now)
    assert appointment.answer_by == now + timedelta(hours=48)
    assert appointment.holds.get().expires_at == now + timedelta(hours=48)
    assert appointment.waiting_since is None
    assert list(Appointment.objects.waiting_for_clinic()) == []
    assert list(Appointment.objects.waiting_for_patient()) == [appointment]


def test_an_offer_ends_before_the_first_of_its_times(make_appointment, provider, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    soon = at("2026-06-02 15:00")
    workflow.propose(appointment, [(provider, FRIDAY), (provider, soon)], by=receptionist, now=now)
    assert appointment.answer_by == soon - timedelta(hours=1)
    assert {hold.expires_at for hold in appointment.holds.all()} == {soon - timedelta(hours=1)}


def test_an_offer_for_a_booked_visit_ends_before_that_visit(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=at("2026-06-02 15:00"))
    workflow.propose(booked, [(provider, FRIDAY)], by=receptionist, now=now)
    assert booked.answer_by == at("2026-06-02 14:00")


def test_nothing_is_offered_outside_the_hours(make_appointment, provider, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    before = state_of(appointment)
    with pytest.raises(BookingError) as refusal:
        workflow.propose(appointment, [(provider, at("2026-06-05 03:00"))], by=receptionist, now=now)
    assert refusal.value.sentence == "One of these times is outside the hours."
    assert state_of(appointment) == before


def test_nothing_is_offered_for_a_visit_that_has_begun(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    with pytest.raises(BookingError) as refusal:
        workflow.propose(booked, [(provider, NINE + timedelta(days=1))], by=receptionist, now=NINE)
    assert refusal.value.sentence == "This visit has begun. Record what came of it instead."


def test_propose_frees_what_was_asked_for(make_appointment, provider, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    workflow.propose(appointment, [(provider, FRIDAY)], by=receptionist, now=now)
    assert make_appointment(starts_at=NINE).starts_at == NINE


def test_a_time_may_overlap_what_was_asked_for(make_appointment, provider, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    later = NINE + timedelta(minutes=30)
    workflow.propose(appointment, [(provider, later)], by=receptionist, now=now)
    assert holds_of(appointment) == [("offered", later)]


def test_propose_again_replaces_the_offers(make_appointment, provider, receptionist, now):
    appointment = make_appointment(
        status="proposed", starts_at=NINE, offers=[(provider, TWO), (provider, FRIDAY)]
    )
    workflow.propose(appointment, [(provider, FRIDAY), (provider, MONDAY)], by=receptionist, now=now)
    assert [one.starts_at for one in appointment.offers] == [FRIDAY, MONDAY]
    assert holds_of(appointment) == [("offered", FRIDAY), ("offered", MONDAY)]
    assert messages_of(appointment) == [
        "received by email, overtaken",
        "alert by email",
        "offered by email, overtaken",
        "offered by email",
    ]


def test_propose_tells_the_patient(make_appointment, provider, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    workflow.propose(appointment, [(provider, FRIDAY), (provider, TWO)], by=receptionist, now=now)
    assert messages_of(appointment) == ["received by email, overtaken", "alert by email", "offered by email"]
    facts = Message.objects.get(kind="offered").facts
    assert facts["offers"] == [
        {"starts_at": "2026-06-10T18:00:00Z", "provider": "Paula Hand"},
        {"starts_at": "2026-06-12T14:00:00Z", "provider": "Paula Hand"},
    ]
    assert facts["answer_by"] == "2026-06-03T14:00:00Z"


def test_a_patient_without_email_is_to_be_called(make_appointment, provider, receptionist, now):
    appointment = make_appointment(email="", phone="+19195550100")
    workflow.propose(appointment, [(provider, FRIDAY)], by=receptionist, now=now)
    assert messages_of(appointment) == ["alert by email", "offered by phone"]


def test_a_waitlisted_patient_is_offered_times(make_appointment, provider, receptionist, now):
    appointment = make_appointment(status="waitlist", preferred_days=[0], preferred_parts=["morning"])
    workflow.propose(appointment, [(provider, FRIDAY)], by=receptionist, now=now)
    assert appointment.status == "proposed"
    assert holds_of(appointment) == [("offered", FRIDAY)]


def test_a_booked_visit_stays_booked_while_others_are_offered(make_appointment, provider, receptionist, now):
    appointment = make_appointment(status="booked", starts_at=NINE)
    workflow.propose(appointment, [(provider, FRIDAY)], by=receptionist, now=now)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.provider, appointment.starts_at) == ("booked", provider, NINE)
    assert holds_of(appointment) == [("visit", NINE), ("offered", FRIDAY)]


def test_offers_answer_the_wish_for_a_change(make_appointment, provider, receptionist, now):
    appointment = make_appointment(status="booked", starts_at=NINE, wished_time=TWO)
    workflow.propose(appointment, [(provider, FRIDAY)], by=receptionist, now=now)
    assert (appointment.wish, appointment.waiting_since) == (None, None)
    assert holds_of(appointment) == [("visit", NINE), ("offered", FRIDAY)]


@pytest.mark.parametrize(
    ("clocks", "sentence"),
    [
        ([], "Choose one, two or three times to offer."),
        (["09:00", "10:00", "11:00", "14:00"], "Choose one, two or three times to offer."),
        (["09:00", "09:30"], "These times overlap each other. Choose times that do not."),
        (["14:00", "10:00", "14:00"], "These times overlap each other. Choose times that do not."),
    ],
)
def test_what_cannot_be_offered(make_appointment, provider, receptionist, now, clocks, sentence):
    appointment = make_appointment()
    before = state_of(appointment)
    times = [(provider, at(f"2026-06-10 {clock}")) for clock in clocks]
    with pytest.raises(BookingError) as refusal:
        workflow.propose(appointment, times, by=receptionist, now=now)
    assert refusal.value.sentence == sentence
    assert state_of(appointment) == before


def test_a_past_time_is_not_offered(make_appointment, provider, receptionist, now):
    appointment = make_appointment()
    with pytest.raises(BookingError) as refusal:
        workflow.propose(appointment, [(provider, now)], by=receptionist, now=now)
    assert refusal.value.sentence == "That time has passed. Choose a later one."


@pytest.mark.parametrize("status", ["pending", "booked"])
def test_a_taken_time_is_not_offered(make_appointment, provider, receptionist, now, status):
    appointment = make_appointment()
    make_appointment(status=status, starts_at=FRIDAY)
    before = state_of(appointment)
    with pytest.raises(TimeTaken):
        workflow.propose(appointment, [(provider, TWO), (provider, FRIDAY)], by=receptionist, now=now)
    assert state_of(appointment) == before


def test_a_time_over_the_booked_visit_is_not_offered(make_appointment, provider, receptionist, now):
    appointment = make_appointment(status="booked", starts_at=NINE)
    with pytest.raises(TimeTaken):
        workflow.propose(appointment, [(provider, NINE + timedelta(minutes=30))], by=receptionist, now=now)


def test_a_lapsed_wish_is_no_hindrance(make_appointment, provider, receptionist, now):
    forgotten = make_appointment(starts_at=FRIDAY)
    appointment = make_appointment(starts_at=MONDAY)
    late = at("2026-06-04 09:00")
    workflow.propose(appointment, [(provider, FRIDAY)], by=receptionist, now=late)
    assert holds_of(appointment) == [("offered", FRIDAY)]
    assert holds_of(forgotten) == []
