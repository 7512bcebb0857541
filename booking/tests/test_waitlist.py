import uuid

from booking import workflow
from booking.models import Appointment, Contact
from booking.tests.conftest import at, holds_of, messages_of


def test_join_waitlist_keeps_the_preferred_days(visit_type, provider, now):
    appointment = workflow.join_waitlist(
        Appointment(visit_type=visit_type, preferred_days=[0, 4], preferred_parts=["morning"]),
        Contact(patient_name="Pat Doe", email="pat@example.com"),
        now=now,
    )
    appointment.refresh_from_db()
    assert appointment.status == "waitlist"
    assert (appointment.provider, appointment.starts_at, appointment.ends_at) == (None, None, None)
    assert (appointment.preferred_days, appointment.preferred_parts) == ([0, 4], ["morning"])
    assert (appointment.revision, appointment.changed_by) == (0, None)
    assert holds_of(appointment) == []


def test_join_waitlist_waits_for_the_front_desk(make_appointment, now):
    appointment = make_appointment(status="waitlist")
    assert appointment.waiting_since == now
    assert appointment.answer_by == at("2026-06-02 11:00")


def test_join_waitlist_tells_patient_and_front_desk(make_appointment, now):
    assert messages_of(make_appointment(status="waitlist")) == ["waitlisted by email", "alert by email"]


def test_the_same_submission_twice_is_one_wish(make_appointment, now):
    submission = uuid.uuid4()
    first = make_appointment(status="waitlist", submission=submission)
    assert make_appointment(status="waitlist", submission=submission) == first
    assert Appointment.objects.count() == 1
