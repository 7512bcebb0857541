import json
import logging

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import Fernet
from django.db import connection

from clinic.staff import encryption
from clinic.staff.tests.people import code
from conftest import TOTP

pytestmark = pytest.mark.django_db


def stored(kind):
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator WHERE type = %s", [kind])
        data = cursor.fetchone()[0]
    return json.loads(data) if isinstance(data, str) else data


def test_the_database_never_holds_the_secret(receptionist):
    RecoveryCodes.activate(receptionist)

    assert TOTP not in json.dumps(stored("totp"))
    assert encryption.decrypt(stored("totp")["secret"]) == TOTP
    assert encryption.decrypt(stored("recovery_codes")["seed"]) != stored("recovery_codes")["seed"]


def test_a_former_key_still_reads(receptionist, settings, now):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is fifty characters long, or longer"

    assert Authenticator.objects.get(user=receptionist).wrap().validate_code(code())


def test_without_the_key_no_code_fits_and_the_log_says_why(receptionist, settings, caplog, now):
    settings.SECRET_KEY = "another key that is fifty characters long, or longer"

    with caplog.at_level(logging.ERROR):
        assert not Authenticator.objects.get(user=receptionist).wrap().validate_code(code())

    assert [record.getMessage() for record in caplog.records] == [
        "A second factor cannot be read: SECRET_KEY was changed. See docs/running.md."
    ]


def test_the_key_is_not_secret_key_itself(settings):
    assert encryption.key_from(settings.SECRET_KEY) != encryption.key_from(settings.SECRET_KEY + "x")
    Fernet(encryption.key_from("short"))  # any text makes a key
