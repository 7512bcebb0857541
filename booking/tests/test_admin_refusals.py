"""The front desk's verbs over HTTP: GET changes nothing, and a refusal says why."""

import pytest
from django.test import Client
from django.urls import reverse

from booking import workflow
from booking.admin.times import value_of
from booking.admin.verbs import VERBS
from booking.models import Hold, Message
from booking.tests.conftest import at, messages_of, state_of
from booking.tests.pages import text_of
from booking.tests.test_admin_verbs import TUESDAY_NINE, TUESDAY_TWO, address, press
from clinic.tests.database import undone
from conftest import Browser


@pytest.mark.parametrize("status", ["waitlist", "pending", "proposed", "booked", "arrived", "cancelled"])
def test_get_changes_nothing(desk, make_appointment, now, status, subtests):
    appointment = make_appointment(status=status)
    before = state_of(appointment)
    for verb in VERBS:
        with subtests.test(verb=verb.name), undone():
            for method in (desk.get, desk.head):
                assert method(address(appointment, verb.name)).status_code in (200, 302)
            assert state_of(appointment) == before


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_only_whoever_may_change_appointments(client: Client, make_appointment, editor, now, verb):
    appointment = make_appointment()
    before = state_of(appointment)
    assert client.post(address(appointment, verb)).status_code == 302
    client.force_login(editor)
    assert client.get(address(appointment, verb)).status_code == 403
    assert client.post(address(appointment, verb), {"seen": 1}).status_code == 403
    assert state_of(appointment) == before


def test_looking_is_not_answering(client: Client, make_appointment, editor, now):
    from django.contrib.auth.models import Permission

    editor.user_permissions.add(Permission.objects.get(codename="view_appointment"))
    client.force_login(editor)
    appointment = make_appointment()
    page = client.get(address(appointment, "change"))
    assert page.status_code == 200
    assert "Confirm" not in text_of(page)
    assert client.post(address(appointment, "confirm"), {"seen": 1}).status_code == 403


def test_the_second_clerk_is_told_who_was_first(desk, make_appointment, another_receptionist, now):
    appointment = make_appointment()
    seen = appointment.revision
    workflow.confirm(appointment, by=another_receptionist, seen=seen, now=now)
    response = press(desk, appointment, "confirm", seen=seen)
    said = "Oscar Desk changed this at 10:00 AM on Monday, June 1: it is “booked” now."
    assert said in text_of(response)
    assert messages_of(appointment).count("confirmed by email") == 1


def test_what_was_typed_outlives_somebody_elses_change(desk, make_appointment, another_receptionist, now):
    appointment = make_appointment()
    seen = appointment.revision
    workflow.confirm(appointment, by=another_receptionist, now=now)
    response = press(desk, appointment, "cancel", seen=seen, reason="She rang and is ill.")
    assert "Oscar Desk changed this" in text_of(response)
    assert "She rang and is ill." in text_of(response)
    assert f'name="seen" value="{appointment.revision}"' in response.content.decode()
    assert appointment.status == "booked"


def test_a_double_click_makes_one_transition(desk, make_appointment, now):
    appointment = make_appointment()
    seen = appointment.revision
    press(desk, appointment, "confirm", seen=seen)
    response = press(desk, appointment, "confirm", seen=seen)
    assert "Rita Desk changed this" in text_of(response)
    assert appointment.revision == seen + 1


def test_a_time_taken_meanwhile_shows_the_nearest_and_keeps_what_was_typed(
    desk, make_appointment, provider, now
):
    appointment = make_appointment(status="waitlist")
    make_appointment(status="booked", starts_at=TUESDAY_TWO)
    response = press(desk, appointment, "move", day="2026-06-02", at="14:00", provider=provider.pk, told="on")
    page = response.content.decode()
    assert "That time has just been taken" in text_of(response)
    assert "The nearest free times" in text_of(response)
    assert f'value="{value_of((provider, at("2026-06-02 13:00")))}"' in page
    assert 'value="2026-06-02"' in page
    assert 'value="14:00"' in page
    assert page.count(" checked") == 2  # "typed here", and "the patient knows"
    assert appointment.status == "waitlist"


