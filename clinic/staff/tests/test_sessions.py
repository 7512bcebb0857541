from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from clinic.staff.tests.people import PASSWORD, sign_in, type_password, with_password
from conftest import Browser

pytestmark = pytest.mark.django_db

ADMIN = reverse("admin:index")
LIST = reverse("usersessions_list")


@pytest.fixture
def two_browsers(receptionist, now):
    """The same receptionist, half a minute apart: a code works once."""
    with_password(receptionist)
    here, there = Client(), Client()
    sign_in(there, receptionist)
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        sign_in(here, receptionist)
        yield here, there


def is_in(client):
    return client.get(ADMIN).status_code == 200


def test_one_sees_and_ends_ones_own(two_browsers):
    here, there = two_browsers
    assert is_in(there)
    listed = here.get(LIST).context["sessions"]
    assert len(listed) == 2
    other = UserSession.objects.get(session_key=there.session.session_key)

    here.post(reverse("staff:end_session", args=[other.pk]))

    assert is_in(here)
    assert not is_in(there)


def test_each_browser_is_called_as_one_knows_it_and_its_address_told_once(client, receptionist):
    firefox = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
    client.force_login(receptionist)
    client.get(ADMIN, headers={"user-agent": firefox}, REMOTE_ADDR="203.0.113.7")

    page = client.get(LIST, headers={"user-agent": firefox}, REMOTE_ADDR="203.0.113.7").content.decode()

    assert "<h2>This browser (Firefox, Windows)</h2>" in page
    assert page.count("203.0.113.7") == 1
    assert "Gecko" not in page


def test_all_others_at_once(two_browsers):
    here, there = two_browsers

    here.post(LIST)

    assert is_in(here)
    assert not is_in(there)


def test_nobody_ends_anothers(two_browsers, another_receptionist):
    _here, there = two_browsers
    stranger = Browser()
    stranger.force_login(another_receptionist)
    session = UserSession.objects.get(session_key=there.session.session_key)

    assert stranger.post(reverse("staff:end_session", args=[session.pk])).status_code == 404
    assert is_in(there)


def test_another_password_ends_the_other_sessions(two_browsers):
    here, there = two_browsers
    new = "harbor pencil mustard tuba"

    here.post(
        reverse("staff:password"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert is_in(here)
    assert not is_in(there)
    assert type_password(Client(), "receptionist", new).status_code == 302


def test_an_easy_one_is_refused_where_it_was_typed_first(two_browsers):
    here, there = two_browsers
    new = {"new_password1": "short", "new_password2": "short"}

    answer = here.post(reverse("staff:password"), {"old_password": PASSWORD, **new})

    assert set(answer.context["form"].errors) == {"new_password1"}
    assert is_in(there)


def test_reset_second_factor_ends_them_all(two_browsers, receptionist, capsys):
    here, there = two_browsers

    call_command("reset_second_factor", "receptionist")

    assert not receptionist.authenticator_set.exists()
    assert not is_in(here)
    assert not is_in(there)
    assert type_password(Client(), "receptionist").headers["Location"] == ADMIN
    assert "receptionist is signed out everywhere" in capsys.readouterr().out


def test_reset_second_factor_of_a_name_with_other_letters(receptionist, capsys):
    call_command("reset_second_factor", "Receptionist")

    assert not receptionist.authenticator_set.exists()
    assert "receptionist is signed out everywhere" in capsys.readouterr().out


def test_reset_second_factor_of_nobody(db):
    with pytest.raises(CommandError, match="Nobody is called frida"):
        call_command("reset_second_factor", "frida")
