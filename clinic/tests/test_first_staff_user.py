from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def first_staff_user() -> str:
    out = StringIO()
    call_command("first_staff_user", stdout=out)
    return out.getvalue()


def test_printed_password_signs_in():
    password = first_staff_user().split()[-1]
    user = authenticate(username="frontdesk", password=password)
    assert user is not None
    assert user.is_superuser
    assert len(password) >= 15


def test_the_second_time_nothing_is_made_or_printed():
    first_staff_user()
    assert first_staff_user() == ""
    assert get_user_model().objects.count() == 1


def test_where_somebody_has_an_account_nothing_is_made():
    get_user_model().objects.create_user("somebody")
    assert first_staff_user() == ""
    assert get_user_model().objects.count() == 1
