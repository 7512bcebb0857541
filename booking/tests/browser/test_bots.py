"""Programs with a whole browser: none of them gets a time."""

import pytest
from playwright.sync_api import Page, expect
from time_machine import Traveller

from booking.models import Provider, VisitType
from booking.tests.browser.walking import (
    SEND,
    TOO_SOON,
    TRAPPED,
    choose_a_time,
    fill_in,
    go_on_to_check,
    has_sent_nothing,
    press,
    say_for_whom,
)

pytestmark = pytest.mark.browser


def test_a_headless_browser_in_a_hurry(
    page: Page, clock: Traveller, visit_type: VisitType, provider: Provider
) -> None:
    """It finds its fields by what people see, so the trap stays empty."""
    choose_a_time(page, visit_type)
    fill_in(page)
    go_on_to_check(page)
    for _press in range(3):
        press(page, SEND)
        expect(page.get_by_role("alert")).to_contain_text(TOO_SOON)
    has_sent_nothing()


def test_a_headless_browser_that_fills_in_every_field_and_has_time(
    page: Page, clock: Traveller, visit_type: VisitType, provider: Provider
) -> None:
    choose_a_time(page, visit_type)
    for _press in range(3):
        clock.shift(600)
        say_for_whom(page, "Somebody else")
        for field in page.locator("form[method=post] input:not([type=hidden], [type=radio])").all():
            kind = field.get_attribute("type") or "text"
            field.fill({"email": "pat@example.com", "tel": "9197775242"}.get(kind, "Best prices"))
        press(page, "Continue")
        expect(page.get_by_role("alert")).to_contain_text(TRAPPED)
    has_sent_nothing()
