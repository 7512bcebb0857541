"""What the patient will read, before it is sent: the real mail, and nothing written."""

import re

import pytest

from booking import mails, workflow
from booking.admin.times import value_of
from booking.models import Link
from booking.tests.conftest import at, messages_of, state_of
from booking.tests.pages import text_of
from booking.tests.test_admin_verbs import address, press

NINE = at("2026-06-02 09:00")
TWO = at("2026-06-02 14:00")
REASON = {"reason": "We are <full>."}


def look(desk, appointment, verb, **answers):
    return press(desk, appointment, verb, preview="1", **answers)


@pytest.mark.parametrize(
    ("verb", "visit", "answers", "reads"),
    [
        (
            "decline",
            {"starts_at": NINE},
            REASON,
            "We cannot book the time you asked for, Tuesday, June 2 at 9:00 AM Eastern.",
        ),
        (
            "decline",
            {"status": "booked", "starts_at": NINE, "wished_time": TWO},
            REASON,
            "Your visit stays as it was:",
        ),
        ("cancel", {"status": "booked", "starts_at": NINE}, REASON, "This visit is cancelled:"),
        ("cancel", {"starts_at": NINE}, {**REASON, "told": "on"}, "This request is cancelled:"),
        ("offer", {"starts_at": NINE}, {}, "- Tuesday, June 2 at 2:00 PM Eastern with Paula Hand"),
    ],
)  # fmt: skip
def test_it_is_the_mail_that_goes_out_then(
    desk, make_appointment, provider, now, verb, visit, answers, reads
):
    appointment = make_appointment(**visit)
    if verb == "offer":
        answers = {"places": [value_of((provider, TWO))]}
    before = state_of(appointment)

    reading = look(desk, appointment, verb, **answers).context["reading"]

    assert reads in reading.body
    assert ("We are <full>." in reading.body) == ("reason" in answers)
    assert state_of(appointment) == before
    press(desk, appointment, verb, **answers)
    mail = mails.compose(appointment.messages.last())
    without_link = re.sub(r"http://\S+/a/\S+", "(the patient’s own link)", str(mail.body))
    assert (reading.subject, reading.body) == (mail.subject, without_link)


def test_the_page_carries_the_answers_to_the_button(desk, make_appointment, now):
    appointment = make_appointment()
    response = look(desk, appointment, "cancel", reason='Too "late".', told="on")
    page = response.content.decode()
    assert "Nothing has happened yet." in text_of(response)
    assert "patient1@example.com" in text_of(response)
    assert '<input type="hidden" name="reason" value="Too &quot;late&quot;.">' in page
    assert '<input type="hidden" name="told" value="on">' in page
    assert 'value="Cancel, and send this"' in page
    again = press(desk, appointment, "cancel", reason='Too "late".', told="on", again="1")
    assert "Too &quot;late&quot;.</textarea>" in again.content.decode()
    assert appointment.status == "pending"
    press(desk, appointment, "cancel", reason='Too "late".', told="on")
    assert (appointment.status, appointment.reason) == ("cancelled", 'Too "late".')


def test_whoever_is_called_is_told_on_the_phone(desk, make_appointment, now):
    appointment = make_appointment(email="", phone="+19197775242")
    response = look(desk, appointment, "decline", reason="We are full.")
    assert "What to say on the phone We cannot book the visit. We are full." in text_of(response)
    assert 'value="Decline"' in response.content.decode()


def test_whoever_knows_already_gets_nothing(desk, make_appointment, now):
    appointment = make_appointment(email="", phone="+19197775242")
    response = look(desk, appointment, "cancel", told="on")
    assert "The patient gets no mail, and nobody has to call." in text_of(response)
    assert messages_of(appointment) == ["alert by email"]


def test_no_link_is_minted(desk, make_appointment, now):
    look(desk, make_appointment(), "decline", reason="We are full.")
    assert not Link.objects.exists()


def test_what_is_missing_is_asked_for_first(desk, make_appointment, now):
    response = look(desk, make_appointment(), "decline", reason=" ")
    assert "Write the reason" in text_of(response)
    assert "reading" not in response.context


def test_times_that_overlap_are_refused_with_their_ticks(desk, make_appointment, provider, now):
    appointment = make_appointment()
    places = [value_of((provider, time)) for time in (TWO, at("2026-06-02 14:30"))]
    response = look(desk, appointment, "offer", places=places)
    assert "These times overlap each other." in text_of(response)
    assert response.content.decode().count(" checked") == 2
    assert "None may overlap another: each takes 60 minutes of the diary." in text_of(response)


def test_somebody_else_was_first(desk, make_appointment, another_receptionist, now):
    appointment = make_appointment()
    seen = appointment.revision
    workflow.cancel(appointment, by=another_receptionist, now=now)
    response = look(desk, appointment, "decline", seen=seen, reason="We are full.")
    assert "Oscar Desk changed this at 10:00 AM" in text_of(response)
    assert messages_of(appointment)[-1] == "cancelled by email"


# Ready-made reasons


def test_a_ready_made_reason_is_put_in_behind_what_was_typed(desk, make_appointment, now):
    appointment = make_appointment()
    before = state_of(appointment)
    sentence = "This time is not free any more."
    assert sentence in text_of(desk.get(address(appointment, "decline")))
    typed = press(desk, appointment, "decline", reason="We are sorry.", ready="0")
    assert typed.context["form"]["reason"].value() == f"We are sorry. {sentence}"
    again = press(desk, appointment, "decline", reason=sentence, ready="0")
    assert again.context["form"]["reason"].value() == sentence
    assert state_of(appointment) == before


@pytest.mark.parametrize("number", ["", "9", "-1", "x", "\0"])
def test_a_reason_that_is_not_there(desk, make_appointment, now, number):
    response = press(desk, make_appointment(), "decline", reason="We are sorry.", ready=number)
    assert response.context["form"]["reason"].value() == "We are sorry."


@pytest.mark.parametrize(
    ("visit", "first"),
    [
        ({}, "This time is not free any more."),
        ({"status": "waitlist"}, "We have no time free on those days."),
        ({"status": "booked", "starts_at": NINE, "wished_time": TWO}, "We have no other time free then."),
    ],
)
def test_they_fit_what_was_asked_and_together_the_field(desk, make_appointment, now, visit, first):
    ready = desk.get(address(make_appointment(**visit), "decline")).context["verb"].ready
    assert ready[0] == first
    assert len(" ".join(ready)) <= 300
