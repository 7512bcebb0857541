"""What the practice owes its patients to say: whole and accessible where it is narrowest."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from booking import starter as first_hours
from booking.models import Closure
from clinic import legal
from clinic.models import LegalPage, Practice
from clinic.tests.browser.accessibility import Accessibility


@pytest.fixture
def published(transactional_db: None) -> None:
    legal.write_missing()
    LegalPage.objects.filter(kind="privacy").update(
        body="<h2>Whom we tell</h2><table><tbody><tr>"
        + "<td>Physiotherapists</td>" * 6
        + "</tr></tbody></table>",
        effective_on="2026-05-04",
        state="published",
    )
    first_hours.load()
    tomorrow = localdate() + timedelta(days=1)
    Closure.objects.create(first_day=tomorrow, last_day=tomorrow + timedelta(days=7))
    Practice.objects.update_or_create(pk=1, defaults={"hours_confirmed": True})


def test_notice_and_hours_on_a_narrow_screen(page: Page, axe: Accessibility, published: None) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/book/")
    expect(page.get_by_role("region", name="Talk to us")).to_contain_text("Monday to Friday")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    axe.no_violations(page)

    with page.expect_navigation():  # to its end: the style sheets too
        page.get_by_role("link", name="Notice of privacy practices").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Notice of privacy practices")
    expect(page.get_by_role("region", name="Table, scrolls sideways")).to_be_visible()
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    axe.no_violations(page)
    page.emulate_media(color_scheme="dark")
    axe.no_violations(page)
