import json

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from fido2.utils import websafe_encode

from clinic.staff.tests.people import SECOND_FACTOR, code, type_password
from clinic.traces.looks import record_failed_sign_in
from clinic.traces.models import Look
from clinic.traces.tests.reading import looks

pytestmark = pytest.mark.django_db
PASSWORD = "a password that is long"
PASSKEY = reverse("mfa_login_webauthn")


@pytest.fixture
def rita(receptionist):
    receptionist.set_password(PASSWORD)
    receptionist.save()
    return receptionist


@pytest.fixture(autouse=True)
def nobody_has_tried():
    cache.clear()  # a code works once, and tries are counted


def sign_in(username, password):
    client = Client(REMOTE_ADDR="203.0.113.7")
    type_password(client, username, password)
    client.post(SECOND_FACTOR, {"code": code()})
    return client


def test_in_and_out(rita):
    sign_in("receptionist", PASSWORD).post(reverse("account_logout"))
    assert looks() == [
        ("receptionist", "signed-in", "password, authenticator app", []),
        ("receptionist", "signed-out", "", []),
    ]
    assert set(Look.objects.values_list("user", "address")) == {(rita.pk, "203.0.113.7")}


def test_a_recovery_code_is_told_from_the_app(rita):
    spare = RecoveryCodes.activate(rita).generate_codes()[0]
    client = Client()
    type_password(client, "receptionist", PASSWORD)

    page = client.post(SECOND_FACTOR, {"code": spare}, follow=True).content.decode()

    assert looks()[0] == ("receptionist", "signed-in", "password, recovery code", [])
    assert "9 recovery codes are left." in page


def test_a_password_alone_is_told_too(rita):
    rita.authenticator_set.all().delete()
    type_password(Client(), "receptionist", PASSWORD)

    assert looks() == [("receptionist", "signed-in", "password", [])]


def test_each_failure_names_the_account(rita):
    for _time in range(2):
        sign_in("receptionist", "wrong")
    assert looks() == [("receptionist", "sign-in-failed", "", [])] * 2
    assert set(Look.objects.values_list("user", "address")) == {(rita.pk, "203.0.113.7")}


def test_also_where_the_name_is_typed_with_other_letters(rita):
    sign_in("RECEPTIONIST", "wrong")

    assert list(Look.objects.values_list("user", "username")) == [(rita.pk, "receptionist")]


def test_a_password_in_the_wrong_field_is_kept_nowhere(rita):
    sign_in(PASSWORD, "receptionist")
    assert looks() == [("", "sign-in-failed", "", [])]
    assert PASSWORD not in str(list(Look.objects.values()))


def test_without_a_request(rita):
    assert authenticate(username="receptionist", password="wrong") is None
    assert looks() == [("receptionist", "sign-in-failed", "", [])]


def test_what_the_second_factor_calls(rita, rf):
    record_failed_sign_in(rf.post("/", REMOTE_ADDR="203.0.113.7"), "receptionist")
    record_failed_sign_in(rf.post("/"), "nobody\0")
    assert looks() == [("receptionist", "sign-in-failed", "", []), ("", "sign-in-failed", "", [])]


def test_signing_in_again_is_another_session(rita):
    for _time in range(2):
        sign_in("receptionist", PASSWORD)
        cache.clear()
    first, second = Look.objects.values_list("session", flat=True)
    assert first != second
    assert len(first) == len(second) == 16


def test_a_wrong_code_is_a_failed_sign_in(rita):
    client = Client(REMOTE_ADDR="203.0.113.7")
    type_password(client, "receptionist", PASSWORD)
    client.post(SECOND_FACTOR, {"code": "000000"})
    assert looks() == [("receptionist", "sign-in-failed", "", [])]


@pytest.mark.parametrize("credential", ["", "{}", '{"id": 1}', '{"response": {"userHandle": "!"}}'])
def test_a_wrong_passkey_is_a_failed_sign_in(credential):
    Client(REMOTE_ADDR="203.0.113.7").post(PASSKEY, {"credential": credential})

    assert looks() == [("", "sign-in-failed", "", [])]


def test_a_wrong_passkey_names_whose_it_says_to_be(rita):
    handle = websafe_encode(user_pk_to_url_str(rita).encode())
    Client().post(PASSKEY, {"credential": json.dumps({"id": "x", "response": {"userHandle": handle}})})

    assert looks() == [("receptionist", "sign-in-failed", "", [])]


def test_a_wrong_passkey_behind_the_password_names_who_typed_it(rita):
    client = Client()
    type_password(client, "receptionist", PASSWORD)
    client.post(SECOND_FACTOR, {"credential": '{"id": 1}'})

    assert looks() == [("receptionist", "sign-in-failed", "", [])]


def test_an_account_that_is_disabled(rita):
    User.objects.update(is_active=False)
    sign_in("receptionist", PASSWORD)

    assert looks() == [("receptionist", "sign-in-failed", "", [])]


def test_of_what_is_refused_unlooked_at_there_is_one_row(rita, now):
    for _time in range(9):
        sign_in("receptionist", "wrong")

    assert looks() == [("receptionist", "sign-in-failed", "", [])] * 6


def test_of_codes_too(rita, now):
    client = Client()
    type_password(client, "receptionist", PASSWORD)
    for _time in range(9):
        client.post(SECOND_FACTOR, {"code": "000000"})

    assert looks() == [("receptionist", "sign-in-failed", "", [])] * 6


def test_a_flood_of_passkeys_does_not_fill_the_records(now):
    for _time in range(40):
        Client().post(PASSKEY, {"credential": "{}"})

    assert looks() == [("", "sign-in-failed", "", [])] * 10