def test_an_offer_that_was_taken_is_unticked_and_the_others_stay(desk, make_appointment, provider, now):
    appointment = make_appointment(status="waitlist")
    make_appointment(status="booked", starts_at=TUESDAY_TWO)
    places = [value_of((provider, time)) for time in (TUESDAY_NINE, TUESDAY_TWO)]
    response = press(desk, appointment, "offer", places=places)
    assert "Taken by now: Tuesday, June 2 at 2:00 PM Eastern." in text_of(response)
    assert f'value="{places[0]}" checked' in response.content.decode()
    assert places[1] not in response.content.decode()


def test_confirm_what_somebody_else_has_by_now(desk, make_appointment, now):
    appointment = make_appointment(starts_at=TUESDAY_TWO)
    Hold.objects.filter(appointment=appointment).delete()
    make_appointment(status="booked", starts_at=TUESDAY_TWO)
    assert "Somebody else has this time by now" in text_of(press(desk, appointment, "confirm"))
    assert appointment.status == "pending"


def test_a_failed_csrf_check_keeps_what_was_typed(receptionist, make_appointment, now):
    appointment = make_appointment()
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(receptionist)
    answers = {"seen": appointment.revision, "reason": "We are on holiday.", "whose": receptionist.pk}
    response = strict.post(address(appointment, "decline"), answers)
    assert response.status_code == 403
    assert "We are on holiday." in text_of(response)
    assert "Nothing was sent." in text_of(response)
    appointment.refresh_from_db()
    assert appointment.status == "pending"


def test_a_call_is_not_recorded_without_the_token(receptionist, make_appointment, now):
    make_appointment(status="booked", email="", phone="+19197775242")
    message = Message.objects.to_call().get()
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(receptionist)
    where = reverse("admin:booking_appointment_called", args=[message.appointment_id, message.pk])
    assert strict.post(where).status_code == 403
    assert Message.objects.to_call().count() == 1


AWKWARD = [
    "",
    "\0",
    "🙂" * 400,
    "9" * 400,
    "9999-12-31",
    "2026-02-30",
    "25:61",
    "1@2026-02-30T10:00Z",
    "1@\0",
    "@",
]
FIELDS = ["reason", "offer", "places", "place", "provider", "day", "at", "outside_hours", "told", "week"]
FIELDS += ["patient_name", "booker_name", "phone", "email"]
FIELDS += ["without_insurance", "preferred_channel", "voicemail", "access_needs", "interpreter"]


@pytest.mark.parametrize("value", AWKWARD)
def test_any_value_in_any_field(desk, make_appointment, now, value, subtests):
    appointment = make_appointment(status="proposed")
    before = state_of(appointment)
    fields = dict.fromkeys(FIELDS, value)
    for verb in [verb.name for verb in VERBS if not verb.direct]:
        with subtests.test(verb=verb), undone():
            for answers in (fields, {name: value for name in FIELDS if name != "week"}):
                if verb == "cancel" or (verb == "close" and value):
                    answers = answers | {"reason": "x" * 301}
                elif verb == "decline" and value:
                    answers = answers | {"reason": ""}
                elif verb == "reach":
                    answers = answers | {"voicemail": "x"}
                assert desk.post(address(appointment, verb), {"seen": 2, **answers}).status_code == 200
                assert state_of(appointment) == before


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "\0"])
def test_a_tampered_revision(desk, make_appointment, now, seen):
    appointment = make_appointment()
    before = state_of(appointment)
    assert desk.post(address(appointment, "confirm"), {"seen": seen}).status_code == 200
    assert state_of(appointment) == before


@pytest.mark.parametrize("number", ["0", "999999", "9" * 40])
def test_unknown_appointments(desk, now, number):
    for verb in ("confirm", "offer", "move", "called/1"):
        assert desk.get(f"/admin/booking/appointment/{number}/{verb}/").status_code == 404
        assert desk.post(f"/admin/booking/appointment/{number}/{verb}/").status_code == 404


def test_the_skipped_hour_of_spring(desk, make_appointment, provider, now):
    appointment = make_appointment(status="waitlist")
    response = press(desk, appointment, "move", day="2027-03-14", at="02:30", provider=provider.pk)
    assert "There is no 2:30 AM on March 14, 2027: the clocks go forward then." in text_of(response)
    assert appointment.status == "waitlist"
