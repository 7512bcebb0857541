from datetime import timedelta

import pytest

from booking import workflow
from booking.models import Contact, Link, Message
from booking.tests.conftest import at, holds_of, messages_of

NINE = at("2026-06-10 09:00")


def correct(appointment, by, now, **changes):
    details = {
        "patient_name": "Ann Roe",
        "booker_name": "",
        "email": "ann@example.com",
        "phone": "",
        **changes,
    }
    return workflow.correct_contact(appointment, Contact(**details), by=by, now=now)


def test_the_right_details_are_put_in(make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    contact = appointment.contact
    correct(appointment, receptionist, now, booker_name="Jo Roe", phone="+19195550100")
    contact.refresh_from_db()
    assert (contact.patient_name, contact.booker_name) == ("Ann Roe", "Jo Roe")
    assert (contact.email, contact.phone.as_e164) == ("ann@example.com", "+19195550100")
    appointment.refresh_from_db()
    assert (appointment.status, appointment.starts_at) == ("pending", NINE)
    assert (appointment.revision, appointment.changed_by) == (1, receptionist)
    assert holds_of(appointment) == [("asked", NINE)]


def test_nobody_elses_details_change(make_appointment, receptionist, now):
    """Two people, one e-mail."""
    one = make_appointment(email="family@example.com", patient_name="Ann Roe")
    other = make_appointment(email="family@example.com", patient_name="Bob Roe")
    correct(one, receptionist, now)
    other.contact.refresh_from_db()
    assert (other.contact.patient_name, other.contact.email) == ("Bob Roe", "family@example.com")


def test_old_links_end(make_appointment, receptionist, now):
    appointment, other = make_appointment(), make_appointment()
    Link.objects.mint(appointment)
    Link.objects.mint(other)
    correct(appointment, receptionist, now)
    assert appointment.links.get().revoked_at == now
    assert other.links.get().revoked_at is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [("waitlist", "waitlisted"), ("pending", "received"), ("proposed", "offered"), ("booked", "confirmed")],
)
def test_the_last_mail_goes_out_again(make_appointment, receptionist, now, status, kind):
    appointment = make_appointment(status=status)
    appointment.messages.update(sent_at=now)
    before = messages_of(appointment)
    correct(appointment, receptionist, now)
    assert messages_of(appointment) == [*before, f"{kind} by email"]


def test_a_no_goes_out_again(make_appointment, receptionist, now):
    cancelled, declined = make_appointment(status="cancelled"), make_appointment()
    workflow.decline(declined, reason="We are closed.", by=receptionist, now=now)
    correct(cancelled, receptionist, now)
    correct(declined, receptionist, now)
    assert messages_of(cancelled)[-4:] == [
        "cancelled by email, overtaken",
        "by-patient by desk",
        "alert by email",
        "cancelled by email",
    ]
    assert messages_of(declined)[-2:] == ["declined by email, overtaken", "declined by email"]


def test_a_mail_that_was_not_sent_yet_is_overtaken(make_appointment, receptionist, now):
    appointment = make_appointment()
    correct(appointment, receptionist, now)
    assert messages_of(appointment) == ["received by email, overtaken", "alert by email", "received by email"]


def test_offers_for_a_booked_visit_go_out_again(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", offers=[(provider, NINE)])
    correct(booked, receptionist, now)
    assert messages_of(booked)[-2:] == ["offered by email, overtaken", "offered by email"]


@pytest.mark.parametrize("status", ["arrived", "fulfilled", "noshow", "entered-in-error"])
def test_what_is_over_is_not_mailed_again(make_appointment, receptionist, now, status):
    appointment = make_appointment(status=status)
    before = messages_of(appointment)
    correct(appointment, receptionist, now)
    assert messages_of(appointment) == before


def test_a_mail_address_ends_the_call(make_appointment, receptionist, now):
    booked = make_appointment(status="booked", email="", phone="+19195550100")
    assert Message.objects.to_call().count() == 1
    correct(booked, receptionist, now)
    assert Message.objects.to_call().count() == 0
    assert messages_of(booked) == ["alert by email", "confirmed by phone, overtaken", "confirmed by email"]


def test_a_wish_goes_out_again_and_not_the_booking(make_appointment, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE, wished_time=at("2026-06-11 09:00"))
    correct(booked, receptionist, now)
    assert messages_of(booked)[-1] == "change-received by email"


def test_an_offer_that_lapsed_is_not_made_again(make_appointment, provider, receptionist, now):
    proposed = make_appointment(status="proposed", offers=[(provider, NINE)])
    correct(proposed, receptionist, proposed.answer_by + timedelta(seconds=1))
    assert messages_of(proposed)[-1] == "offer-lapsed by email"


def test_another_phone_number_ends_no_link_and_sends_nothing(make_appointment, receptionist, now):
    appointment = make_appointment(email="ann@example.com")
    Link.objects.mint(appointment)
    before = messages_of(appointment)
    correct(appointment, receptionist, now, phone="+19195550100")
    assert appointment.links.get().revoked_at is None
    assert messages_of(appointment) == before


@pytest.mark.parametrize(
    ("status", "call"), [("booked", "confirmed by phone"), ("cancelled", "cancelled by phone")]
)
def test_without_an_address_somebody_still_has_to_call(make_appointment, receptionist, now, status, call):
    appointment = make_appointment(status=status, phone="+19195550100")
    appointment.messages.filter(audience="patient").update(failed_at=now)
    correct(appointment, receptionist, now, email="", phone="+19195550100")
    assert messages_of(appointment)[-1] == call
    assert [one.kind for one in Message.objects.to_call()] == [status.replace("booked", "confirmed")]


def test_what_is_late_is_said_to_be_late(make_appointment, receptionist, now):
    appointment = make_appointment()
    correct(appointment, receptionist, appointment.answer_by + timedelta(minutes=1))
    assert messages_of(appointment)[-1] == "overdue by email"
