"""Public pages in a real browser: on a phone and on a wide screen, in light and in dark."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from booking import starter as first_hours
from clinic.tests.browser.accessibility import Accessibility
from content import starter as first_article

HEADINGS = {
    "/": "What holds you back?",
    "/articles/": "Articles",
    "/articles/myofascial-release-vs-massage/": (
        "What is the difference between myofascial release and a massage?"
    ),
    "/book/": "Book an evaluation",
    "/book/evaluation/": "When can you come?",
}
GROUNDS: dict[Literal["light", "dark"], str] = {"light": "rgb(247, 242, 232)", "dark": "rgb(13, 31, 25)"}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("address", HEADINGS)
def test_page_is_whole_and_accessible(page: Page, axe: Accessibility, address: str, width: int) -> None:
    """The fixture `complaints` sees to the rest: the console, the policy, missing files, other origins."""
    first_article.load()
    first_hours.load()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[address])
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for scheme, ground in GROUNDS.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_css("background-color", ground)
        axe.no_violations(page)
