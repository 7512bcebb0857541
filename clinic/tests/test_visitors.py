import re

from clinic.visitors import visitor_key


def key(rf, address):
    return visitor_key(rf.get("/", REMOTE_ADDR=address))


def test_key_tells_visitors_apart_without_naming_them(rf):
    assert re.fullmatch(r"[0-9a-f]{64}", key(rf, "203.0.113.7"))
    assert key(rf, "203.0.113.7") == key(rf, "203.0.113.7")
    assert key(rf, "203.0.113.7") != key(rf, "203.0.113.8")


def test_one_household_is_one_visitor(rf):
    assert key(rf, "2001:db8:1:2::3") == key(rf, "2001:db8:1:2:ffff::9")
    assert key(rf, "2001:db8:1:2::3") != key(rf, "2001:db8:1:3::3")


def test_key_depends_on_the_secret(rf, settings):
    before = key(rf, "203.0.113.7")
    settings.SECRET_KEY = "another"

    assert key(rf, "203.0.113.7") != before


def test_visitor_without_an_address_has_a_key_too(rf):
    assert re.fullmatch(r"[0-9a-f]{64}", key(rf, ""))
