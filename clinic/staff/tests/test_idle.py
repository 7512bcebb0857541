"""A session that nobody uses ends within fifteen minutes."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.urls import reverse

from clinic import legal
from clinic.models import LegalPage
from clinic.staff.tests.people import SIGN_IN, back, come_back
from conftest import Browser
from content.models import Article, Topic

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
        assert desk.post(reverse("staff:stay")).json()["seconds"] == 15 * 60
    assert is_signed_in(desk, now + ALMOST + ALMOST)


def test_it_is_too_late_to_stay(desk, now):
    assert is_signed_in(desk, now)
    with time_machine.travel(now + OVER, tick=False):
        assert desk.post(reverse("staff:stay")).json()["seconds"] == 0
    assert left(desk, now + OVER) == 0
    assert not is_signed_in(desk, now + OVER)


@pytest.mark.urls("clinic.tests.urls")
def test_a_page_that_refreshes_itself_is_no_use_of_it(desk, now):
    assert is_signed_in(desk, now)
    statuses = []
    for minutes in range(1, 16):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            statuses.append(desk.get("/admin/refreshing/").status_code)
    assert statuses == [200] * 14 + [302]


def test_a_form_that_fails_the_csrf_check_is_not_shown_when_it_is_over(receptionist, visit_type, now):
    desk = Browser(enforce_csrf_checks=True)
    desk.force_login(receptionist)
    assert is_signed_in(desk, now)
    with time_machine.travel(now + OVER, tick=False):
        response = desk.post(reverse("admin:booking_appointment_book"), {"patient_name": "Ada"})

    assert response.headers["Location"].startswith(reverse("account_login"))


def preview_of_an_article() -> str:
    topic = Topic.objects.create(name="Backs", slug="backs")
    return Article.objects.create(title="Backs", slug="a-back", topic=topic).get_absolute_url()


def preview_of_a_legal_page() -> str:
    legal.write_missing()
    return LegalPage.objects.get(kind="privacy").get_absolute_url()


@pytest.mark.parametrize("written", [preview_of_an_article, preview_of_a_legal_page])
def test_a_preview_is_closed_when_it_is_over(client, manager, now, written):
    preview = written()
    client.force_login(manager)
    assert client.get(preview).status_code == 200
    with time_machine.travel(now + ALMOST, tick=False):
        assert client.get(preview).status_code == 200  # and this was use of it
    with time_machine.travel(now + ALMOST + OVER, tick=False):
        assert client.get(preview).status_code == 404


def test_nobody_is_asked_on_public_pages(desk, now):
    with time_machine.travel(now + OVER, tick=False):
        assert desk.get(reverse("home")).status_code == 200


def test_nothing_of_the_session_is_left(desk, now):
    is_signed_in(desk, now)
    is_signed_in(desk, now + OVER)

    assert not UserSession.objects.exists()
    assert "_auth_user_id" not in desk.session


def test_the_way_back_is_kept(desk, receptionist, now):
    address = reverse("admin:booking_appointment_changelist") + "?view=today"
    desk.get(ADMIN)
    with time_machine.travel(now + OVER, tick=False):
        response = desk.get(address, follow=True)

    (signing_in, _status), *more = response.redirect_chain
    assert more == []
    assert signing_in == f"{SIGN_IN}?next={back(0)}"
    assert come_back(desk, receptionist, back(0)).headers["Location"] == address
    assert "when nobody uses the page for 15 minutes" in response.content.decode()


def test_a_stranger_has_no_time_left(client):
    for answer in (client.get(reverse("staff:time_left")), client.post(reverse("staff:stay"))):
        assert {**answer.json(), "token": ""} == {"seconds": 0, "user": "", "token": ""}


def test_a_page_whose_token_is_stale_gets_another(receptionist, now):
    """Somebody has signed in again in another tab."""
    desk = Browser(enforce_csrf_checks=True)
    desk.force_login(receptionist)
    stay = reverse("staff:stay")
    assert desk.post(stay, headers={"X-CSRFToken": "x" * 64}).status_code == 403

    token = desk.get(reverse("staff:time_left")).json()["token"]

    assert desk.post(stay, headers={"X-CSRFToken": token}).status_code == 200
