import pytest

from booking import workflow
from booking.errors import BookingError, Overtaken
from booking.models import Message
from booking.tests.conftest import at, holds_of, messages_of, state_of

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")


def test_decline_ends_a_request(make_appointment, provider, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    workflow.decline(appointment, reason="We are away.", by=receptionist, seen=0, now=now)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.reason) == ("cancelled", "We are away.")
    assert (appointment.waiting_since, appointment.answer_by) == (None, None)
    assert (appointment.revision, appointment.changed_by) == (1, receptionist)
    assert (appointment.provider, appointment.starts_at) == (provider, NINE)


def test_decline_frees_the_time(make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    workflow.decline(appointment, reason="We are away.", by=receptionist, now=now)
    assert holds_of(appointment) == []
    assert make_appointment(starts_at=NINE).starts_at == NINE


def test_decline_tells_the_patient_what_was_declined_and_why(make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    workflow.decline(appointment, reason="We are away.", by=receptionist, now=now)
    assert messages_of(appointment) == ["received by email, overtaken", "alert by email", "declined by email"]
    facts = Message.objects.get(kind="declined").facts
    assert (facts["status"], facts["reason"]) == ("cancelled", "We are away.")
    assert (facts["starts_at"], facts["answer_by"]) == ("2026-06-10T13:00:00Z", None)


def test_decline_of_an_offer_names_the_times(make_appointment, provider, receptionist, now):
    proposed = make_appointment(status="proposed", starts_at=NINE, offers=[(provider, TWO)])
    workflow.decline(proposed, reason="We are away.", by=receptionist, now=now)
    assert Message.objects.get(kind="declined").facts["offers"] == [
        {"starts_at": "2026-06-10T18:00:00Z", "provider": "Paula Hand"}
    ]
    assert (proposed.offers, holds_of(proposed)) == ([], [])


def test_a_patient_without_email_is_to_be_called(make_appointment, receptionist, now):
    appointment = make_appointment(status="waitlist", email="", phone="+19195550100")
    workflow.decline(appointment, reason="We are away.", by=receptionist, now=now)
    assert messages_of(appointment) == ["alert by email", "declined by phone"]


def test_declining_a_change_keeps_the_visit(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE, wished_time=TWO)
    workflow.decline(booked, reason="Full that day.", by=receptionist, now=now)
    booked.refresh_from_db()
    assert (booked.status, booked.starts_at, booked.provider) == ("booked", NINE, provider)
    assert (booked.waiting_since, booked.answer_by, booked.wish) == (None, None, None)
    assert booked.calendar_sequence == 0
    assert holds_of(booked) == [("visit", NINE)]
    assert messages_of(booked)[-3:] == [
        "change-received by email, overtaken",
        "alert by email",
        "kept by email",
    ]
    assert Message.objects.get(kind="kept").facts["reason"] == "Full that day."


def test_a_booked_visit_without_a_wish_is_not_declined(make_appointment, receptionist, now):
    booked = make_appointment(status="booked")
    before = state_of(booked)
    with pytest.raises(Overtaken):
        workflow.decline(booked, reason="We are away.", by=receptionist, now=now)
    assert state_of(booked) == before


def test_decline_needs_a_reason(make_appointment, receptionist, now):
    appointment = make_appointment()
    before = state_of(appointment)
    with pytest.raises(BookingError) as refusal:
        workflow.decline(appointment, reason="", by=receptionist, now=now)
    assert refusal.value.sentence == "Write the reason. The patient reads it."
    assert state_of(appointment) == before


def test_an_offer_for_a_booked_visit_can_be_taken_back(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE, offers=[(provider, TWO)])
    workflow.decline(booked, reason="You said nine suits you.", by=receptionist, now=now)
    booked.refresh_from_db()
    assert (booked.status, booked.starts_at, booked.reason, booked.offers) == ("booked", NINE, "", [])
    assert holds_of(booked) == [("visit", NINE)]
    assert messages_of(booked)[-1] == "kept by email"
    assert Message.objects.get(kind="kept").facts["reason"] == "You said nine suits you."
