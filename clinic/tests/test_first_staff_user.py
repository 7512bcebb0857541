from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command

from clinic.staff import roles

pytestmark = pytest.mark.django_db


def first_staff_user() -> str:
    out = StringIO()
    call_command("first_staff_user", stdout=out)
    return out.getvalue()


def test_printed_password_signs_in():
    password = first_staff_user().split()[-1]
    user = authenticate(username="manager", password=password)
    assert user is not None
    assert not user.is_superuser
    assert roles.role_of(user) == roles.MANAGER
    assert len(password) >= 15


def test_the_second_time_nothing_is_made_or_printed():
    first_staff_user()
    assert first_staff_user() == ""
    assert User.objects.count() == 1


def test_where_somebody_has_an_account_nothing_is_made():
    User.objects.create_user("somebody")
    assert first_staff_user() == ""
    assert User.objects.count() == 1
