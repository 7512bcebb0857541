"""A browser has several tabs and, one after the other, several people: what was typed is for its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from booking.models import Appointment
from clinic.staff import kept
from clinic.staff.tests.people import (
    SECOND_FACTOR,
    SIGN_IN,
    back,
    code,
    come_back,
    end_idle,
    type_password,
    with_password,
)
from clinic.traces.tests.reading import looks
from conftest import Browser

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:booking_appointment_changelist")
BOOK = reverse("admin:booking_appointment_book")
CLOSURE = reverse("admin:booking_closure_add")
TYPED = {"patient_name": "Ada Lovelace", "note": "Rang twice."}
TYPED_IN_SCRIPT = "patient_name=Ada+Lovelace"


@pytest.fixture
def later(desk, now):
    """The receptionist has been away for fifteen minutes."""
    desk.get(reverse("admin:index"))
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        yield


# Two tabs: the queue stands beside a half-filled form, as on any day at the desk.


def test_the_tab_that_finds_out_later_adds_its_form(desk, receptionist, visit_type, provider, now):
    desk.get(BOOK)
    first = end_idle(desk, receptionist, QUEUE)
    second = end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT)
    assert [one.headers["Location"] for one in (first, second)] == [
        f"{SIGN_IN}?next={back(0)}",
        f"{SIGN_IN}?next={back(1)}",
    ]

    assert come_back(desk, receptionist, back(0)).headers["Location"] == QUEUE
    assert 'value="Ada Lovelace"' in desk.get(back(1), follow=True).content.decode()


def test_both_tabs_have_a_form(desk, receptionist, visit_type, provider, now):
    end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT)
    end_idle(desk, receptionist, CLOSURE, "reason=Fair")

    assert 'value="Ada Lovelace"' in come_back(desk, receptionist, BOOK).content.decode()
    assert 'value="Fair"' in desk.get(CLOSURE).content.decode()


def test_the_queue_is_loaded_again_and_then_the_form_is_sent(desk, receptionist, visit_type, provider, later):
    desk.get(QUEUE)
    desk.post(BOOK, {**TYPED, "whose": receptionist.pk})

    assert 'value="Ada Lovelace"' in come_back(desk, receptionist, BOOK).content.decode()
    assert not Appointment.objects.exists()


def test_what_another_tab_has_not_brought_back_outlives_the_next_end(
    desk, receptionist, visit_type, provider, now
):
    end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT)
    come_back(desk, receptionist, QUEUE)
    end_idle(desk, receptionist, QUEUE)

    assert 'value="Ada Lovelace"' in come_back(desk, receptionist, BOOK).content.decode()


@pytest.mark.django_db(transaction=True)
def test_tabs_that_find_out_in_the_same_second(receptionist, visit_type, provider):
    first = Browser()
    first.force_login(receptionist)
    addresses = [f"{BOOK}?day={number}" for number in range(8)]

    def find_out(address):
        tab = Client()
        tab.cookies[settings.SESSION_COOKIE_NAME] = first.cookies[settings.SESSION_COOKIE_NAME].value
        try:
            return end_idle(tab, receptionist, address, TYPED_IN_SCRIPT).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        ways = list(pool.map(find_out, addresses))

    assert sorted(ways) == [f"{SIGN_IN}?next={back(number)}" for number in range(8)]
    assert set(first.session[kept.KEY][str(receptionist.pk)]["forms"]) == set(addresses)
    assert [action for _who, action, _what, _references in looks()].count("signed-out") == 1


# Somebody else sits there next.


@pytest.fixture
def oscar_was_there(desk, receptionist, another_receptionist, visit_type, provider, now):
    """In between, in the same browser."""
    end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT)
    assert "Ada Lovelace" not in come_back(desk, another_receptionist, BOOK).content.decode()


def test_it_waits_until_somebody_else_has_signed_out(desk, receptionist, oscar_was_there):
    desk.post(reverse("account_logout"))

    assert 'value="Ada Lovelace"' in come_back(desk, receptionist, BOOK).content.decode()


def test_or_went_away(desk, receptionist, another_receptionist, oscar_was_there, now):
    end_idle(desk, another_receptionist, CLOSURE, "reason=Fair")

    assert 'value="Ada Lovelace"' in come_back(desk, receptionist, BOOK).content.decode()
    assert "Fair" not in desk.get(CLOSURE).content.decode()
    end_idle(desk, receptionist, QUEUE)
    assert 'value="Fair"' in come_back(desk, another_receptionist, CLOSURE).content.decode()


def test_or_had_no_code(client, receptionist, another_receptionist, visit_type, provider, now):
    """Refused with the code: the account was disabled meanwhile."""
    client.force_login(receptionist)
    end_idle(client, receptionist, BOOK, TYPED_IN_SCRIPT)
    type_password(client, with_password(another_receptionist).username)
    User.objects.filter(pk=another_receptionist.pk).update(is_active=False)
    client.post(SECOND_FACTOR, {"code": code()})

    assert 'value="Ada Lovelace"' in come_back(client, receptionist, BOOK).content.decode()


def test_who_signs_out_leaves_nothing_of_ones_own(desk, receptionist, visit_type, provider, now):
    end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT)
    come_back(desk, receptionist, QUEUE)
    desk.post(reverse("account_logout"))

    assert "Ada Lovelace" not in str(dict(desk.session))


def test_somebody_else_does_not_make_it_wait_longer(
    desk, receptionist, another_receptionist, visit_type, now
):
    end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT)
    with time_machine.travel(now + timedelta(hours=11), tick=False):
        come_back(desk, another_receptionist, QUEUE)
    with time_machine.travel(now + timedelta(hours=12), tick=False):
        desk.post(reverse("account_logout"))

        assert "Ada Lovelace" not in str(dict(desk.session))
        assert "Ada Lovelace" not in come_back(desk, receptionist, BOOK).content.decode()


def test_the_way_back_is_not_for_another(desk, another_receptionist, later):
    search = f"{QUEUE}?q=Lovelace"
    page = desk.get(search, follow=True)
    assert "Lovelace" not in page.request["QUERY_STRING"] + page.content.decode()

    assert come_back(desk, another_receptionist, back(0)).headers["Location"] == reverse("admin:index")


def test_words_of_a_search_are_not_for_whoever_signs_in_next(desk):
    desk.post(reverse("account_logout"))

    page = desk.get(f"{QUEUE}?q=Lovelace", follow=True)

    assert page.redirect_chain[-1][0] == f"{SIGN_IN}?next={QUEUE}"
    assert "Lovelace" not in page.content.decode()


def test_a_tab_of_somebody_who_was_there_before(desk, receptionist, another_receptionist, visit_type, now):
    """Its script finds out only when another has signed in, or when that session is over, too."""
    end_idle(desk, receptionist, QUEUE)
    desk.force_login(another_receptionist)
    assert end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT).headers["Location"] == reverse("admin:index")
    assert desk.get(QUEUE).status_code == 200
    end_idle(desk, another_receptionist, QUEUE)
    end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT)

    assert "Ada Lovelace" not in str(dict(desk.session))


@pytest.fixture
def strict(receptionist):
    """The receptionist's browser, and the CSRF check as it is for everybody but tests."""
    client = Browser(enforce_csrf_checks=True)
    client.force_login(receptionist)
    client.get(BOOK)
    return client


