"""Whom a change of hours touched: what the patient reads."""

import re
from datetime import timedelta

import time_machine

from booking import mails, messages, workflow
from booking.admin import sentences
from booking.tests.conftest import at
from booking.tests.pages import let_in, page, text_of
from clinic.models import Practice
from clinic.reading import grade

NINE = at("2026-06-02 09:00")
IN_WORDS = "Tuesday, June 2 at 9:00 AM Eastern"
WEDNESDAY = at("2026-06-03 09:00")
FRIDAY = at("2026-06-05 10:00")


def test_the_mail_says_that_the_time_falls_away(make_appointment, close, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    workflow.propose(booked, [(provider, FRIDAY)], by=receptionist, now=now)
    message = booked.messages.get(kind="offered")
    mail = mails.compose(message)
    assert (
        f"We cannot see you at the time we agreed, {IN_WORDS}. We are sorry for that. "
        "Which of these suits you?\n\n"
        "- Friday, June 5 at 10:00 AM Eastern with Paula Hand\n" in mail.body
    )
    assert (
        f"Your visit stays booked until you choose. Please choose soon, or call us:\n\nWhen: {IN_WORDS}\n"
        in mail.body
    )
    assert "your visit stays as it is" not in mail.body
    page = " ".join(re.sub(r"<[^>]+>", " ", str(mail.alternatives[0][0])).split())
    assert f"We cannot see you at the time we agreed, {IN_WORDS}." in page
    assert "Your visit stays booked until you choose." in page
    assert sentences.to_say(message) == (
        f"We cannot see you at the time we agreed, {IN_WORDS}, sorry for that. "
        "These times are free: Friday, June 5 at 10:00 AM Eastern. Which one suits?"
    )


def test_all_mails_of_a_visit_that_falls_away(make_appointment, close, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    workflow.propose(booked, [(provider, FRIDAY)], by=receptionist, now=now)
    messages.offer_lapsed(booked, now=now)
    workflow.refuse_offers(booked, now=now)
    said = {
        one.kind: mails.compose(one).body
        for one in booked.messages.filter(
            audience="patient", kind__in=["offered", "offer-lapsed", "change-received"]
        )
    }
    assert f"We cannot see you at the time we agreed, {IN_WORDS}." in said["offer-lapsed"]
    assert f"This is the visit that we cannot keep:\n\nWhen: {IN_WORDS}\n" in said["offer-lapsed"]
    assert f"We cannot see you at the time we agreed, {IN_WORDS}." in said["change-received"]
    assert "please do not come for it until we have talked:" in said["change-received"]
    for body in said.values():
        assert "stays as it is" not in body
        assert grade("\n".join(line for line in body.splitlines() if line.endswith((".", "?", ":")))) <= 6


def test_the_patients_page_says_it_too(client, make_appointment, close, provider, receptionist, now):
    Practice.objects.update_or_create(pk=1, defaults={"what_to_bring": "A list of what you take."})
    booked = make_appointment(status="booked", starts_at=NINE)
    let_in(client, booked)
    close("2026-06-02")
    assert "We cannot see you" not in text_of(client.get(page(booked, "appointment")))
    workflow.propose(booked, [(provider, FRIDAY)], by=receptionist, now=now)
    words = text_of(client.get(page(booked, "appointment")))
    assert (
        "We cannot see you at this time, and we are sorry for that. Which of the times below suits you? "
        "We hold them until Tuesday, June 2 at 8:00 AM Eastern. Your visit stays booked until you choose."
        in words
    )
    assert f"Your visit needs another time It was to be on {IN_WORDS}, with Paula Hand." in words
    for name in ("change_preferences", "change"):
        assert "stays as it is" not in text_of(client.get(page(booked, name)))
    workflow.refuse_offers(booked, now=now)
    words = text_of(client.get(page(booked, "appointment")))
    assert "We cannot see you at this time, and we are looking for another one for you." in words
    for promise in ("is booked", "Add to my calendar", "What to bring"):
        assert promise not in words


def test_the_patients_page_after_all_offered_times_have_passed(
    client, make_appointment, close, provider, receptionist, now
):
    booked = make_appointment(status="booked", starts_at=FRIDAY)
    close("2026-06-05")
    workflow.propose(booked, [(provider, WEDNESDAY)], by=receptionist, now=now)
    with time_machine.travel(WEDNESDAY + timedelta(hours=1), tick=False):
        let_in(client, booked)
        words = text_of(client.get(page(booked, "appointment")))
    assert "Your visit needs another time" in words
    assert (
        "We cannot see you at this time, and we are sorry for that. The times that we offered have passed. "
        "Choose another one, or call us." in words
    )


def test_a_late_answer_does_not_send_anybody_to_a_closed_door(
    make_appointment, close, provider, receptionist, now
):
    booked = make_appointment(status="booked", starts_at=FRIDAY)
    close("2026-06-05")
    workflow.propose(booked, [(provider, WEDNESDAY)], by=receptionist, now=now)
    workflow.refuse_offers(booked, now=now)
    messages.overdue(booked, now=now)
    mail = mails.compose(booked.messages.get(kind="overdue"))
    for body in (mail.body, str(mail.alternatives[0][0])):
        assert "please do not come for it until we have talked:" in body
        assert "stays as it is" not in body


def test_a_patient_who_asks_for_another_time_reads_why_not_to_come(client, make_appointment, close, now):
    """Touched, and nobody has told them yet."""
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    workflow.ask_for_time(booked, FRIDAY, now=now)
    message = booked.messages.get(kind="change-received")
    mail = mails.compose(message)
    words = (
        "You asked to move your visit to Friday, June 5 at 10:00 AM Eastern. That is not booked yet.\n\n"
        f"We cannot see you at the time we agreed, {IN_WORDS}. We are sorry for that.\n\n"
    )
    assert words in mail.body
    assert "We are sorry for that.</p>" in str(mail.alternatives[0][0])
    assert f"We cannot see you at the time we agreed, {IN_WORDS}" in sentences.to_say(message)
    let_in(client, booked)
    assert (
        "You asked to come on Friday, June 5 at 10:00 AM Eastern instead. We cannot see you at the time "
        "that is booked, and we are sorry for that. Do not come for it before we have talked."
        in text_of(client.get(page(booked, "appointment")))
    )


def test_without_a_time_in_mind_nobody_reads_of_offers_that_never_were(make_appointment, close, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    workflow.refuse_offers(booked, days=[3], now=now)
    body = mails.compose(booked.messages.get(kind="change-received")).body
    assert "You asked for another time for your visit. We are looking for one." in body
    assert f"We cannot see you at the time we agreed, {IN_WORDS}." in body
