"""On the phone: none of the times offered suits, or the booked visit may stay as it is."""

import re

import pytest

from booking.tests.conftest import at, holds_of, messages_of
from booking.tests.pages import text_of
from booking.tests.test_admin_verbs import address, press

NINE = at("2026-06-02 09:00")
TWO = at("2026-06-02 14:00")
FRIDAY = at("2026-06-05 09:00")


@pytest.fixture
def offered(make_appointment, provider, now):
    return make_appointment(status="proposed", offers=[(provider, NINE), (provider, TWO)])


@pytest.fixture
def booked_and_offered(make_appointment, provider, now):
    return make_appointment(status="booked", starts_at=FRIDAY, offers=[(provider, NINE), (provider, TWO)])


def test_none_suits(desk, offered, receptionist):
    response = press(desk, offered, "none", days=["0", "4"], parts=["morning"])
    assert "Noted: the patient waits for other times." in text_of(response)
    assert (offered.status, offered.preferred_days, offered.preferred_parts) == (
        "waitlist",
        [0, 4],
        ["morning"],
    )
    assert offered.changed_by == receptionist
    assert holds_of(offered) == []
    assert "Would like Monday, Friday; Morning" in text_of(response)


def test_days_and_parts_may_be_left_out(desk, offered):
    press(desk, offered, "none")
    assert (offered.status, offered.preferred_days, offered.preferred_parts) == ("waitlist", [], [])


def test_none_suits_and_the_visit_stays(desk, booked_and_offered):
    page = text_of(desk.get(address(booked_and_offered, "none")))
    assert "Offered: Tuesday, June 2 at 9:00 AM Eastern; Tuesday, June 2 at 2:00 PM Eastern." in page
    assert "The visit stays as it is booked." in page
    press(desk, booked_and_offered, "none", days=["0"])
    assert (booked_and_offered.status, booked_and_offered.starts_at) == ("booked", FRIDAY)
    assert holds_of(booked_and_offered) == [("visit", FRIDAY)]
    assert booked_and_offered.waiting_since is not None


def test_what_was_ticked_stays_ticked(desk, offered):
    response = press(desk, offered, "none", days=["4", "9"])
    assert "Choose from the days below." in text_of(response)
    assert re.findall(r'name="days" value="(.)"[^>]* checked', response.content.decode()) == ["4"]
    assert offered.status == "proposed"


def test_keep_my_visit(desk, booked_and_offered):
    assert "Keep the visit as it is" in text_of(desk.get(address(booked_and_offered, "change")))
    page = text_of(desk.get(address(booked_and_offered, "decline")))
    assert "The visit stays as it is booked." in page
    response = press(desk, booked_and_offered, "decline", reason="As you wished.")
    assert "The visit stays as it was." in text_of(response)
    assert (booked_and_offered.status, booked_and_offered.starts_at) == ("booked", FRIDAY)
    assert booked_and_offered.offers == []
    assert holds_of(booked_and_offered) == [("visit", FRIDAY)]
    assert messages_of(booked_and_offered)[-1] == "kept by email"
