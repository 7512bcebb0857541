"""A flood of wrong passwords is stopped, and locks nobody out for good."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from clinic.staff.tests.people import PASSWORD, SECOND_FACTOR, code, sign_in, type_password, with_password
from clinic.traces.tests.reading import looks

pytestmark = pytest.mark.django_db

PASSKEY = reverse("mfa_login_webauthn")
CHANGE = reverse("staff:password")
NEW = "harbor pencil mustard tuba"
WRONG = "not the password at all"
TOO_MANY = "There were too many wrong tries."
LOOKED_AT = "This name and password do not belong together."


@pytest.fixture(autouse=True)
def nobody_has_tried():
    cache.clear()


def says_too_many(response):
    return TOO_MANY in response.content.decode()


def tries(name, addresses, *, per_address=1):
    """So many wrong passwords from each; how many were looked at."""
    looked_at = 0
    for address in addresses:
        for _number in range(per_address):
            answer = type_password(Client(), name, WRONG, REMOTE_ADDR=address).content.decode()
            looked_at += LOOKED_AT in answer
    return looked_at


def test_one_name_at_one_address(receptionist, now):
    with_password(receptionist)

    assert tries(receptionist.username, ["192.0.2.1"], per_address=7) == 5
    assert says_too_many(type_password(Client(), receptionist.username, REMOTE_ADDR="192.0.2.1"))
    assert not says_too_many(type_password(Client(), receptionist.username, REMOTE_ADDR="192.0.2.2"))


def test_the_spelling_of_the_name_does_not_help(receptionist, now):
    names = ["receptionist", "Receptionist", "RECEPTIONIST", "rEceptionist", "receptionisT", "recEptionist"]

    assert sum(tries(name, ["192.0.2.1"]) for name in names) == 5


def test_many_names_at_one_address(now):
    assert sum(tries(f"name{number}", ["192.0.2.1"]) for number in range(15)) == 10


def test_one_network_is_one_address(receptionist, now):
    addresses = [f"2001:db8::{number:x}" for number in range(1, 9)]

    assert tries(receptionist.username, addresses) == 5


def test_one_name_from_everywhere(receptionist, now):
    with_password(receptionist)

    assert tries(receptionist.username, [f"192.0.2.{number}" for number in range(40)]) == 30
    assert says_too_many(type_password(Client(), receptionist.username, REMOTE_ADDR="198.51.100.1"))


def test_the_flood_does_not_reach_a_browser_that_is_known(client, receptionist, now):
    sign_in(client, with_password(receptionist))
    client.post("/staff/sign-out/")
    tries(receptionist.username, [f"192.0.2.{number}" for number in range(40)])

    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        assert type_password(client, receptionist.username).headers["Location"] == SECOND_FACTOR
        assert client.post(SECOND_FACTOR, {"code": code()}).status_code == 302


@pytest.mark.parametrize("names", [["receptionist"] * 40, [f"name{number}" for number in range(40)]])
def test_nor_does_a_flood_from_its_own_address(client, receptionist, now, names):
    sign_in(client, with_password(receptionist))
    client.post("/staff/sign-out/")
    for name in names:
        type_password(Client(), name, WRONG)

    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        assert type_password(client, receptionist.username).headers["Location"] == SECOND_FACTOR
        for _number in range(10):
            stranger = Client()
            type_password(stranger, receptionist.username, REMOTE_ADDR="192.0.2.1")
            stranger.post(SECOND_FACTOR, {"code": "000000"}, REMOTE_ADDR="192.0.2.1")
        assert client.post(SECOND_FACTOR, {"code": code()}).status_code == 302


def test_a_known_browser_has_five_tries_of_its_own(client, receptionist, now):
    sign_in(client, with_password(receptionist))
    client.post("/staff/sign-out/")
    answers = [type_password(client, receptionist.username, WRONG) for _number in range(6)]

    assert [says_too_many(answer) for answer in answers] == [False] * 5 + [True]
    assert says_too_many(type_password(client, receptionist.username, REMOTE_ADDR="192.0.2.1"))
    assert not says_too_many(type_password(Client(), receptionist.username))


def test_no_script_reads_what_makes_a_browser_known(client, receptionist, now):
    sign_in(client, with_password(receptionist))

    cookie = client.cookies["known"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_browser_is_known_for_its_own_people_alone(client, receptionist, another_receptionist, now):
    sign_in(client, with_password(receptionist))
    client.post("/staff/sign-out/")
    with_password(another_receptionist)
    tries(another_receptionist.username, [f"192.0.2.{number}" for number in range(40)])

    assert says_too_many(type_password(client, another_receptionist.username))


def test_the_flood_is_over_when_it_is_over(receptionist, now):
    with_password(receptionist)
    tries(receptionist.username, ["192.0.2.1"], per_address=6)

    with time_machine.travel(now + timedelta(minutes=5, seconds=1), tick=False):
        response = type_password(Client(), receptionist.username, REMOTE_ADDR="192.0.2.1")
    assert response.headers["Location"] == SECOND_FACTOR


def test_right_passwords_use_nothing_up(receptionist, now):
    with_password(receptionist)
    for _number in range(12):
        response = type_password(Client(), receptionist.username, REMOTE_ADDR="192.0.2.1")
        assert response.headers["Location"] == SECOND_FACTOR


def test_codes_are_counted_for_each_person(receptionist, now):
    with_password(receptionist)
    client = Client()
    type_password(client, receptionist.username)
    answers = [client.post(SECOND_FACTOR, {"code": "000000"}) for _number in range(6)]

    assert [says_too_many(answer) for answer in answers] == [False] * 5 + [True]


def test_wrong_codes_at_one_address_do_not_stop_the_owner_at_another(receptionist, now):
    with_password(receptionist)
    for address, codes in (("192.0.2.1", ["000000"] * 7), ("192.0.2.2", [code()])):
        browser = Client(REMOTE_ADDR=address)
        type_password(browser, receptionist.username)
        answers = [browser.post(SECOND_FACTOR, {"code": typed}) for typed in codes]

    assert answers[0].status_code == 302


def test_wrong_codes_from_everywhere_are_ten(receptionist, now):
    with_password(receptionist)
    answers = []
    for number in range(12):
        browser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        type_password(browser, receptionist.username)
        answers.append(browser.post(SECOND_FACTOR, {"code": "000000"}))

    assert [says_too_many(answer) for answer in answers] == [False] * 10 + [True] * 2


def test_who_changes_the_password_has_no_more_tries_at_the_old_one(client, receptionist, now):
    """Somebody else at a desk that was left open."""
    client.force_login(with_password(receptionist))
    new = {"new_password1": NEW, "new_password2": NEW}
    answers = [client.post(CHANGE, {"old_password": WRONG, **new}) for _number in range(9)]

    assert ["This is not your password." in answer.content.decode() for answer in answers] == (
        [True] * 5 + [False] * 4
    )
    assert says_too_many(client.post(CHANGE, {"old_password": PASSWORD, **new}))
    assert looks()[1:] == [("receptionist", "sign-in-failed", "", [])] * 6
    with time_machine.travel(now + timedelta(minutes=5, seconds=1), tick=False):
        response = client.post(CHANGE, {"old_password": PASSWORD, **new})
    assert response.headers["Location"] == reverse("mfa_index")


def test_passkeys_are_not_counted(now):
    answers = {Client().post(PASSKEY, {"credential": "{}"}).status_code for _number in range(40)}

    assert answers == {302}


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_counted_once_each(receptionist):
    with_password(receptionist)

    def one_try(_number):
        try:
            return tries(receptionist.username, ["192.0.2.1"])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one_try, range(24))) <= 5
