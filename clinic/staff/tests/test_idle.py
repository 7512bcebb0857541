"""A session that nobody uses ends within fifteen minutes."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.urls import reverse

pytestmark = pytest.mark.django_db

ADMIN = reverse("admin:index")
ALMOST = timedelta(minutes=14, seconds=59)
OVER = timedelta(minutes=15)


def is_signed_in(client, moment):
    with time_machine.travel(moment, tick=False):
        return client.get(ADMIN).status_code == 200


def left(client, moment):
    with time_machine.travel(moment, tick=False):
        return client.get(reverse("staff:time_left")).json()["seconds"]


def test_it_ends_after_fifteen_minutes(desk, now):
    assert is_signed_in(desk, now)
    assert not is_signed_in(desk, now + OVER)
    assert not is_signed_in(desk, now)  # and is gone: the clock going back brings it not to life


def test_each_page_begins_the_time_anew(desk, now):
    for number in range(5):
        assert is_signed_in(desk, now + number * ALMOST)


def test_asking_how_much_is_left_is_no_use_of_it(desk, now):
    assert is_signed_in(desk, now)
    for minutes in range(1, 15):
        assert left(desk, now + timedelta(minutes=minutes)) == (15 - minutes) * 60
    assert left(desk, now + OVER) == 0
    assert not is_signed_in(desk, now + OVER)


def test_staying_is_use_of_it(desk, now):
    assert is_signed_in(desk, now)
    with time_machine.travel(now + ALMOST, tick=False):
        assert desk.post(reverse("staff:stay")).status_code == 204
    assert is_signed_in(desk, now + ALMOST + ALMOST)


def test_it_is_too_late_to_stay(desk, now):
    assert is_signed_in(desk, now)
    with time_machine.travel(now + OVER, tick=False):
        desk.post(reverse("staff:stay"))
    assert left(desk, now + OVER) == 0
    assert not is_signed_in(desk, now + OVER)


def test_nobody_is_asked_on_public_pages(desk, now):
    with time_machine.travel(now + OVER, tick=False):
        assert desk.get(reverse("home")).status_code == 200


def test_nothing_of_the_session_is_left(desk, now):
    is_signed_in(desk, now)
    is_signed_in(desk, now + OVER)

    assert not UserSession.objects.exists()
    assert "_auth_user_id" not in desk.session


def test_the_way_back_is_kept(desk, now):
    address = reverse("admin:booking_appointment_changelist") + "?view=today"
    desk.get(ADMIN)
    with time_machine.travel(now + OVER, tick=False):
        response = desk.get(address, follow=True)

    (signing_in, _status), *more = response.redirect_chain
    assert more == []
    assert urlsplit(signing_in).path == reverse("account_login")
    assert parse_qs(urlsplit(signing_in).query) == {"next": [address]}
    assert "nobody had used the page for 15 minutes" in response.content.decode()


def test_a_stranger_has_no_time_left(client):
    assert client.get(reverse("staff:time_left")).json() == {"seconds": 0}
    assert client.post(reverse("staff:stay")).status_code == 204
