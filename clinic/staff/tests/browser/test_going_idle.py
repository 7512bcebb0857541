"""A minute before the end somebody is asked; at the end the page goes to the sign-in page by itself."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from clinic.models import Practice
from clinic.staff import roles
from clinic.staff.tests.browser.walking import ADMIN, sign_in
from clinic.staff.tests.people import with_password
from conftest import NOW, make_staff

QUEUE = "/admin/booking/appointment/"
PRACTICE = "/admin/clinic/practice/1/change/"
SIGN_IN = re.compile(r"/staff/sign-in/")
ASKED = "Are you still there?"
COVERED = "The site cannot be reached."

Wait = Callable[[float], None]


@pytest.fixture
def mona(rita: User) -> User:
    return with_password(make_staff("mona", "Mona Head", roles.MANAGER))


@pytest.fixture
def wait(page: Page) -> Iterator[Wait]:
    """Minutes go by, at once, as for a computer that slept: what was due in them is done once."""
    page.clock.install(time=NOW)
    page.clock.pause_at(NOW + timedelta(seconds=1))
    with time_machine.travel(NOW, tick=False) as site:

        def minutes(number: float) -> None:
            site.shift(timedelta(minutes=number))
            page.clock.fast_forward(int(number * 60_000))

        yield minutes


def look(page: Page, act: Callable[[], None], asks: str = "left") -> int:
    """Do something that makes the page ask how much time is left, or to `stay`; the seconds it is told."""
    with page.expect_response(f"**/staff/idle/{asks}/") as answer:
        act()
    page.evaluate("fetch(document.getElementById('idle').dataset.left)")  # by then it has read its own answer
    return int(answer.value.json()["seconds"])


def type_another_name(page: Page, user: User) -> None:
    page.goto(ADMIN)
    sign_in(page, user)
    page.goto(PRACTICE)
    page.get_by_label("Town").fill("Broadway")


def test_the_page_asks_and_then_signs_out_with_what_was_typed(page, mona, wait):
    Practice.load()
    type_another_name(page, mona)
    assert look(page, partial(wait, 2), "stay") == 15 * 60  # typing was use of it
    assert look(page, partial(wait, 13.5)) == 90
    expect(page.get_by_text(ASKED)).to_be_hidden()
    assert look(page, partial(wait, 0.5)) == 60
    expect(page.get_by_text(ASKED)).to_be_visible()
    wait(1)
    expect(page).to_have_url(SIGN_IN)

    sign_in(page, mona)

    expect(page.get_by_text("You were signed out meanwhile.")).to_be_visible()
    expect(page.get_by_label("Town")).to_have_value("Broadway")
    assert Practice.load().city == "Sanford"

    wait(16)  # and is called away once more, with nothing touched
    expect(page).to_have_url(SIGN_IN)
    sign_in(page, mona)
    expect(page.get_by_label("Town")).to_have_value("Broadway")


def test_another_person_finds_nothing_of_it(page, mona, wait):
    Practice.load()
    type_another_name(page, mona)
    look(page, partial(wait, 2), "stay")
    wait(16)
    expect(page).to_have_url(SIGN_IN)

    sign_in(page, with_password(make_staff("olga", "Olga Head", roles.MANAGER)))

    expect(page).to_have_url(re.compile(f"{ADMIN}$"))
    page.goto(PRACTICE)
    expect(page.get_by_label("Town")).to_have_value("Sanford")


def test_staying(page, mona, wait, axe):
    page.goto(ADMIN)
    sign_in(page, mona)
    expect(page).to_have_url(re.compile(r"/admin/$"))
    page.wait_for_load_state()  # its script has set the clock
    assert look(page, partial(wait, 14.5)) == 30
    expect(page.get_by_text(ASKED)).to_be_visible()
    page.clock.resume()  # axe waits on it
    axe.no_violations(page)

    assert look(page, page.get_by_role("button", name="Stay signed in").click, "stay") == 15 * 60

    expect(page.get_by_text(ASKED)).to_be_hidden()
    assert look(page, partial(wait, 5)) == 10 * 60


def test_while_the_line_is_down_nothing_of_the_page_stays_on_the_screen(page, mona, wait, complaints):
    Practice.load()
    type_another_name(page, mona)
    assert look(page, partial(wait, 2), "stay") == 15 * 60
    page.route("**/staff/idle/**", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        wait(14)
    expect(page.get_by_text(COVERED)).to_be_hidden()
    with page.expect_event("requestfailed"):
        wait(1)
    expect(page.get_by_text(COVERED)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_text(COVERED)).to_be_visible()
    expect(page.get_by_label("Town")).to_be_hidden()

    page.unroute("**/staff/idle/**")
    assert [one for one in complaints if "ERR_FAILED" not in one] == []
    complaints.clear()
    wait(1)

    expect(page).to_have_url(SIGN_IN)
    sign_in(page, mona)
    expect(page.get_by_label("Town")).to_have_value("Broadway")


def test_typing_is_use(page, mona, wait):
    Practice.load()
    type_another_name(page, mona)
    for letter in "abc":
        page.get_by_label("Town").press_sequentially(letter)
        assert look(page, partial(wait, 10), "stay") == 15 * 60


def test_two_tabs_end_in_the_same_second(page, mona, wait):
    Practice.load()
    type_another_name(page, mona)
    queue = page.context.new_page()
    queue.goto(QUEUE)
    look(page, partial(wait, 2), "stay")
    wait(16)
    for tab in (page, queue):
        expect(tab).to_have_url(SIGN_IN)

    sign_in(page, mona)

    expect(page.get_by_label("Town")).to_have_value("Broadway")
    queue.reload()
    expect(queue).to_have_url(re.compile(QUEUE))


def test_after_signing_in_again_in_another_tab_typing_is_use(page, mona, wait):
    """The token that the page had is stale."""
    Practice.load()
    type_another_name(page, mona)
    other = page.context.new_page()
    other.goto(ADMIN)
    other.get_by_role("button", name="Sign out").click()
    other.goto(ADMIN)
    sign_in(other, mona, steps=1)
    expect(other).to_have_url(re.compile(ADMIN))

    assert look(page, partial(wait, 2), "stay") == 15 * 60

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def test_a_tab_of_somebody_who_was_there_before_shows_nothing_more(page, mona, wait):
    Practice.load()
    type_another_name(page, mona)
    other = page.context.new_page()
    other.goto(ADMIN)
    other.get_by_role("button", name="Sign out").click()
    other.goto(ADMIN)
    sign_in(other, with_password(make_staff("olga", "Olga Head", roles.MANAGER)))
    expect(other).to_have_url(re.compile(ADMIN))

    wait(2)

    expect(page).to_have_url(re.compile(f"{ADMIN}$"))
    page.goto(PRACTICE)
    expect(page.get_by_label("Town")).to_have_value("Sanford")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_that_was_sent_too_late_comes_back(new_context, mona, now, scripts):
    Practice.load()
    page = new_context(java_script_enabled=scripts).new_page()
    type_another_name(page, mona)
    with time_machine.travel(NOW + timedelta(minutes=15), tick=False):
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page).to_have_url(SIGN_IN)
        sign_in(page, mona)
        expect(page.get_by_label("Town")).to_have_value("Broadway")
        assert Practice.load().city == "Sanford"
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert Practice.load().city == "Broadway"
