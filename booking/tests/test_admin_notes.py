"""Notes and calls, written on the request page; and how a patient is to be reached, with one click."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from booking import workflow
from booking.errors import BookingError
from booking.models import Note
from booking.tests.conftest import state_of
from booking.tests.pages import let_in, text_of
from booking.tests.test_admin_verbs import address, press
from clinic.staff.tests.people import come_back, end_idle
from conftest import Browser


def page(appointment):
    return reverse("admin:booking_appointment_change", args=[appointment.pk])


def notes_of(appointment):
    return [(one.kind, one.text, one.written_by.username) for one in appointment.notes.all()]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("note", "Brings <b> her daughter."),
        ("spoke", "Wants mornings."),
        ("voicemail", ""),
        ("no-answer", ""),
    ],
)
def test_write_a_note_or_a_call(desk, make_appointment, now, kind, text):
    appointment = make_appointment()
    before = state_of(appointment)
    response = desk.post(page(appointment), {"kind": kind, "text": text, "after": "0"}, follow=True)
    assert response.redirect_chain == [(page(appointment), 302)]
    assert "Noted." in text_of(response)
    assert notes_of(appointment) == [(kind, text, "receptionist")]
    assert state_of(appointment) == before


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"kind": "note", "text": " "}, "Write the note first."),
        ({"kind": "note", "text": "x" * 501}, "Keep the note to 500 characters."),
        ({"kind": "shouted", "text": "Hello there"}, "Choose from the list what happened."),
        ({"text": "Hello there"}, "Choose what happened."),
    ],
)
def test_refused_notes_come_back_as_they_were_typed(desk, make_appointment, now, answers, sentence):
    appointment = make_appointment()
    response = desk.post(page(appointment), answers)
    assert sentence in text_of(response)
    assert answers["text"].strip("\0 ") in text_of(response)
    assert notes_of(appointment) == []


def test_a_double_click_writes_one_note(desk, make_appointment, another_receptionist, receptionist, now):
    appointment = make_appointment()
    answers = {"kind": "no-answer", "text": "", "after": "0"}
    desk.post(page(appointment), answers)
    desk.post(page(appointment), answers)
    assert appointment.notes.count() == 1
    # The same of another person, and the same again from a page that showed the first.
    workflow.write_note(appointment, "no-answer", "", after=0, by=another_receptionist, now=now)
    assert 'name="after" value="' + str(appointment.notes.last().pk) in desk.get(
        page(appointment)
    ).content.decode().replace("\n", "")
    workflow.write_note(
        appointment, "no-answer", "", after=appointment.notes.last().pk, by=receptionist, now=now
    )
    assert [one.written_by.username for one in appointment.notes.all()] == [
        "receptionist", "another-receptionist", "receptionist",
    ]  # fmt: skip


def test_a_note_needs_no_fresh_page(desk, make_appointment, another_receptionist, now):
    appointment = make_appointment()
    workflow.confirm(appointment, by=another_receptionist, now=now)
    desk.post(page(appointment), {"kind": "note", "text": "Rang.", "after": "0"})
    assert notes_of(appointment) == [("note", "Rang.", "receptionist")]


def test_a_failed_csrf_check_keeps_the_note(receptionist, make_appointment, now):
    appointment = make_appointment()
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(receptionist)
    typed = {"kind": "spoke", "text": "Wants mornings.", "whose": receptionist.pk}
    response = strict.post(page(appointment), typed)
    assert response.status_code == 403
    assert "Nothing was sent." in text_of(response)
    assert "Wants mornings." in text_of(response)
    assert 'value="spoke" id="id_kind_1" checked' in response.content.decode()
    assert notes_of(appointment) == []


def test_an_idle_end_keeps_the_note(desk, receptionist, make_appointment, now):
    appointment = make_appointment()
    desk.get(page(appointment))
    with time_machine.travel(now + timedelta(minutes=16), tick=False):
        end_idle(desk, receptionist, page(appointment), typed="kind=voicemail&text=Wants+mornings.")
        response = come_back(desk, receptionist, page(appointment))
    assert "Wants mornings." in text_of(response)
    assert 'value="voicemail" id="id_kind_2" checked' in response.content.decode()
    assert notes_of(appointment) == []


def test_patients_never_see_notes(client, make_appointment, receptionist, now):
    appointment = make_appointment()
    workflow.write_note(appointment, "note", "Difficult on the phone", by=receptionist, now=now)
    let_in(client, appointment)
    assert "Difficult" not in text_of(client.get(appointment.get_absolute_url()))


def test_a_note_is_written_while_nobody_else_holds_the_appointment(make_appointment, receptionist, now):
    """Or else both clicks would look before either writes."""
    appointment = make_appointment()
    with connection.execute_wrapper(locks := Locks()):
        workflow.write_note(appointment, "note", "Rang.", after=0, by=receptionist, now=now)
    assert locks.before_insert == ["booking_appointment"]
    with pytest.raises(BookingError, match=r"Write the note first\."):
        workflow.write_note(appointment, "note", " ", by=receptionist, now=now)
    assert Note.objects.count() == 1


class Locks:
    """Which rows were locked before the note was written."""

    def __init__(self):
        self.before_insert = []
        self.written = False

    def __call__(self, execute, sql, params, many, context):
        self.written |= sql.startswith("INSERT INTO")
        if "FOR NO KEY UPDATE" in sql and not self.written and "booking_provider" not in sql.split("FROM")[1]:
            self.before_insert.append("booking_appointment")
        return execute(sql, params, many, context)


# One click


def reach_of(desk, appointment):
    return [words for _field, _value, words in desk.get(page(appointment)).context["reach"]]


def test_voicemail_and_channel_with_one_click(desk, make_appointment, receptionist, now):
    appointment = make_appointment(phone="+19197775242", interpreter="Spanish")
    before = list(appointment.messages.values())
    assert reach_of(desk, appointment) == [
        "Wants a call", "Rather by e-mail", "Voicemail is fine", "No voicemail",
    ]  # fmt: skip
    response = press(desk, appointment, "reach", voicemail="no")
    assert response.redirect_chain == [(page(appointment), 302)]
    assert "Noted: no voicemail." in text_of(response)
    press(desk, appointment, "reach", preferred_channel="phone")
    contact = appointment.contact
    assert (contact.voicemail, contact.preferred_channel, contact.interpreter) == ("no", "phone", "Spanish")
    assert appointment.changed_by == receptionist
    assert reach_of(desk, appointment) == ["Rather by e-mail", "Voicemail is fine"]
    assert list(appointment.messages.values()) == before


def test_only_what_can_be_chosen(desk, make_appointment, now):
    assert reach_of(desk, make_appointment()) == []
    assert reach_of(desk, make_appointment(email="", phone="+19197775242")) == [
        "Voicemail is fine", "No voicemail",
    ]  # fmt: skip


def test_two_clerks_and_how_to_reach_the_patient(desk, make_appointment, another_receptionist, now):
    appointment = make_appointment(phone="+19197775242")
    seen = appointment.revision
    workflow.confirm(appointment, by=another_receptionist, now=now)
    response = press(desk, appointment, "reach", seen=seen, voicemail="yes")
    assert "Oscar Desk changed this at 10:00 AM on Monday, June 1: it is “booked” now." in text_of(response)
    assert appointment.contact.voicemail == ""


def test_a_double_click_on_how_to_reach_the_patient(desk, make_appointment, now):
    appointment = make_appointment(phone="+19197775242")
    seen = appointment.revision
    for _click in range(2):
        press(desk, appointment, "reach", seen=seen, voicemail="yes")
    assert (appointment.contact.voicemail, appointment.revision) == ("yes", seen + 1)


def test_how_to_reach_the_patient_outlives_a_failed_csrf_check(receptionist, make_appointment, now):
    appointment = make_appointment(phone="+19197775242")
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(receptionist)
    typed = {"seen": appointment.revision, "voicemail": "no", "whose": receptionist.pk}
    response = strict.post(address(appointment, "reach"), typed)
    assert response.status_code == 403
    assert '<option value="no" selected>' in response.content.decode()
    appointment.refresh_from_db()
    assert appointment.contact.voicemail == ""
