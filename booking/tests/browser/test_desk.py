"""The desk refreshes itself, says what is new, and stays out of the way."""

import re
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from booking import workflow
from booking.models import Appointment
from clinic.staff.tests.browser.walking import ADMIN, sign_in
from clinic.staff.tests.people import with_password
from conftest import NOW

HALF_A_MINUTE = 31_000


@pytest.fixture
def rita(receptionist, now):
    return with_password(receptionist)


@pytest.fixture
def passes(page):
    """Time goes by in the browser alone."""
    page.clock.install(time=NOW)
    page.clock.pause_at(NOW + timedelta(seconds=1))

    def passes():
        with page.expect_response("**/desk/"):
            page.clock.run_for(HALF_A_MINUTE)
        page.clock.run_for(100)  # htmx settles

    return passes


def test_a_morning_at_the_desk(page, rita, make_appointment, passes, complaints):
    for number in range(7):
        make_appointment(status="waitlist", patient_name=f"Pat {number}", now=NOW - timedelta(hours=1))
    appointment = make_appointment(patient_name="Ann Early", now=NOW - timedelta(minutes=50))
    make_appointment(status="booked", patient_name="Bo Call", email="", phone="+19197775242")
    page.goto(ADMIN)
    sign_in(page, rita)
    expect(page).to_have_title(re.compile(r"^\(8\) The desk \|"))
    said = page.locator("#desk-said")
    expect(said).to_be_empty()

    # A new request: announced, and what one has in hand stays where it is.
    button = page.get_by_role("button", name="Confirm Ann Early")
    button.focus()
    top = button.bounding_box()["y"]
    late = make_appointment(patient_name="Late Late", now=NOW - timedelta(days=3))
    Appointment.objects.filter(pk=late.pk).update(waiting_since=NOW)
    # Also while another tab is in front.
    page.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    passes()
    page.evaluate("delete document.hidden")
    expect(page.locator("#desk-waiting").get_by_role("link", name="Late Late", exact=True)).to_be_visible()
    expect(said).to_have_text("A new request. 9 wait for us.")
    expect(page).to_have_title(re.compile(r"^\(9\) The desk \|"))
    expect(button).to_be_focused()
    assert abs(button.bounding_box()["y"] - top) < 2

    # Nothing new: nothing is said. Half a word stays.
    page.get_by_role("searchbox").fill("Ann Ea")
    passes()
    expect(said).to_be_empty()
    expect(page.get_by_role("searchbox")).to_have_value("Ann Ea")
    expect(page.get_by_role("searchbox")).to_be_focused()

    # Whoever moves the pointer is on the way to a button.
    workflow.decline(late, reason="No.", by=rita, now=NOW)
    page.clock.run_for(25_000)
    page.mouse.move(200, 200)
    page.mouse.move(210, 210)
    page.clock.run_for(1_500)
    expect(page.locator("#desk-waiting").get_by_role("link", name="Late Late", exact=True)).to_be_visible()
    passes()
    expect(page.locator("#desk-waiting").get_by_role("link", name="Late Late", exact=True)).to_have_count(0)

    # By keyboard: confirmed, and back where one was.
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist", has_text="Booked: Tuesday, June 2 at 9:00 AM")).to_be_in_viewport()
    expect(page.locator("#desk-waiting")).to_be_focused()
    appointment.refresh_from_db()
    assert appointment.status == "booked"
    page.get_by_role("button", name="No answer Bo Call").click()
    expect(page.get_by_text("tried once, 10:00 AM: no answer")).to_be_visible()
    expect(page.locator("#desk").get_by_role("link", name="Bo Call").first).to_be_focused()

    # The line is down, and back; then the session is over.
    page.mouse.move(0, 0)
    page.route("**/desk/", lambda route: route.abort())
    page.clock.run_for(HALF_A_MINUTE + 3_000)
    expect(page.locator("#desk-outdated")).to_have_text("Not up to date since 10:00 AM.")
    assert complaints != []
    complaints.clear()
    page.unroute("**/desk/")
    passes()
    expect(page.locator("#desk-outdated")).to_be_empty()
    with time_machine.travel(NOW + timedelta(minutes=15), tick=False):
        passes()
        expect(page.locator("#desk-outdated")).to_have_text("Not up to date since 10:00 AM.")
    expect(page.locator("#desk-waiting")).to_be_visible()


def test_without_javascript(new_context, rita, make_appointment):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(ADMIN)
    sign_in(page, rita)
    make_appointment(patient_name="Ann Early")
    page.get_by_role("link", name="Refresh").click()
    page.get_by_role("button", name="Confirm Ann Early").click()
    expect(page.get_by_text("Booked: Tuesday, June 2 at 9:00 AM Eastern.")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^The desk \|"))
