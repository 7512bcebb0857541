"""What happened to a request, in one line of time."""

from datetime import timedelta

from booking import workflow
from booking.admin import line
from booking.models import Contact
from booking.tests.conftest import at
from booking.tests.pages import text_of
from booking.tests.test_admin_request_page import page_of
from booking.tests.test_admin_verbs import press

NINE = at("2026-06-02 09:00")
TWO = at("2026-06-02 14:00")


def told(appointment, kind="change"):
    """The oldest first."""
    appointment.refresh_from_db()
    return [one.what for one in reversed(line.of(appointment)) if one.kind == kind]


def test_from_asking_to_having_been_seen(make_appointment, provider, receptionist, manager, now):
    one = make_appointment(starts_at=NINE)
    workflow.propose(one, [(provider, TWO), (provider, NINE)], by=receptionist, now=now)
    workflow.accept(one, one.offers[0], now=now)
    workflow.reschedule(one, provider, TWO, by=manager, now=now)
    later = TWO + timedelta(hours=1)
    for verb in (workflow.arrive, workflow.fulfil, workflow.undo, workflow.noshow):
        verb(one, by=receptionist, now=later)
    assert told(one) == [
        "The patient asked for Tuesday, June 2 at 9:00 AM Eastern",
        "Rita Desk offered 2 times",
        "The patient booked Tuesday, June 2 at 9:00 AM Eastern",
        "Mona Head moved it to Tuesday, June 2 at 2:00 PM Eastern",
        "Rita Desk noted that the patient has arrived",
        "Rita Desk noted that the patient was seen",
        "Rita Desk undid: seen",
        "Rita Desk noted that the patient did not come",
    ]


def test_a_search_for_a_time_that_ends(make_appointment, provider, receptionist, now):
    one = make_appointment(status="waitlist")
    workflow.propose(one, [(provider, NINE)], by=receptionist, now=now)
    workflow.refuse_offers(one, days=[1], parts=[], now=now)
    workflow.ask_for_time(one, TWO, now=now)
    workflow.refuse_offers(one, days=[2], parts=[], now=now + timedelta(minutes=1))
    workflow.decline(one, reason="We are full.", by=receptionist, now=now + timedelta(minutes=2))
    assert told(one) == [
        "The patient asked for a time to be found",
        "Rita Desk offered 1 time",
        "The patient: none of the times suits",
        "The patient asked for Tuesday, June 2 at 2:00 PM Eastern",
        "The patient asked for another time to be found",
        "Rita Desk declined it",
    ]
    assert next(entry.more for entry in line.of(one) if entry.kind == "change") == "We are full."


def test_a_booked_visit_that_is_to_change(make_appointment, provider, receptionist, now):
    one = make_appointment(status="booked", starts_at=NINE)
    workflow.ask_for_time(one, TWO, now=now)
    workflow.decline(one, reason="We are full.", by=receptionist, now=now)
    workflow.touch([one], now=now + timedelta(minutes=1))
    workflow.keep(one, by=receptionist, now=now + timedelta(minutes=2))
    later = now + timedelta(minutes=3)
    workflow.propose(one, [(provider, TWO)], by=receptionist, now=later)
    workflow.correct_contact(one, contact_of(one, email="new@example.com"), by=receptionist, now=later)
    workflow.refuse_offers(one, now=later)
    workflow.cancel(one, now=later)
    assert told(one) == [
        "The patient asked for Tuesday, June 2 at 9:00 AM Eastern",
        "Rita Desk booked Tuesday, June 2 at 9:00 AM Eastern",
        "The patient asked for Tuesday, June 2 at 2:00 PM Eastern instead",
        "Rita Desk kept the visit as it was",
        "The program changed the hours: to be moved",
        "Rita Desk left it at its time, whatever the hours say",
        "Rita Desk offered 1 time",
        "Rita Desk corrected: e-mail",
        "The patient: none of the times suits",
        "The patient cancelled it",
    ]


def contact_of(appointment, **changes):
    return Contact(**{"patient_name": appointment.contact.patient_name, **changes})


def test_a_caller_a_correction_and_a_duplicate(desk, make_appointment, visit_type, receptionist, now):
    one = make_appointment(phone="+19197775242")
    press(desk, one, "reach", voicemail="no")
    workflow.correct_contact(one, one.contact, by=receptionist, now=now)
    workflow.close(one, reason="Twice", by=receptionist, now=now)
    assert told(one)[1:] == [
        "Rita Desk corrected: voicemail",
        "Rita Desk looked through the contact details",
        "Rita Desk closed it as an error",
    ]


def test_what_became_of_each_message(make_appointment, receptionist, now):
    one = make_appointment()
    workflow.confirm(one, by=receptionist, now=now)
    received, _alert, confirmed = one.messages.order_by("pk")
    received.superseded_at, received.sent_at = now, now
    received.save()
    confirmed.failed_at = now
    confirmed.save()
    assert [(entry.what, entry.more) for entry in line.of(one)[::-1] if entry.kind == "message"] == [
        ("E-mail to the patient: request received", "Sent Monday, June 1 at 10:00 AM Eastern"),
        ("E-mail, front desk: something to look at", "On its way"),
        (
            "E-mail to the patient: booked",
            "Could not be delivered, given up Monday, June 1 at 10:00 AM Eastern",
        ),
    ]


def test_calls_and_notes_at_their_time(make_appointment, receptionist, another_receptionist, now):
    one = make_appointment(status="booked", email="", phone="+19197775242")
    hour = timedelta(hours=1)
    workflow.write_note(one, "no-answer", "", by=receptionist, now=now + hour)
    workflow.write_note(one, "voicemail", "", by=receptionist, now=now + 2 * hour)
    workflow.record_call(one.messages.get(kind="confirmed"), by=another_receptionist, now=now + 3 * hour)
    workflow.write_note(one, "note", "Brings her daughter.", by=receptionist, now=now + 4 * hour)
    assert [(entry.kind, entry.what, entry.more) for entry in line.of(one)[:4]] == [
        ("note", "Rita Desk wrote a note", "Brings her daughter."),
        ("call", "Oscar Desk told the patient on the phone: booked", ""),
        ("call", "Rita Desk left a voicemail", ""),
        ("call", "Rita Desk called: no answer", ""),
    ]


def test_the_page_shows_the_newest_and_keeps_the_rest_a_click_away(desk, make_appointment, receptionist, now):
    one = make_appointment(email="", phone="+19197775242")
    for number in range(20):
        workflow.write_note(
            one, "note", f"Number {number} <b>", by=receptionist, now=now + timedelta(minutes=number)
        )
    page = text_of(page_of(desk, one))
    assert "What happened Rita Desk wrote a note Number 19 &lt;b&gt; Monday, June 1 at 10:19 AM" in page
    assert "7 earlier entries Rita Desk wrote a note Number 4 &lt;b&gt;" in page
