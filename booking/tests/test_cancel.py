from datetime import timedelta

import pytest

from booking import workflow
from booking.errors import BookingError
from booking.tests.conftest import at, holds_of, messages_of, state_of

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")


def test_a_patient_cancels(make_appointment, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.cancel(booked, seen=1, now=now)
    booked.refresh_from_db()
    assert booked.status == "cancelled"
    assert (booked.provider, booked.starts_at) == (provider, NINE)
    assert (booked.revision, booked.changed_by, booked.reason) == (2, None, "")


def test_cancel_frees_the_time(make_appointment, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.cancel(booked, now=now)
    assert holds_of(booked) == []
    assert make_appointment(starts_at=NINE).starts_at == NINE


def test_cancel_frees_what_was_wished_for_and_offered(make_appointment, provider, now):
    wishing = make_appointment(status="booked", starts_at=NINE, wished_time=TWO)
    proposed = make_appointment(status="proposed", offers=[(provider, at("2026-06-12 10:00"))])
    for appointment in (wishing, proposed):
        workflow.cancel(appointment, now=now)
        assert (holds_of(appointment), appointment.wish, appointment.offers) == ([], None, [])
        assert (appointment.waiting_since, appointment.answer_by) == (None, None)


def test_cancel_tells_the_patient(make_appointment, now):
    booked = make_appointment(status="booked")
    workflow.cancel(booked, now=now)
    assert messages_of(booked) == [
        "received by email, overtaken",
        "alert by email",
        "confirmed by email, overtaken",
        "cancelled by email",
        "by-patient by desk",
        "alert by email",
    ]


@pytest.mark.parametrize(
    ("status", "sequence"), [("pending", 0), ("proposed", 0), ("waitlist", 0), ("booked", 1)]
)
def test_only_a_calendar_entry_that_was_sent_is_called_back(make_appointment, now, status, sequence):
    appointment = make_appointment(status=status)
    workflow.cancel(appointment, now=now)
    assert appointment.calendar_sequence == sequence


def test_nobody_calls_a_patient_who_has_just_cancelled(make_appointment, now):
    booked = make_appointment(status="booked", email="", phone="+19195550100")
    workflow.cancel(booked, now=now)
    assert messages_of(booked) == [
        "alert by email",
        "confirmed by phone, overtaken",
        "by-patient by desk",
        "alert by email",
    ]


def test_the_clinic_cancels_with_a_reason(make_appointment, receptionist, now):
    booked = make_appointment(status="booked")
    workflow.cancel(booked, by=receptionist, reason="We are away.", now=now)
    booked.refresh_from_db()
    assert (booked.status, booked.reason, booked.changed_by) == ("cancelled", "We are away.", receptionist)
    assert booked.messages.get(kind="cancelled").facts["reason"] == "We are away."


@pytest.mark.parametrize(("told", "calls"), [(False, ["cancelled by phone"]), (True, [])])
def test_a_patient_without_email_is_to_be_called_unless_told(
    make_appointment, receptionist, now, told, calls
):
    booked = make_appointment(status="booked", email="", phone="+19195550100")
    workflow.cancel(booked, by=receptionist, told=told, now=now)
    assert messages_of(booked) == ["alert by email", "confirmed by phone, overtaken", *calls]


def test_nobody_cancels_a_visit_that_has_begun(make_appointment, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    before = state_of(booked)
    for by in (None, receptionist):
        with pytest.raises(BookingError) as refusal:
            workflow.cancel(booked, by=by, now=NINE)
        assert refusal.value.sentence == "This visit has begun. Record what came of it instead."
    assert state_of(booked) == before


def test_a_late_request_can_be_cancelled(make_appointment, now):
    pending = make_appointment(starts_at=NINE)
    workflow.cancel(pending, now=NINE + timedelta(days=1))
    assert pending.status == "cancelled"
