"""What was typed when a session ended comes back after signing in again: to the same person, and unsent."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from booking.models import Appointment, Closure
from clinic.models import Practice
from clinic.staff import kept
from clinic.staff.tests.people import SIGN_IN, back, come_back, end_idle

pytestmark = pytest.mark.django_db

BOOK = reverse("admin:booking_appointment_book")
CLOSURE = reverse("admin:booking_closure_add")
TYPED = {"patient_name": "Ada Lovelace", "note": "Rang twice."}
TYPED_IN_SCRIPT = "patient_name=Ada+Lovelace"
COMES_BACK = "You were signed out meanwhile. Here is what you had typed."


@pytest.fixture
def later(desk, now):
    """The receptionist has been away for fifteen minutes."""
    desk.get(reverse("admin:index"))
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        yield


def forms_kept(client):
    """Of the one person who was there."""
    [note] = client.session[kept.KEY].values()
    return note["forms"]


def test_the_same_person_finds_it_as_it_was(desk, receptionist, visit_type, provider, later):
    response = desk.post(BOOK, {**TYPED, "whose": receptionist.pk})
    assert response.headers["Location"] == f"{SIGN_IN}?next={back(0)}"

    page = come_back(desk, receptionist, back(0), follow=True).content.decode()

    assert COMES_BACK in page
    assert 'value="Ada Lovelace"' in page
    assert "Rang twice." in page
    assert not Appointment.objects.exists()


def test_it_comes_back_once(desk, receptionist, visit_type, provider, later):
    desk.post(BOOK, {**TYPED, "whose": receptionist.pk})
    come_back(desk, receptionist, BOOK)

    assert "Ada Lovelace" not in desk.get(BOOK).content.decode()


def test_another_person_sees_nothing_of_it(desk, another_receptionist, receptionist, visit_type, later):
    """More in test_kept_in_tabs.py."""
    desk.post(BOOK, {**TYPED, "whose": receptionist.pk})

    assert "Ada Lovelace" not in come_back(desk, another_receptionist, BOOK).content.decode()


def test_another_browser_has_nothing_of_it(desk, client, receptionist, visit_type, later):
    desk.post(BOOK, {**TYPED, "whose": receptionist.pk})

    assert "Ada Lovelace" not in come_back(client, receptionist, BOOK).content.decode()


def test_a_verb_is_not_done_by_coming_back(desk, receptionist, make_appointment, later):
    appointment = make_appointment()
    decline = reverse("admin:booking_appointment_decline", args=[appointment.pk])
    seen = appointment.revision
    desk.post(decline, {"reason": "We are away that week.", "seen": seen, "whose": receptionist.pk})

    page = come_back(desk, receptionist, decline).content.decode()

    assert "We are away that week." in page
    appointment.refresh_from_db()
    assert appointment.status == "pending"


def test_djangos_own_forms_come_back_too(desk, receptionist, provider, later):
    add = reverse("admin:booking_closure_add")
    days = {"first_day": "2026-07-03", "last_day": "2026-07-05"}
    desk.post(add, {"provider": provider.pk, **days, "reason": "Fair", "whose": receptionist.pk})

    page = come_back(desk, receptionist, add).content.decode()

    assert COMES_BACK in page
    assert 'value="Fair"' in page
    assert 'value="2026-07-03"' in page
    assert not Closure.objects.exists()


MISSING = ["Please correct", "This field is required", "Error:", "errorlist"]


def test_what_was_not_sent_yet_is_not_found_fault_with(desk, receptionist, visit_type, now):
    for address in (BOOK, CLOSURE):
        desk.get(address)
        end_idle(desk, receptionist, address, "patient_name=&reason=Fair")

        page = come_back(desk, receptionist, address).content.decode()

        assert COMES_BACK in page
        assert [one for one in MISSING if one in page] == []
        desk.get(address)
        page = desk.post(address, {"reason": "Fair"}).content.decode()
        assert "Error:" in page


def test_nor_with_half_a_row_of_hours(head, manager, provider, now):
    hours = reverse("admin:booking_provider_change", args=[provider.pk])
    head.get(hours)
    rows = "weekly_hours-TOTAL_FORMS=1&weekly_hours-INITIAL_FORMS=0&weekly_hours-0-opens=09:30"
    end_idle(head, manager, hours, f"name=&{rows}")

    page = come_back(head, manager, hours).content.decode()

    assert COMES_BACK in page
    assert page.count('value="09:30"') == 1
    assert [one for one in MISSING if one in page] == []


def test_a_change_comes_back_and_changes_nothing(head, manager, now):
    practice = Practice.load()
    address = reverse("admin:clinic_practice_change", args=[practice.pk])
    head.get(address)
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        town = {"city": "Sanford", "state": "NC"}
        typed = {"name": "Another name", "phone": "+19197775242", **town, "whose": manager.pk}
        head.post(address, typed)
        page = come_back(head, manager, address).content.decode()

    assert 'value="Another name"' in page
    assert Practice.load().name == practice.name


def test_the_page_itself_ends_the_session_with_what_was_typed(desk, receptionist, visit_type, now):
    desk.get(BOOK)
    end_idle(desk, receptionist, BOOK, TYPED_IN_SCRIPT)
    assert desk.get(BOOK).status_code == 302

    assert 'value="Ada Lovelace"' in come_back(desk, receptionist, BOOK).content.decode()


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", ""])
def test_the_way_back_leads_to_no_other_site(desk, receptionist, path, now):
    end_idle(desk, receptionist, path)

    response = come_back(desk, receptionist, back(0))

    assert response.headers["Location"] == reverse("admin:index")


def test_what_no_page_brings_back_is_not_kept(desk, later):
    desk.post(
        reverse("staff:password"),
        {"old_password": "a secret of mine", "new_password1": "another one of mine"},
    )

    assert forms_kept(desk) == {}
    assert "mine" not in str(dict(desk.session))


def test_passwords_are_not_kept(desk, receptionist, now):
    end_idle(desk, receptionist, BOOK, f"{TYPED_IN_SCRIPT}&password=secret&csrfmiddlewaretoken=token")

    assert forms_kept(desk) == {BOOK: TYPED_IN_SCRIPT}


def test_more_than_can_be_kept_is_not(desk, receptionist, now):
    longest = "note=" + "x" * (kept.LONGEST - len("note="))
    end_idle(desk, receptionist, BOOK, longest + "x")
    assert forms_kept(desk) == {}
    end_idle(desk, receptionist, BOOK, longest)
    end_idle(desk, receptionist, CLOSURE, "reason=Fair")

    assert forms_kept(desk) == {BOOK: longest}
