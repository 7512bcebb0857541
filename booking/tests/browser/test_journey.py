"""From the home page to sent, as people come: with the mouse, with JavaScript off, by keyboard alone."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from time_machine import Traveller

from booking.models import Appointment, Provider, VisitType
from booking.tests.browser.test_people import tab_to
from booking.tests.browser.walking import LABELS, SEND, fill_in, go_on_to_check, has_sent, press
from booking.tests.conftest import at
from booking.tests.pages import DETAILS

pytestmark = pytest.mark.browser

CHOOSE = re.compile("Choose a time")
THREE = at("2026-06-01 15:00")


@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_with_the_mouse(
    new_context: Callable[..., BrowserContext],
    clock: Traveller,
    visit_type: VisitType,
    provider: Provider,
    scripted: bool,
) -> None:
    page = new_context(java_script_enabled=scripted).new_page()
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Book an evaluation").first.click()
    page.get_by_role("link", name=CHOOSE).click()
    press(page, "Continue")
    expect(page.get_by_role("link", name="Choose a time, or “None of these work”.")).to_be_visible()
    page.locator("label.slot").filter(has_text="3:00 PM").first.click()
    press(page, "Continue")
    fill_in(page)
    clock.shift(60)
    go_on_to_check(page)
    press(page, SEND)
    has_sent(page)
    assert was_asked_for() == THREE


def was_asked_for() -> datetime | None:
    return Appointment.objects.get().starts_at


def test_by_keyboard_alone(page: Page, clock: Traveller, visit_type: VisitType, provider: Provider) -> None:
    """Tab, arrows, Space and Enter."""
    page.goto("/")
    enter(page, page.get_by_role("main").get_by_role("link", name="Book an evaluation").first)
    enter(page, page.get_by_role("link", name=CHOOSE))
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")  # which also chooses
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="3:00 PM").first).to_be_checked()
    enter(page, page.get_by_role("button", name="Continue"))
    for name in ("name", "phone", "email"):
        tab_to(page, page.get_by_label(LABELS[name], exact=True))
        page.keyboard.type(DETAILS[name])
    tab_to(page, page.get_by_role("radio", name="Me", exact=True))
    page.keyboard.press("Space")
    clock.shift(60)
    enter(page, page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What else should we know?")
    enter(page, page.get_by_role("button", name="Continue"))
    enter(page, page.get_by_role("button", name=SEND))
    has_sent(page)
    assert was_asked_for() == THREE


def enter(page: Page, target: Locator) -> None:
    expect(target).to_be_visible()
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")
