"""Whom a change of hours touched: the list, until each is dealt with."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from booking import workflow
from booking.errors import BookingError, Overtaken
from booking.models import WeeklyHours
from booking.tests.conftest import at, holds_of, messages_of, state_of
from booking.tests.pages import text_of
from clinic.traces.tests.reading import looks

QUEUE = "/admin/booking/appointment/"
EACH = f"{QUEUE}offer-each/"
NINE = at("2026-06-02 09:00")
WEDNESDAY = at("2026-06-03 09:00")
FRIDAY = at("2026-06-05 10:00")


def listed(desk):
    return [one.reference for one in desk.get(QUEUE, {"view": "touched"}).context["cl"].result_list]


# The list


def test_the_list_says_why_and_what_to_do(desk, make_appointment, close, now):
    booked = make_appointment(status="booked", starts_at=NINE, phone="+19197775242", note="SECRET")
    asked = make_appointment(starts_at=at("2026-06-02 14:00"))
    make_appointment(status="booked", starts_at=WEDNESDAY)
    close("2026-06-02")
    response = desk.get(QUEUE, {"view": "touched"})
    words = text_of(response)
    assert listed(desk) == [booked.reference, asked.reference]
    assert "tomorrow, 9:00 AM, Paula Hand A closure lies over it. booked" in words
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
    booked = make_appointment(status="booked", starts_at=NINE, now=now - timedelta(hours=1))
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

    workflow.decline(booked, reason="We come in for you.", outside_hours=True, by=receptionist, now=now)
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
    assert "offered, waits for the patient until tomorrow, 8:00 AM" in words
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
    assert "There is nobody to offer times to." in text_of(desk.get(EACH))


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
