import pytest

from booking import workflow
from booking.models import Link
from booking.tests.conftest import at, holds_of, messages_of

NINE = at("2026-06-10 09:00")


def test_close(make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    workflow.close(appointment, reason="A duplicate of the first", by=receptionist, seen=0, now=now)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.reason) == ("entered-in-error", "A duplicate of the first")
    assert (appointment.waiting_since, appointment.answer_by) == (None, None)
    assert (appointment.revision, appointment.changed_by) == (1, receptionist)


@pytest.mark.parametrize("status", ["pending", "booked"])
def test_close_frees_the_time(make_appointment, receptionist, now, status):
    appointment = make_appointment(status=status, starts_at=NINE)
    workflow.close(appointment, reason="Spam", by=receptionist, now=now)
    assert holds_of(appointment) == []
    assert make_appointment(starts_at=NINE).starts_at == NINE


def test_close_says_nothing_to_the_patient(make_appointment, receptionist, now):
    appointment = make_appointment()
    workflow.close(appointment, reason="Spam", by=receptionist, now=now)
    assert messages_of(appointment) == ["received by email, overtaken", "alert by email"]


def test_close_ends_the_links(make_appointment, receptionist, now):
    appointment = make_appointment()
    Link.objects.mint(appointment)
    workflow.close(appointment, reason="Spam", by=receptionist, now=now)
    assert appointment.links.get().revoked_at == now
