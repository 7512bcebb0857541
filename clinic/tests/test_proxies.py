from ipaddress import ip_network

import pytest
from django.http import HttpResponse

from clinic.proxies import FORWARDED, TrustedProxiesMiddleware, client_address

OURS = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("forwarded_for", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("203.0.113.7,10.0.0.3 , fd00::1", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "10.0.0.1"),
        ("10.0.0.2", "10.0.0.1"),
        ("unknown", "10.0.0.1"),
        ("203.0.113.7, unknown", "10.0.0.1"),
        ("203.0.113.7,", "10.0.0.1"),
        ("203.0.113.7:5123", "10.0.0.1"),
        ("999.1.1.1", "10.0.0.1"),
        ("<script>", "10.0.0.1"),
    ],
)
def test_client_address(forwarded_for, address):
    assert client_address("10.0.0.1", forwarded_for, OURS) == address


def through(rf, settings, **meta):
    settings.TRUSTED_PROXIES = OURS
    request = rf.get("/", **meta)
    TrustedProxiesMiddleware(lambda request: HttpResponse())(request)
    return request


def test_stranger_is_not_believed(rf, settings):
    request = through(rf, settings, REMOTE_ADDR="203.0.113.7", **dict.fromkeys(FORWARDED, "https"))

    assert request.META["REMOTE_ADDR"] == "203.0.113.7"
    assert [name for name in FORWARDED if name in request.META] == []
    assert request.scheme == "http"


def test_proxy_is_believed(rf, settings):
    forwarded = {"HTTP_X_FORWARDED_FOR": "203.0.113.7", "HTTP_X_FORWARDED_PROTO": "https"}
    request = through(rf, settings, REMOTE_ADDR="10.0.0.1", **forwarded)

    assert request.META["REMOTE_ADDR"] == "203.0.113.7"
    assert request.scheme == "https"


def test_peer_without_an_address_is_not_believed(rf, settings):
    request = through(rf, settings, REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="203.0.113.7")

    assert request.META["REMOTE_ADDR"] == ""
