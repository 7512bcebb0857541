"""Other weeks with and without JavaScript."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, Route, expect

from booking import workflow
from booking.models import Draft, Link, Provider, VisitType
from booking.tests.browser.walking import press
from clinic.tests.browser.accessibility import Accessibility

pytestmark = pytest.mark.browser


def open_times(page: Page, address: str = "/book/evaluation/") -> None:
    page.goto(address)
    page.evaluate("window.isTheSamePage = true")


def is_the_same_page(page: Page) -> bool:
    return bool(page.evaluate("window.isTheSamePage === true"))


def shows(page: Page, day: str) -> None:
    """As the first day, and open."""
    expect(page.locator("details").first).to_have_attribute("open", "")
    expect(page.get_by_role("heading", level=2).first).to_have_text(day)


def link(page: Page, name: str) -> None:
    """By keyboard."""
    found = page.get_by_role("link", name=name)
    found.focus()
    page.keyboard.press("Enter")


def test_other_weeks_without_a_page_load(
    page: Page, axe: Accessibility, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    open_times(page, "/book/evaluation/?article=stiff-neck")
    shows(page, "Monday, June 1")
    page.get_by_role("radio", name="4:00 PM").check()

    link(page, "Later times")
    expect(page.get_by_role("status")).to_have_text("Times from Monday, June 8")
    expect(page.get_by_role("link", name="Later times")).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?article=stiff-neck&from=2026-06-08$"))
    shows(page, "Monday, June 8")
    axe.no_violations(page)

    # There is nothing earlier: the focus goes to the first day.
    link(page, "Earlier times")
    shows(page, "Monday, June 1")
    expect(page.locator("summary").first).to_be_focused()
    expect(page.get_by_role("radio", name="4:00 PM")).to_be_checked()

    page.get_by_label("Need another day?").select_option("Thursday, July 2")
    press(page, "Show times")
    shows(page, "Thursday, July 2")
    expect(page.locator("summary").first).to_be_focused()
    assert is_the_same_page(page)

    page.get_by_role("radio", name="9:30 AM").check()
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("How can we reach you?")
    answers = Draft.objects.get().answers
    assert (answers["time"], answers["article"]) == ("2026-07-02T13:30Z", "stiff-neck")


def test_a_chosen_time_comes_back_in_sight(
    page: Page, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    """Of the days only the first is open, unless the time stands in another one."""
    open_times(page)
    page.locator("summary", has_text="Tuesday, June 2").click()
    page.locator("label.slot:visible").filter(has_text="9:30 AM").click()
    link(page, "Later times")
    shows(page, "Monday, June 8")
    link(page, "Earlier times")
    shows(page, "Monday, June 1")
    chosen = page.locator("[name=time]:checked")
    expect(chosen).to_have_value("2026-06-02T13:30Z")
    expect(chosen).to_be_visible()
    assert is_the_same_page(page)


def test_what_was_wrong_goes_with_the_times_that_it_was_about(
    page: Page, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    page.goto("/book/evaluation/")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    link(page, "Later times")
    shows(page, "Monday, June 8")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator(".error-message")).to_have_count(0)
    expect(page).to_have_title("When can you come? | Knecht Chiropractic Center")


def test_back_and_forward(page: Page, now: datetime, visit_type: VisitType, provider: Provider) -> None:
    open_times(page)
    for day in ("Monday, June 8", "Monday, June 15"):
        page.get_by_role("link", name="Later times").click()
        shows(page, day)
    page.go_back()
    shows(page, "Monday, June 8")
    expect(page).to_have_url(re.compile(r"\?from=2026-06-08$"))
    page.go_forward()
    shows(page, "Monday, June 15")

    # From another page it is the whole page again, not the part that was asked for last.
    page.get_by_role("link", name="None of these work").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("None of these work?")
    page.go_back()
    shows(page, "Monday, June 15")
    expect(page.get_by_role("heading", level=1)).to_have_text("When can you come?")
    # htmx keeps no page, which may be a patient's.
    assert page.evaluate("Object.keys({...sessionStorage, ...localStorage})") == [
        "htmx-current-path-for-history"
    ]


def busy(route: Route) -> None:
    route.fulfill(status=503)


def cut_off(route: Route) -> None:
    route.abort()


@pytest.mark.parametrize("fail", [busy, cut_off])
def test_what_fails_becomes_a_page_load(
    page: Page,
    complaints: list[str],
    now: datetime,
    visit_type: VisitType,
    provider: Provider,
    fail: Callable[[Route], None],
) -> None:
    open_times(page)
    page.route(
        "**/*", lambda route: fail(route) if "hx-request" in route.request.headers else route.fallback()
    )
    page.get_by_role("link", name="Later times").click()
    shows(page, "Monday, June 8")
    assert not is_the_same_page(page)
    assert complaints != []
    complaints.clear()


def test_a_visit_that_was_cancelled_meanwhile_shows_its_own_page(
    page: Page, now: datetime, make_appointment
) -> None:
    appointment = make_appointment(status="booked", starts_at=datetime(2026, 6, 8, 13, 0, tzinfo=UTC))
    page.goto(reverse("booking:token", args=[Link.objects.mint(appointment)[1]]))
    open_times(page, reverse("booking:change", args=[appointment.reference]))
    page.get_by_role("link", name="Later times").click()
    expect(page.get_by_role("status")).to_have_text("Times from Monday, June 8")
    workflow.cancel(appointment, now=now)
    page.get_by_role("link", name="Later times").click()
    expect(page).to_have_url(re.compile(r"\?from=2026-06-15$"))
    expect(page.locator("#times")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


def test_the_same_by_plain_links(
    new_context: Callable[..., BrowserContext], now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/book/evaluation/")
    link(page, "Later times")
    shows(page, "Monday, June 8")
    page.get_by_label("Need another day?").select_option("Thursday, July 2")
    press(page, "Show times")
    shows(page, "Thursday, July 2")
    page.locator("summary", has_text="Friday, July 3").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("How can we reach you?")
    assert Draft.objects.get().answers["time"] == "2026-07-03T13:00Z"
