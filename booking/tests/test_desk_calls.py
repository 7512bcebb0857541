"""Whom to call, on the desk: who was told, who was not reached."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from booking import workflow
from booking.models import Note
from booking.tests.pages import text_of
from booking.tests.test_desk import DESK, panel, press
from conftest import Browser


def address(appointment, name):
    message = appointment.messages.get(channel="phone", called_at=None)
    return reverse(f"admin:booking_appointment_{name}", args=[appointment.pk, message.pk])


def tries_of(appointment):
    return list(appointment.notes.values_list("kind", "text", "written_by__username"))


def test_i_have_called(desk, to_call, now):
    page = press(desk, address(to_call, "called"), tries="0")
    assert page.redirect_chain == [(DESK, 302)]
    assert "Pat Doe · Noted: the patient was called." in text_of(page)
    assert "Nobody has to be called." in text_of(page)


def test_nobody_was_reached(desk, to_call, receptionist, now):
    page = press(desk, address(to_call, "tried"), kind="no-answer", tries="0")
    assert page.redirect_chain == [(DESK, 302)]
    assert "Pat Doe · Noted: no answer." in text_of(page)
    assert "closed that week. tried once, 10:00 AM: no answer I have called" in panel(page, "calls")

    with time_machine.travel(now + timedelta(days=1, hours=1), tick=False):
        desk.force_login(receptionist)
        press(desk, address(to_call, "tried"), kind="voicemail", tries="1")
        assert "tried 2 times, last 11:00 AM: left a voicemail I" in panel(desk.get(DESK), "calls")
    with time_machine.travel(now + timedelta(days=2), tick=False):
        desk.force_login(receptionist)
        words = panel(desk.get(DESK), "calls")
    assert "tried 2 times, last Tue, Jun 2, 11:00 AM: left a voicemail" in words
    assert tries_of(to_call) == [("no-answer", "", "receptionist"), ("voicemail", "", "receptionist")]


def test_tries_before_the_news_do_not_count(desk, to_call, receptionist, now):
    workflow.write_note(to_call, Note.Kind.NO_ANSWER, "", by=receptionist, now=now - timedelta(minutes=1))
    workflow.write_note(to_call, Note.Kind.NOTE, "A word.", by=receptionist, now=now)
    assert "tried" not in panel(desk.get(DESK), "calls")


def test_a_double_click_is_one_try(desk, to_call, now):
    for _time in range(2):
        page = press(desk, address(to_call, "tried"), kind="no-answer", tries="0")
    assert "Rita Desk tried already at 10:00 AM: no answer." in text_of(page)
    assert len(tries_of(to_call)) == 1


def test_no_voicemail_where_none_is_wanted(desk, to_call, now):
    to_call.contact.voicemail = "no"
    to_call.contact.save()
    assert "Left a voicemail" not in panel(desk.get(DESK), "calls")
    page = press(desk, address(to_call, "tried"), kind="voicemail", tries="0")
    assert "This patient wants no voicemail." in text_of(page)
    assert tries_of(to_call) == []


def test_the_second_of_two_is_told_who_has_called_and_when(desk, to_call, another_receptionist, now):
    called, tried = address(to_call, "called"), address(to_call, "tried")
    oscar = Browser()
    oscar.force_login(another_receptionist)
    press(oscar, called)
    for page in (press(desk, called), press(desk, tried, kind="no-answer", tries="0")):
        assert page.redirect_chain == [(DESK, 302)]
        assert "Oscar Desk has called already, at 10:00 AM on Monday, June 1." in text_of(page)
    assert to_call.messages.get(channel="phone").called_by == another_receptionist
    assert tries_of(to_call) == []


def test_news_that_are_old_by_now(desk, to_call, now):
    called, tried = address(to_call, "called"), address(to_call, "tried")
    to_call.messages.update(superseded_at=now)
    for page in (press(desk, called), press(desk, tried, kind="no-answer", tries="0")):
        assert "There is newer news to tell." in text_of(page)
    assert not to_call.messages.filter(called_at__isnull=False).exists()
    assert tries_of(to_call) == []


@pytest.mark.parametrize("typed", [{}, {"kind": "spoke", "tries": "0"}, {"kind": "no-answer", "tries": "x"}])
def test_a_try_that_cannot_be_read(desk, to_call, now, typed):
    page = press(desk, address(to_call, "tried"), **typed)
    assert "Nothing was written down." in text_of(page)
    assert tries_of(to_call) == []
