"""Whom a change of hours touched: other times for each."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import workflow
from booking.models import Appointment, Closure, Hold
from booking.tests.conftest import at, messages_of, overlaps, state_of
from booking.tests.pages import text_of
from booking.tests.test_touched import listed
from clinic.traces.tests.reading import looks

QUEUE = "/admin/booking/appointment/"
EACH = f"{QUEUE}offer-each/"
NINE = at("2026-06-02 09:00")
WEDNESDAY = at("2026-06-03 09:00")


def shown(response):
    """What the page would offer, as its form sends it."""
    fields = re.findall(r'name="offer" value="([^"]*)"', response.content.decode())
    return [unescape(one) for one in fields]


def times_of(appointment):
    return [one.starts_at for one in Appointment.objects.get(pk=appointment.pk).offers]


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
    workflow.cancel(second, by=receptionist, now=now + timedelta(minutes=9))
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
    more(8)
    assert len(listed(desk)) == 8
    assert len(shown(desk.get(EACH))) == 8
    assert counts() == one
