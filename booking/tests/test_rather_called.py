"""Who has an e-mail address and would rather be called: the answer comes by phone (STANDARDS 3.9)."""

import pytest

from booking import workflow
from booking.models import Message
from booking.tests.conftest import messages_of
from booking.tests.pages import let_in, page, text_of
from booking.tests.test_admin_verbs import press

CALLED = {"phone": "+19195550100", "email": "pat@example.com", "preferred_channel": "phone"}


def test_the_link_comes_by_mail_and_the_answer_by_phone(make_appointment, receptionist, now):
    appointment = make_appointment(**CALLED)
    workflow.confirm(appointment, by=receptionist, now=now)
    assert messages_of(appointment) == [
        "received by email, overtaken",
        "alert by email",
        "confirmed by phone",
    ]
    assert Message.objects.to_call().get().kind == "confirmed"


def test_what_patients_do_themselves_is_mailed(make_appointment, now):
    booked = make_appointment(status="booked", **CALLED)
    workflow.cancel(booked, now=now)
    assert messages_of(booked)[-3:] == ["cancelled by email", "by-patient by desk", "alert by email"]


@pytest.mark.parametrize(
    "changes", [{"preferred_channel": "email"}, {"preferred_channel": ""}, {"phone": ""}]
)
def test_everybody_else_gets_a_mail(make_appointment, receptionist, now, changes):
    appointment = make_appointment(**CALLED | changes)
    workflow.confirm(appointment, by=receptionist, now=now)
    assert messages_of(appointment)[-1] == "confirmed by email"


def test_both_sides_are_told_so(client, desk, make_appointment, now):
    appointment = make_appointment(**CALLED)
    let_in(client, appointment)
    assert "We call you, as you asked." in text_of(client.get(page(appointment, "appointment")))
    said = "Call the patient to say so: that is how they want to be told."
    assert said in text_of(press(desk, appointment, "confirm"))
