"""The watch over every page sees what it is there for."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from clinic.tests.browser.accessibility import Accessibility
from clinic.tests.urls import urlpatterns as site


def holding(body: str) -> Callable[[HttpRequest], HttpResponse]:
    html = f'<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>{body}</main></html>'
    return lambda request: HttpResponse(html)


urlpatterns = [
    path("inline/", holding("<script>document.title = 'changed'</script>")),
    path("elsewhere/", holding('<img src="http://elsewhere.example/dot.png" alt="">')),
    path("incomplete/", holding('<img src="/static/none.png" alt="">')),
    path("nameless/", holding('<input id="nameless">')),
    *site,
]
pytestmark = pytest.mark.urls(__name__)


def complaints_of(page: Page, complaints: list[str]) -> list[str]:
    """All of them, as the last may still be on their way; the test is then through with them."""
    page.context.close()
    found = complaints.copy()
    complaints.clear()
    return found


def test_inline_script_is_a_complaint_and_does_not_run(page: Page, complaints: list[str]) -> None:
    page.goto("/inline/")
    assert page.title() == "A page"
    (found,) = complaints_of(page, complaints)
    assert "script-src 'self'" in found


def test_another_origin_is_a_complaint(page: Page, complaints: list[str]) -> None:
    page.goto("/elsewhere/")
    assert "another origin: http://elsewhere.example/dot.png" in complaints_of(page, complaints)


def test_missing_file_is_a_complaint(page: Page, complaints: list[str], live_server: LiveServer) -> None:
    page.goto("/incomplete/")
    assert complaints_of(page, complaints) == [f"status 404: {live_server}/static/none.png"]


def test_page_that_is_an_error_is_none(page: Page, complaints: list[str]) -> None:
    answer = page.goto("/busy/")
    assert answer and answer.status == 429
    assert complaints_of(page, complaints) == []


def test_broken_script_is_a_complaint(page: Page, complaints: list[str]) -> None:
    page.goto("/")
    page.evaluate("setTimeout(() => { throw new Error('torn') })")
    page.evaluate("new Promise(resolve => setTimeout(resolve))")
    assert complaints_of(page, complaints) == ["script: torn"]


def test_second_person_is_watched_too(
    new_context: Callable[..., BrowserContext], complaints: list[str]
) -> None:
    page = new_context().new_page()
    page.goto("/inline/")
    assert len(complaints_of(page, complaints)) == 1


def test_axe_tells_rule_impact_and_place(page: Page, axe: Accessibility) -> None:
    page.goto("/nameless/")
    found = axe.violations(page)
    assert found == ["label (critical): Form elements must have labels: #nameless"]
    with pytest.raises(AssertionError, match="#nameless"):
        axe.no_violations(page)


PASSKEY = """async () => {
  const key = await navigator.credentials.create({publicKey: {
    challenge: new Uint8Array(16),
    rp: {name: "The practice", id: "localhost"},
    user: {id: new Uint8Array(8), name: "rita", displayName: "Rita Desk"},
    pubKeyCredParams: [{type: "public-key", alg: -7}],
  }});
  return key.type;
}"""


def test_site_is_where_passkeys_can_be_made(page: Page, live_server: LiveServer) -> None:
    assert live_server.url == f"http://localhost:{live_server.thread.port}"
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    finger = {"hasUserVerification": True, "isUserVerified": True}
    options = {"protocol": "ctap2", "transport": "internal", **finger}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/")
    assert page.evaluate(PASSKEY) == "public-key"


def test_cookie_and_form_token_come_back(page: Page) -> None:
    page.goto("/keeping/1/")
    page.get_by_label("Full name").fill("Pat Doe")
    page.locator("form").evaluate("form => form.requestSubmit()")
    page.wait_for_url("/")
