from booking import workflow
from booking.models import Appointment
from booking.tests.conftest import at, holds_of, messages_of

NINE = at("2026-06-10 09:00")
FRIDAY = at("2026-06-12 10:00")


def test_none_of_these_joins_the_waitlist(make_appointment, provider, now):
    proposed = make_appointment(status="proposed", starts_at=NINE, offers=[(provider, FRIDAY)])
    workflow.refuse_offers(proposed, days=[4, 0, 4], parts=["morning"], seen=1, now=now)
    proposed.refresh_from_db()
    assert proposed.status == "waitlist"
    assert (proposed.preferred_days, proposed.preferred_parts) == ([0, 4], ["morning"])
    assert (proposed.waiting_since, proposed.answer_by) == (now, at("2026-06-02 11:00"))
    assert (proposed.revision, proposed.changed_by, proposed.offers) == (2, None, [])
    assert list(Appointment.objects.waiting_for_clinic()) == [proposed]


def test_none_of_these_frees_the_times(make_appointment, provider, now):
    proposed = make_appointment(status="proposed", starts_at=NINE, offers=[(provider, FRIDAY)])
    workflow.refuse_offers(proposed, now=now)
    assert holds_of(proposed) == []
    assert make_appointment(starts_at=FRIDAY).starts_at == FRIDAY


def test_none_of_these_tells_patient_and_front_desk(make_appointment, now):
    proposed = make_appointment(status="proposed")
    workflow.refuse_offers(proposed, now=now)
    assert messages_of(proposed) == [
        "received by email, overtaken",
        "alert by email",
        "offered by email, overtaken",
        "waitlisted by email",
        "alert by email",
    ]


def test_a_booked_visit_stays_booked(make_appointment, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE, offers=[(provider, FRIDAY)])
    workflow.refuse_offers(booked, days=[1], now=now)
    booked.refresh_from_db()
    assert (booked.status, booked.starts_at, booked.provider) == ("booked", NINE, provider)
    assert (booked.waiting_since, booked.preferred_days, booked.offers) == (now, [1], [])
    assert holds_of(booked) == [("visit", NINE)]
    assert messages_of(booked)[-3:] == [
        "offered by email, overtaken",
        "change-received by email",
        "alert by email",
    ]


def test_the_front_desk_refuses_for_a_caller(make_appointment, receptionist, now):
    proposed = make_appointment(status="proposed")
    workflow.refuse_offers(proposed, by=receptionist, now=now)
    assert (proposed.status, proposed.changed_by) == ("waitlist", receptionist)


def test_other_days_without_a_part_of_the_day_are_meant_at_any_time(make_appointment, now):
    waiting = make_appointment(status="waitlist", preferred_days=[1], preferred_parts=["morning"])
    workflow.refuse_offers(waiting, days=[3], now=now)
    waiting.refresh_from_db()
    assert (waiting.preferred_days, waiting.preferred_parts) == ([3], [])


def test_the_days_that_were_said_before_are_not_forgotten(make_appointment, provider, receptionist, now):
    waiting = make_appointment(status="waitlist", preferred_days=[1], preferred_parts=["morning"])
    workflow.propose(waiting, [(provider, FRIDAY)], by=receptionist, now=now)
    workflow.refuse_offers(waiting, by=receptionist, now=now)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.preferred_days, waiting.preferred_parts) == ("waitlist", [1], ["morning"])
