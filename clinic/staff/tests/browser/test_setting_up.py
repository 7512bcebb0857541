import re

import pytest
from playwright.sync_api import expect

from clinic.staff.tests.browser.walking import ADMIN, sign_in, type_password
from clinic.staff.tests.people import code

PAGES = ["second-factor/", "second-factor/codes/", "second-factor/passkeys/", "sessions/", "password/"]


def test_the_first_sign_in_leads_through_it(page, nora):
    page.goto(ADMIN)
    type_password(page, nora)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step: a second factor")
    page.goto("/admin/booking/appointment/")
    expect(page).to_have_url(re.compile(r"/staff/second-factor/$"))

    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Code", exact=True).fill(code(page.locator(".secret code").inner_text()))
    page.get_by_role("button", name="Continue").click()

    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(re.compile(r"/admin/booking/appointment/$"))  # on to where one wanted to go


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(page, nora, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})

    def look():
        axe.no_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 320

    page.goto("/staff/sign-in/")
    look()
    type_password(page, nora, "not the password")
    look()
    page.goto("/staff/invitation/MQ/unknown/")
    look()
    page.goto("/staff/sign-in/")
    type_password(page, nora)
    look()
    page.goto("/staff/second-factor/app/")
    look()
    page.get_by_label("Code", exact=True).fill(code(page.locator(".secret code").inner_text()))
    page.get_by_role("button", name="Continue").click()
    for address in PAGES:
        page.goto(f"/staff/{address}")
        look()
    page.goto("/staff/second-factor/passkeys/add/")
    look()


def test_a_session_elsewhere_is_ended(page, new_context, rita, now):
    there = new_context().new_page()
    there.goto(ADMIN)
    sign_in(there, rita)
    expect(there).to_have_url(re.compile(r"/admin/$"))
    page.goto(ADMIN)
    sign_in(page, rita, steps=1)
    page.goto("/staff/sessions/")

    page.get_by_role("button", name="Sign out there").click()

    expect(page.get_by_text("that browser is signed out")).to_be_visible()
    there.goto(ADMIN)
    expect(there).to_have_url(re.compile(r"/staff/sign-in/"))
