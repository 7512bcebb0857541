"""The desk refreshes itself, and its buttons lead back to it."""

import re
from datetime import timedelta

import pytest
import time_machine

from booking.tests.pages import text_of
from booking.tests.test_desk import BY_SCRIPT, DESK, NINE, REFRESH, panel, press, verb, visit_today
from clinic.traces.models import Look

# It refreshes itself


def test_a_refresh_is_the_same_part_and_no_activity(desk, make_appointment, now):
    make_appointment()
    desk.get(DESK)
    statuses = []
    for minutes in range(1, 16):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            response = desk.get(REFRESH, headers=BY_SCRIPT)
            statuses.append(response.status_code)
            if minutes == 1:
                assert response.content.decode().strip().startswith('<div id="desk"')
                assert "Pat Doe" in panel(response, "waiting")
    assert statuses == [200] * 14 + [302]


def test_whoever_is_led_back_to_the_part_gets_the_page(desk, now):
    assert desk.get(REFRESH).headers["Location"] == DESK


def test_what_the_script_announces(desk, make_appointment, now):
    before = desk.get(DESK).content.decode()
    assert 'data-waiting="0" data-newest=""' in before
    make_appointment(now=now - timedelta(hours=1))
    make_appointment(now=now)
    page = desk.get(REFRESH, headers=BY_SCRIPT).content.decode()
    assert 'data-waiting="2" data-newest="2026-06-01T14:00:00.000000+00:00"' in page
    assert 'data-announced="A new request. 2 wait for us."' in page
    assert 'data-outdated="Not up to date since 10:00 AM."' in page


def test_a_refresh_with_the_same_patients_adds_no_look(desk, to_call, make_appointment, now):
    first = make_appointment()
    visit = visit_today(make_appointment, "15:00", now)
    desk.get(DESK)
    for _time in range(3):
        desk.get(REFRESH, headers=BY_SCRIPT)
    looks = [
        ("desk waiting", [first.reference]),
        ("desk call", [to_call.reference]),
        ("desk today", [visit.reference]),
    ]
    assert (
        list(Look.objects.filter(action="listed").order_by("pk").values_list("what", "references")) == looks
    )
    second = make_appointment()
    desk.get(REFRESH, headers=BY_SCRIPT)
    assert Look.objects.latest("pk").references == sorted([first.reference, second.reference])


# Its buttons come back


def test_confirming_comes_back(desk, make_appointment, now):
    appointment = make_appointment(starts_at=NINE)
    page = press(desk, verb(appointment, "confirm"), seen=appointment.revision)
    assert page.redirect_chain == [(DESK, 302)]
    assert "Pat Doe · Booked: Tuesday, June 2 at 9:00 AM Eastern." in text_of(page)
    assert f'<a href="{verb(appointment, "change")}">Pat Doe</a> ·' in page.content.decode()
    assert "Nobody is waiting for an answer." in text_of(page)


def test_the_second_press_is_told_who_was_first(desk, make_appointment, now):
    appointment = make_appointment(starts_at=NINE)
    for _time in range(2):
        page = press(desk, verb(appointment, "confirm"), seen=appointment.revision)
    assert page.redirect_chain == [(DESK, 302)]
    said = "Pat Doe · Rita Desk changed this at 10:00 AM on Monday, June 1: it is “booked” now."
    assert said in text_of(page)
    assert appointment.messages.filter(kind="confirmed").count() == 1


def test_a_day_at_the_desk(desk, make_appointment, now):
    visit = visit_today(make_appointment, "09:00", now)
    standing = []
    for name in ("arrive", "fulfil", "undo", "noshow", "undo"):
        visit.refresh_from_db()
        page = press(desk, verb(visit, name), seen=visit.revision)
        assert page.redirect_chain == [(DESK, 302)]
        standing += re.findall(r"Evaluation · (.*?) (?:Has|Was|Undo)", panel(page, "today"))
    assert standing == ["arrived", "seen", "what came of it?", "did not come", "what came of it?"]


def test_a_refusal_comes_back_too(desk, make_appointment, now):
    visit = visit_today(make_appointment, "15:00", now)
    page = press(desk, verb(visit, "noshow"), seen=visit.revision)
    assert page.redirect_chain == [(DESK, 302)]
    assert "This visit is still to come: Monday, June 1 at 3:00 PM Eastern." in text_of(page)


def test_a_page_in_between_keeps_the_way(desk, make_appointment, now):
    appointment = make_appointment()
    page = desk.get(f"{verb(appointment, 'offer')}?back=desk").content.decode()
    assert '<input type="hidden" name="back" value="desk">' in page
    assert f'class="closelink" href="{DESK}"' in page


@pytest.mark.parametrize("back", ["", "elsewhere", "https://example.com", "//example.com", "/admin/"])
def test_no_other_way_back(desk, make_appointment, now, back):
    appointment = make_appointment()
    page = desk.post(verb(appointment, "confirm"), {"seen": appointment.revision, "back": back})
    assert page.headers["Location"] == verb(appointment, "change")
