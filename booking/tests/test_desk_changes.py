"""What patients change by themselves, on the desk until it is ticked off."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from booking import workflow
from booking.errors import Overtaken
from booking.models import Message
from booking.tests.conftest import at
from booking.tests.pages import let_in, page, text_of
from booking.tests.sending import in_threads, send_all
from booking.tests.test_desk import BY_SCRIPT, DESK, REFRESH, names, panel, press

NINE = at("2026-06-02 09:00")
THREE = at("2026-06-04 15:00")
NONE = "Changed by patients No changes to look at."


def to_see(appointment):
    return appointment.messages.to_see().get()


def seen(message):
    return reverse("admin:booking_appointment_seen", args=[message.appointment_id, message.pk])


def at_once(visit_type):
    visit_type.confirmed_at_once = True
    visit_type.save()


def test_nothing_was_changed(desk, make_appointment, now):
    make_appointment()
    shown = desk.get(DESK)
    assert panel(shown, "changes") == NONE
    assert "changed by patients" not in text_of(shown)


def test_a_booked_visit_is_canceled_on_its_page(client, desk, make_appointment, now):
    booked = make_appointment(status="booked", starts_at=NINE, phone="+19197775242", note="SECRET")
    let_in(client, booked)
    client.post(page(booked, "cancel"), {"seen": booked.revision})

    shown = desk.get(DESK)
    assert panel(shown, "changes") == (
        "Changed by patients Pat Doe (919) 777-5242 a moment ago "
        "Canceled the visit: Tuesday, June 2 at 9:00 AM Eastern with Paula Hand. That time is free again. "
        "Mark as seen Pat Doe"
    )
    assert "1 changed by patients" in text_of(shown)
    assert "SECRET" not in shown.content.decode()
    assert panel(desk.get(REFRESH, headers=BY_SCRIPT), "changes") == panel(shown, "changes")
    send_all()
    alerts = [one for one in mail.outbox if one.to == ["desk@example.com"]]
    assert [one.subject for one in alerts] == ["Front desk: something new to look at"]
    assert booked.reference not in alerts[0].body


@pytest.mark.parametrize(
    ("about", "what"),
    [
        (
            {"status": "pending", "starts_at": NINE},
            "Canceled the request for Tuesday, June 2 at 9:00 AM Eastern. That time is free again.",
        ),
        ({"status": "waitlist"}, "Canceled the request. Nothing was booked."),
    ],
)
def test_a_request_is_canceled(desk, make_appointment, now, about, what):
    workflow.cancel(make_appointment(**about), now=now)
    assert what in panel(desk.get(DESK), "changes")


def test_an_offer_is_taken(desk, make_appointment, provider, now):
    offered = make_appointment(status="proposed", offers=[(provider, THREE)])
    workflow.accept(offered, offered.offers[0], now=now)
    what = "Booked: Thursday, June 4 at 3:00 PM Eastern with Paula Hand."
    assert what in panel(desk.get(DESK), "changes")


def test_what_is_booked_and_moved_at_once(desk, make_appointment, visit_type, now):
    at_once(visit_type)
    booked = make_appointment(status="booked", starts_at=NINE)
    what = "Booked: Tuesday, June 2 at 9:00 AM Eastern with Paula Hand."
    assert what in panel(desk.get(DESK), "changes")
    workflow.ask_for_time(booked, THREE, now=now)
    words = panel(desk.get(DESK), "changes")
    assert "Moved the visit to Thursday, June 4 at 3:00 PM Eastern with Paula Hand." in words
    assert what not in words


def test_what_waits_for_an_answer_stands_among_that(desk, make_appointment, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.ask_for_time(booked, THREE, now=now)
    offered = make_appointment(status="proposed", offers=[(provider, at("2026-06-05 09:00"))])
    workflow.refuse_offers(offered, now=now)
    shown = desk.get(DESK)
    assert panel(shown, "changes") == NONE
    assert len(names(shown, "waiting")) == 2


def test_what_the_desk_does_itself_is_not_shown_to_it(desk, make_appointment, receptionist, provider, now):
    workflow.cancel(make_appointment(status="booked"), by=receptionist, now=now)
    offered = make_appointment(status="proposed", offers=[(provider, THREE)])
    workflow.accept(offered, offered.offers[0], by=receptionist, now=now)
    assert panel(desk.get(DESK), "changes") == NONE


def test_it_is_ticked_off(desk, make_appointment, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.cancel(booked, now=now)
    message = to_see(booked)
    shown = press(desk, seen(message))
    assert shown.redirect_chain == [(DESK, 302)]
    assert "Pat Doe · Marked as seen." in text_of(shown)
    assert panel(shown, "changes") == NONE

    again = press(desk, seen(message))
    assert "Rita Desk has seen it already, at 10:00 AM on Monday, June 1." in text_of(again)
    line = text_of(desk.get(reverse("admin:booking_appointment_change", args=[booked.pk])))
    assert "Rita Desk has seen what the patient changed" in line
    assert "On the desk: changed by the patient" in line


def test_what_changed_again_is_not_ticked_off_by_an_old_page(desk, make_appointment, provider, now):
    offered = make_appointment(status="proposed", offers=[(provider, THREE)])
    workflow.accept(offered, offered.offers[0], now=now)
    old = to_see(offered)
    workflow.cancel(offered, now=now + timedelta(minutes=1))
    shown = press(desk, seen(old))
    assert "This has changed since. Look at how it stands now." in text_of(shown)
    assert "Canceled the visit" in panel(shown, "changes")


def test_what_is_closed_as_spam_is_not_shown_any_more(desk, make_appointment, receptionist, visit_type, now):
    at_once(visit_type)
    workflow.close(make_appointment(status="booked"), reason="spam", by=receptionist, now=now)
    assert panel(desk.get(DESK), "changes") == NONE


def test_the_oldest_ten_stand_there(desk, make_appointment, now):
    for number in range(11):
        one = make_appointment(status="waitlist", patient_name=f"Patient {number}")
        workflow.cancel(one, now=now + timedelta(minutes=number))
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        shown = desk.get(DESK)
    assert "Patient 0 " in panel(shown, "changes")
    assert "Patient 10" not in panel(shown, "changes")
    assert "1 more follow" in panel(shown, "changes")


@pytest.mark.django_db(transaction=True)
def test_two_clerks_tick_at_once(make_appointment, receptionist, manager, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    workflow.cancel(booked, now=now)
    message, refusals = to_see(booked), []

    def tick(user):
        try:
            workflow.tick_off(message, by=user, now=now)
        except Overtaken as refusal:
            refusals.append(refusal)

    in_threads(*[lambda user=user: tick(user) for user in (receptionist, manager, receptionist)])
    assert len(refusals) == 2
    assert Message.objects.get(pk=message.pk).called_by in (receptionist, manager)
