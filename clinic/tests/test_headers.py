from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

PUBLIC = ["/", "/articles/", "/robots.txt", "/sitemap.xml", "/nowhere/"]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", [*PUBLIC, "/admin/login/"])
def test_every_page_is_guarded(client, address):
    headers = client.get(address).headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert {name: headers[name] for name in EXACT} == EXACT
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_sets_no_cookie(client, address):
    response = client.get(address)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_home_may_be_kept_for_a_minute(client):
    assert client.get("/").headers["Cache-Control"] == "public, max-age=60"


def test_nothing_of_the_admin_is_kept(client):
    assert "no-store" in client.get("/admin/login/").headers["Cache-Control"]
    assert (
        client.get("/admin/").headers["Cache-Control"]
        == "max-age=0, no-cache, no-store, must-revalidate, private"
    )


def test_nothing_is_kept_for_who_is_signed_in(admin_client):
    assert admin_client.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/articles/", "/nowhere/"])
def test_page_loads_nothing_from_elsewhere(client, address):
    html = client.get(address).content.decode()

    assert html.count("<script") == html.count('<script type="application/ld+json">')  # data, never run
    assert "<style" not in html
    assert " style=" not in html
    assert " src=" not in html
    assert html.count('<link rel="stylesheet" href="/static/css/') == html.count('<link rel="stylesheet"')


def sent(method: str) -> tuple[bytes, dict[str, str]]:
    """As a web server gets it: the test client takes the body of HEAD away by itself."""
    headers: dict[str, str] = {}

    def start(_status: str, pairs: list[tuple[str, str]], *_error: Any) -> Any:
        headers.update(pairs)

    environ = RequestFactory().generic(method, "/", headers={"accept-encoding": "gzip"}).environ
    return b"".join(WSGIHandler()(environ, start)), headers


def test_head_is_get_without_its_body():
    whole, alone = sent("GET"), sent("HEAD")

    assert alone[0] == b""
    assert alone[1].keys() == whole[1].keys()
    assert whole[1]["Content-Encoding"] == "gzip"
    assert int(whole[1]["Content-Length"]) == len(whole[0])
