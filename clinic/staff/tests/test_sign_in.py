"""A password and a second factor, before anything of a patient is shown."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP as App
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from clinic.staff.tests.people import (
    PASSWORD,
    SECOND_FACTOR,
    SIGN_IN,
    code,
    sign_in,
    type_password,
    with_password,
)
from clinic.traces.tests.reading import looks
from conftest import TOTP

pytestmark = pytest.mark.django_db

ADMIN = reverse("admin:index")
QUEUE = reverse("admin:booking_appointment_changelist")
SET_UP = reverse("mfa_index")
CODES = reverse("mfa_view_recovery_codes")


def test_password_and_code_open_the_admin(client, receptionist, now):
    with_password(receptionist)
    assert client.get(ADMIN, follow=True).redirect_chain[-1][0] == f"{SIGN_IN}?next={ADMIN}"

    assert sign_in(client, receptionist).headers["Location"] == ADMIN

    assert client.get(ADMIN).status_code == 200


def test_a_password_alone_opens_nothing(client, receptionist, now):
    type_password(client, with_password(receptionist).username)

    assert client.get(ADMIN).status_code == 302
    assert client.post(SECOND_FACTOR, {"code": "000000"}).status_code == 200
    assert client.get(ADMIN).status_code == 302


def test_a_code_works_once(client, receptionist, now):
    sign_in(client, with_password(receptionist))
    other = Client()
    type_password(other, receptionist.username)

    response = other.post(SECOND_FACTOR, {"code": code()})

    assert "This code does not fit." in response.content.decode()


def test_nor_half_a_minute_later_when_it_still_fits(client, receptionist, now):
    sign_in(client, with_password(receptionist))
    with time_machine.travel(now + timedelta(seconds=31), tick=False):
        other = Client()
        type_password(other, receptionist.username)

        assert other.post(SECOND_FACTOR, {"code": code(steps=-1)}).status_code == 200


def test_codes_of_the_half_minute_before_and_after_work(client, receptionist, now):
    with_password(receptionist)
    for steps in (-1, 1):
        browser = Client()
        type_password(browser, receptionist.username)
        assert browser.post(SECOND_FACTOR, {"code": code(steps=steps)}).headers["Location"] == ADMIN
    browser = Client()
    type_password(browser, receptionist.username)
    assert browser.post(SECOND_FACTOR, {"code": code(steps=2)}).status_code == 200


def test_a_recovery_code_works_once(client, receptionist, now):
    with_password(receptionist)
    spare = RecoveryCodes.activate(receptionist).generate_codes()[0]
    type_password(client, receptionist.username)
    assert client.post(SECOND_FACTOR, {"code": spare}).headers["Location"] == ADMIN
    other = Client()
    type_password(other, receptionist.username)
    assert other.post(SECOND_FACTOR, {"code": spare}).status_code == 200


@pytest.mark.parametrize("typed", ["Receptionist", "RECEPTIONIST"])
def test_large_letters_make_no_other_name(client, receptionist, now, typed):
    with_password(receptionist)

    assert type_password(client, typed).headers["Location"] == SECOND_FACTOR
    assert client.post(SECOND_FACTOR, {"code": code()}).headers["Location"] == ADMIN


def test_of_twins_from_before_each_has_a_name_of_its_own(receptionist, now):
    """The admin makes none; a shell could."""
    with_password(receptionist)
    twin = with_password(User.objects.create_user("Receptionist", is_staff=True))
    for user, typed in [(receptionist, "receptionist"), (twin, "Receptionist")]:
        browser = Client()
        type_password(browser, typed)
        assert (browser.session.get("_auth_user_id") == str(twin.pk)) == (user == twin)
    assert type_password(Client(), "RECEPTIONIST").status_code == 200


def test_unknown_name_and_wrong_password_are_told_alike(client, receptionist):
    with_password(receptionist)
    wrong = type_password(client, receptionist.username, "not the password at all").content.decode()
    unknown = type_password(client, "nobody", PASSWORD).content.decode()

    says = "This name and password do not belong together. Check both."
    assert says in wrong
    assert says in unknown


def test_whoever_has_no_second_factor_is_led_to_one(client, receptionist, make_appointment, now):
    appointment = make_appointment()
    Authenticator.objects.filter(user=with_password(receptionist)).delete()

    response = type_password(client, receptionist.username)

    assert response.headers["Location"] == ADMIN
    for address in [
        ADMIN,
        reverse("admin:booking_appointment_changelist"),
        reverse("admin:booking_appointment_change", args=[appointment.pk]),
        reverse("admin:booking_appointment_confirm", args=[appointment.pk]),
    ]:
        assert client.get(address).headers["Location"] == SET_UP
        assert client.post(address).headers["Location"] == SET_UP
    assert "One more step" in client.get(SET_UP).content.decode()


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_leads_past_the_recovery_codes_to_the_admin(client, receptionist, now):
    Authenticator.objects.filter(user=with_password(receptionist)).delete()
    type_password(client, receptionist.username)
    client.get(f"{QUEUE}?view=today")
    page = client.get(reverse("mfa_activate_totp"))  # the password is not asked for again
    secret = page.context["form"].secret
    assert f"<span>{secret[:4]}</span><span>{secret[4:8]}</span>" in page.content.decode()

    response = client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)

    assert response.redirect_chain == [(reverse("mfa_view_recovery_codes"), 302)]
    assert len(response.context["unused_codes"]) == 10
    assert f'href="{QUEUE}?view=today"' in response.content.decode()  # on to where one wanted to go
    assert client.get(ADMIN).status_code == 200
    other = Client()
    type_password(other, receptionist.username)
    assert other.post(SECOND_FACTOR, {"code": code(secret)}).status_code == 200  # it has worked once


@pytest.mark.parametrize("address", [QUEUE, SET_UP, reverse("mfa_add_webauthn"), CODES])
def test_who_had_but_the_password_before_there_was_a_second_factor_is_out(receptionist, now, address):
    """Whoever knew the password did not see the phone."""
    Authenticator.objects.filter(user=with_password(receptionist)).delete()
    thief, owner = Client(), Client()
    for browser in (thief, owner):
        type_password(browser, receptionist.username)
    App.activate(receptionist, TOTP)

    assert thief.get(address).headers["Location"] == SIGN_IN
    assert "_auth_user_id" not in thief.session


def test_a_form_that_fails_the_csrf_check_is_not_shown_before(receptionist, visit_type, now):
    Authenticator.objects.filter(user=receptionist).delete()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(receptionist)

    response = strict.post(reverse("admin:booking_appointment_book"), {"patient_name": "Ada"})

    assert response.headers["Location"] == SET_UP


def test_recovery_codes_alone_are_no_second_factor(client, receptionist, now):
    receptionist.authenticator_set.all().delete()
    RecoveryCodes.activate(receptionist)
    client.force_login(receptionist)

    assert client.get(ADMIN).headers["Location"] == SET_UP


def test_whoever_takes_the_last_one_away_sets_up_another(client, receptionist, now):
    sign_in(client, with_password(receptionist))

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(user=receptionist).exists()
    assert client.get(ADMIN).headers["Location"] == SET_UP


def test_a_disabled_colleague_does_not_get_in(client, receptionist, now):
    with_password(receptionist)
    receptionist.is_active = False
    receptionist.save()

    assert type_password(client, receptionist.username).status_code == 200
    assert client.get(ADMIN).status_code == 302


def test_whoever_is_disabled_behind_the_password_does_not_get_in_with_the_code(client, receptionist, now):
    type_password(client, with_password(receptionist).username)
    User.objects.update(is_active=False)

    response = client.post(SECOND_FACTOR, {"code": code()})

    assert response.headers["Location"] == reverse("account_inactive")
    assert looks() == [("receptionist", "sign-in-failed", "", [])]
    User.objects.update(is_active=True)
    assert client.get(ADMIN).status_code == 302


def test_whoever_typed_a_password_that_was_changed_meanwhile_does_not_get_in_with_the_code(
    client, receptionist, now
):
    type_password(client, with_password(receptionist).username)
    receptionist.set_password("harbor pencil mustard tuba")
    receptionist.save()

    response = client.post(SECOND_FACTOR, {"code": code()}, follow=True)

    assert response.redirect_chain == [(SIGN_IN, 302)]
    assert "Your password was changed meanwhile." in response.content.decode()
    assert looks() == [("receptionist", "sign-in-failed", "", [])]
    assert client.get(ADMIN).status_code == 302
    assert client.post(SECOND_FACTOR, {"code": code(steps=1)}).headers["Location"] == SIGN_IN


def test_nobody_signs_up(client):
    assert client.get("/staff/sign-up/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


def test_sign_in_leads_to_no_other_site(client, receptionist, now):
    with_password(receptionist)
    client.post(
        SIGN_IN,
        {"login": receptionist.username, "password": PASSWORD, "next": "https://evil.example/"},
    )

    assert client.post(SECOND_FACTOR, {"code": code()}).headers["Location"] == ADMIN


@pytest.mark.parametrize("typed", ["\x00", "x" * 10_000, "’ OR 1=1 --", "名前"])
def test_strange_input_is_answered(client, receptionist, typed):
    assert type_password(client, typed, typed).status_code == 200


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", '{"id": 1}', '{"response": {"userHandle": "!"}}']
)
def test_a_strange_passkey_is_answered(client, credential):
    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert response.headers["Location"] == SIGN_IN
