"""Whom a change of hours touched: the list until each is dealt with, and other times for each."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import diary, mails, messages, workflow
from booking.admin import sentences
from booking.errors import BookingError, Overtaken
from booking.models import Appointment, Closure, Hold, WeeklyHours
from booking.tests.conftest import at, holds_of, messages_of, overlaps, state_of
from booking.tests.pages import let_in, page, text_of
from clinic.tests.reading import grade
from clinic.traces.tests.reading import looks

QUEUE = "/admin/booking/appointment/"
EACH = f"{QUEUE}offer-each/"
NINE = at("2026-06-02 09:00")
IN_WORDS = "Tuesday, June 2 at 9:00 AM Eastern"
WEDNESDAY = at("2026-06-03 09:00")
FRIDAY = at("2026-06-05 10:00")


@pytest.fixture
def close(db, now):
    """close("2026-06-02"): everybody is off that day, and whoever had it waits to be moved."""

    def closed(day, provider=None):
        Closure.objects.create(first_day=day, last_day=day, provider=provider)
        trouble = diary.unserved(Appointment.objects.all())
        workflow.touch(Appointment.objects.filter(pk__in=[pk for pk in trouble if trouble[pk]]), now=now)

    return closed


def listed(desk):
    return [one.reference for one in desk.get(QUEUE, {"view": "touched"}).context["cl"].result_list]


def shown(response):
    """What the page would offer, as its form sends it."""
    fields = re.findall(r'name="offer" value="([^"]*)"', response.content.decode())
    return [unescape(one) for one in fields]


def times_of(appointment):
    return [one.starts_at for one in Appointment.objects.get(pk=appointment.pk).offers]


# The list


def test_the_list_says_why_and_what_to_do(desk, make_appointment, close, now):
    booked = make_appointment(status="booked", starts_at=NINE, phone="+19197775242", note="SECRET")
    asked = make_appointment(starts_at=at("2026-06-02 14:00"))
    make_appointment(status="booked", starts_at=WEDNESDAY)
    close("2026-06-02")
    response = desk.get(QUEUE, {"view": "touched"})
    words = text_of(response)
    assert listed(desk) == [booked.reference, asked.reference]
    assert f"{IN_WORDS}, Paula Hand A closure lies over it. booked" in words
    assert f"Offer times {booked.reference} Move {booked.reference} Keep {booked.reference}" in words
    assert "To be moved 2" in words
    assert 'href="tel:+1-919-777-5242"' in response.content.decode()
    assert "SECRET" not in response.content.decode()
    assert ("receptionist", "listed", "touched", sorted([booked.reference, asked.reference])) in looks()


def test_hours_and_a_provider_who_stopped_have_reasons_of_their_own(desk, make_appointment, provider, now):
    visit = make_appointment(status="booked", starts_at=NINE)
    workflow.touch([visit], now=now)
    WeeklyHours.objects.filter(weekday=1).delete()
    assert "It is outside the hours of Paula Hand." in text_of(desk.get(QUEUE, {"view": "touched"}))
    provider.visit_types.clear()
    words = text_of(desk.get(QUEUE, {"view": "touched"}))
    assert "Paula Hand no longer sees patients for this visit." in words


def test_nobody_is_to_be_moved(desk, now):
    assert "Nobody has to be moved" in text_of(desk.get(QUEUE, {"view": "touched"}))


def test_the_request_page_says_why(desk, make_appointment, close, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    words = text_of(desk.get(f"{QUEUE}{booked.pk}/change/"))
    assert (
        "The booked visit: a closure lies over it. It is to be moved, unless you keep it at this time."
        in words
    )


@pytest.mark.parametrize("deal", ["move", "cancel", "arrive", "close"])
def test_it_leaves_the_list_when_it_is_dealt_with(desk, make_appointment, close, receptionist, now, deal):
    booked = make_appointment(status="booked", starts_at=at("2026-06-01 15:00"), now=now - timedelta(days=3))
    close("2026-06-01")
    assert listed(desk) == [booked.reference]
    if deal == "move":
        workflow.reschedule(booked, booked.provider, FRIDAY, by=receptionist, now=now)
    elif deal == "cancel":
        workflow.cancel(booked, by=receptionist, now=now)
    elif deal == "arrive":
        workflow.arrive(booked, by=receptionist, now=now)
    else:
        workflow.close(booked, reason="Spam", by=receptionist, now=now)
    assert listed(desk) == []


# Keep it


def test_keep_it_from_the_list(desk, make_appointment, close, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    before = state_of(booked)
    address = reverse("admin:booking_appointment_keep", args=[booked.pk])
    booked.refresh_from_db()
    assert f'formaction="{address}?back=touched"' in desk.get(QUEUE, {"view": "touched"}).content.decode()
    response = desk.post(f"{address}?back=touched", {"seen": booked.revision}, follow=True)
    assert response.redirect_chain == [(f"{QUEUE}?view=touched", 302)]
    assert f"{booked.reference} stays at its time." in text_of(response)
    after = state_of(booked)
    assert after["row"]["touched_at"] is None
    assert (after["holds"], after["messages"]) == (before["holds"], before["messages"])

    again = desk.post(address, {"seen": booked.revision}, follow=True)
    assert "Rita Desk changed this" in text_of(again)


def test_what_was_never_touched_is_not_kept(make_appointment, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    before = state_of(booked)
    with pytest.raises(Overtaken):
        workflow.keep(booked, by=receptionist, now=now)
    assert state_of(booked) == before


def test_whoever_was_offered_other_times_has_to_be_told_that_it_stays(
    desk, make_appointment, close, provider, receptionist, now
):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    workflow.propose(booked, [(provider, FRIDAY)], by=receptionist, now=now)
    before = state_of(booked)
    with pytest.raises(BookingError, match="Keep the visit as it is"):
        workflow.keep(booked, by=receptionist, now=now)
    assert state_of(booked) == before
    response = desk.get(QUEUE, {"view": "touched"})
    assert f"Keep {booked.reference}" in text_of(response)
    assert reverse("admin:booking_appointment_keep", args=[booked.pk]) not in response.content.decode()
    assert reverse("admin:booking_appointment_decline", args=[booked.pk]) in response.content.decode()

    workflow.decline(booked, reason="We come in for you.", by=receptionist, now=now)
    assert listed(desk) == []
    assert messages_of(booked)[-1] == "kept by email"


# Offered times


def test_offered_it_stays_on_the_list_until_the_patient_answers(
    desk, client, make_appointment, close, provider, receptionist, now
):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    workflow.propose(booked, [(provider, FRIDAY)], by=receptionist, now=now)
    words = text_of(desk.get(QUEUE, {"view": "touched"}))
    assert "offered, waits for the patient until Tuesday, June 2 at 8:00 AM Eastern" in words
    with time_machine.travel(at("2026-06-02 08:01"), tick=False):
        client.force_login(receptionist)
        words = text_of(client.get(QUEUE, {"view": "touched"}))
        assert "offered, the patient has not answered in time" in words
    workflow.accept(booked, booked.offers[0], now=now)
    assert listed(desk) == []
    assert holds_of(booked) == [("visit", FRIDAY)]


def test_none_suits_and_it_stays_on_the_list(desk, make_appointment, close, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    workflow.propose(booked, [(provider, FRIDAY)], by=receptionist, now=now)
    workflow.refuse_offers(booked, now=now)
    assert listed(desk) == [booked.reference]
    assert "booked, no time offered suits the patient" in text_of(desk.get(QUEUE, {"view": "touched"}))
    assert shown(desk.get(EACH)) == []


def test_only_an_offer_falls_away_and_the_visit_stays(
    desk, make_appointment, close, provider, receptionist, now
):
    """New times replace what was on the table: the visit itself was never to be moved."""
    booked = make_appointment(status="booked", starts_at=WEDNESDAY, offers=[(provider, FRIDAY)])
    close("2026-06-05")
    assert listed(desk) == [booked.reference]
    workflow.propose(booked, [(provider, at("2026-06-08 10:00"))], by=receptionist, now=now)
    assert listed(desk) == []
    assert booked.messages.last().facts["touched"] is False


# Other times for each


def test_each_is_offered_the_nearest_times_and_no_two_the_same(
    desk, make_appointment, another_provider, close, provider, receptionist, now
):
    first = make_appointment(status="booked", starts_at=NINE)
    second = make_appointment(status="booked", starts_at=at("2026-06-02 10:00"))
    asked = make_appointment(starts_at=at("2026-06-02 14:00"))
    make_appointment(status="waitlist")
    close("2026-06-02")
    preview = desk.get(EACH)
    assert "Monday, June 1 at 4:00 PM Eastern, Paula Hand" in text_of(preview)
    assert Hold.objects.filter(kind="offered").count() == 0
    response = desk.post(EACH, {"offer": shown(preview)}, follow=True)
    assert times_of(first) == [at("2026-06-01 14:00"), at("2026-06-01 15:00"), at("2026-06-01 16:00")]
    assert times_of(second) == [WEDNESDAY, at("2026-06-03 10:00"), at("2026-06-03 11:00")]
    assert times_of(asked) == [at("2026-06-03 13:00"), at("2026-06-03 14:00"), at("2026-06-03 15:00")]
    assert {one.provider for one in Hold.objects.filter(kind="offered")} == {provider}
    assert overlaps() == []
    words = text_of(response)
    assert f"{first.reference} : offered until" in words
    assert "A mail is on its way to the patient." in words
    assert listed(desk) == [first.reference, second.reference]
    assert [messages_of(one)[-1] for one in (first, second, asked)] == ["offered by email"] * 3
    assert shown(desk.get(EACH)) == []
    assert "2 more on the list are not here" in text_of(desk.get(EACH))


def test_others_fill_in_for_whoever_is_retired(
    desk, make_appointment, provider, another_provider, receptionist, now
):
    booked = make_appointment(status="booked", starts_at=NINE)
    provider.is_active = False
    provider.save()
    workflow.touch([booked], now=now)
    desk.post(EACH, {"offer": shown(desk.get(EACH))})
    offers = Appointment.objects.get(pk=booked.pk).offers
    assert [(one.provider, one.starts_at) for one in offers] == [
        (another_provider, NINE),
        (another_provider, at("2026-06-02 10:00")),
        (another_provider, at("2026-06-02 11:00")),
    ]


def test_nothing_free_is_said(desk, make_appointment, provider, visit_type, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    provider.visit_types.clear()
    workflow.touch([booked], now=now)
    preview = desk.get(EACH)
    assert "Nothing is free: call them." in text_of(preview)
    response = desk.post(EACH, {"offer": shown(preview)}, follow=True)
    assert f"{booked.reference} : nothing is free. Call the patient." in text_of(response)
    assert listed(desk) == [booked.reference]


def test_what_was_taken_or_answered_meanwhile_is_said(desk, make_appointment, close, receptionist, now):
    first = make_appointment(status="booked", starts_at=NINE)
    second = make_appointment(status="booked", starts_at=at("2026-06-02 13:00"))
    third = make_appointment(status="booked", starts_at=at("2026-06-02 15:00"))
    close("2026-06-02")
    preview = shown(desk.get(EACH))
    make_appointment(starts_at=at("2026-06-01 16:00"))
    workflow.cancel(second, by=receptionist, now=now)
    before = state_of(first)
    words = text_of(desk.post(EACH, {"offer": preview}, follow=True))
    assert f"{first.reference} : changed meanwhile. That time has just been taken." in words
    assert f"{second.reference} : changed meanwhile. Rita Desk changed this" in words
    assert f"{third.reference} : offered until" in words
    assert state_of(first) == before


def test_unticked_and_pressed_twice(desk, make_appointment, close, now):
    first = make_appointment(status="booked", starts_at=NINE)
    second = make_appointment(status="booked", starts_at=at("2026-06-02 13:00"))
    close("2026-06-02")
    preview = shown(desk.get(EACH))
    desk.post(EACH, {"offer": preview[1:]})
    assert (times_of(first), len(times_of(second))) == ([], 3)
    before = state_of(second)
    assert "changed meanwhile" in text_of(desk.post(EACH, {"offer": preview[1:]}, follow=True))
    assert state_of(second) == before
    assert "Nobody was ticked" in text_of(desk.post(EACH, {}, follow=True))


@pytest.mark.parametrize(
    "words", ["", "x", "1", "1 0 nope", "9" * 40 + " 0", "1 0 1@2026-06-03T13:00Z 1@", "\0"]
)
def test_bad_answers_offer_nothing(desk, make_appointment, close, now, words):
    make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    assert desk.post(EACH, {"offer": words}, follow=True).status_code == 200
    assert not Hold.objects.filter(kind="offered").exists()


def test_the_preview_leaves_a_look(desk, make_appointment, close, now):
    booked = make_appointment(status="booked", starts_at=NINE, note="SECRET", interpreter="SECRET")
    close("2026-06-02")
    assert "SECRET" not in desk.get(EACH).content.decode()
    assert ("receptionist", "listed", "offer-each", [booked.reference]) in looks()


# What the patient reads


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
    workflow.refuse_offers(booked, now=now)
    words = text_of(client.get(page(booked, "appointment")))
    assert "We cannot see you at this time, and we are looking for another one for you." in words


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


# How many queries


def test_queries_do_not_grow(desk, make_appointment, close, another_provider, now):
    def more(count):
        for number in range(count):
            day = date(2026, 6, 2) + timedelta(days=7 * (number // 12) + number % 4)
            hour = 9 + number // 4 % 3
            make_appointment(status="booked", starts_at=at(f"{day} {hour:02}:00"), provider=another_provider)
        for number in range(5):
            for week in range(4):
                day = date(2026, 6, 1) + timedelta(days=7 * week + number)
                close(str(day), another_provider)

    def counts():
        found = []
        for address in (f"{QUEUE}?view=touched", EACH):
            with CaptureQueriesContext(connection) as queries:
                desk.get(address)
            found.append(len(queries))
        return found

    more(1)
    counts()
    one = counts()
    Closure.objects.all().delete()
    Appointment.objects.all().delete()
    more(30)
    assert len(listed(desk)) == 30
    assert len(shown(desk.get(EACH))) == 30
    assert counts() == one