def test_a_form_with_a_stale_token_is_shown_to_its_own(strict, receptionist, visit_type, provider, now):
    """Who has signed in again in another tab."""
    strict.force_login(receptionist)

    response = strict.post(BOOK, {**TYPED, "whose": receptionist.pk})

    assert response.status_code == 403
    assert 'value="Ada Lovelace"' in response.content.decode()


def test_and_not_to_whoever_is_there_by_now(
    strict, receptionist, another_receptionist, visit_type, provider, now
):
    strict.force_login(another_receptionist)

    for whose in ({"whose": receptionist.pk}, {}):
        response = strict.post(BOOK, {**TYPED, **whose})

        assert response.status_code == 403
        page = response.content.decode()
        assert "<h1>We could not be sure that this came from you</h1>" in page
        assert "Nothing was sent" in page
        assert "Ada Lovelace" not in page


def test_whoever_is_signed_out_is_led_to_the_sign_in_page(strict, receptionist, visit_type, now):
    strict.logout()

    response = strict.post(BOOK, {**TYPED, "whose": receptionist.pk})

    assert response.headers["Location"] == f"{reverse('admin:login')}?next={BOOK}"


def test_a_form_of_somebody_who_was_there_before_is_not_kept_for_another(
    desk, receptionist, another_receptionist, visit_type, provider, now
):
    """It is the tab whose button is pressed when the other's session is over, too."""
    desk.force_login(another_receptionist)
    desk.get(QUEUE)
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        for _twice in range(2):  # it ends the session, and it comes when that has ended
            response = desk.post(BOOK, {**TYPED, "whose": receptionist.pk})
            assert response.headers["Location"] == f"{SIGN_IN}?next={back(0)}"
        assert "Ada Lovelace" not in str(dict(desk.session))
        response = come_back(desk, another_receptionist, back(0))

    assert response.headers["Location"] == reverse("admin:index")


def test_it_waits_no_longer_than_a_day(desk, receptionist, now):
    end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT)

    session = Session.objects.get(session_key=desk.session.session_key)
    assert session.expire_date == now + timedelta(hours=12)
