"""A request's page at the desk: a note, and times to offer by keyboard, seen before they are sent."""

from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from booking.models import Provider
from booking.tests.browser.walking import press
from booking.tests.conftest import at, holds_of
from clinic.staff.tests.browser.walking import let_in
from clinic.tests.browser.accessibility import Accessibility
from conftest import MakeAppointment

pytestmark = pytest.mark.browser


def test_a_note_and_times_to_offer(
    page: Page,
    axe: Accessibility,
    receptionist: User,
    make_appointment: MakeAppointment,
    provider: Provider,
    base_url: str,
    now: datetime,
) -> None:
    appointment = make_appointment(email="pat@example.com", phone="+19197775242")
    make_appointment(status="booked", email="pat@example.com")
    let_in(page.context, receptionist, base_url)
    for scheme in ("dark", "light"):  # loaded so: the admin fades from one to the other
        page.emulate_media(color_scheme=scheme)
        page.goto(reverse("admin:booking_appointment_change", args=[appointment.pk]))
        assert axe.violations(page) == []

    page.get_by_role("radio", name="Spoke on the phone").check()
    page.get_by_role("textbox", name="Note").fill("Wants an afternoon.")
    press(page, "Write it down")
    expect(page.get_by_text("Rita Desk spoke on the phone")).to_be_visible()
    expect(page.get_by_text("Wants an afternoon.")).to_be_visible()

    page.get_by_role("link", name="Offer times").click()
    says = page.get_by_role("status")
    first = page.get_by_role("checkbox", name="Tuesday, June 2, 1:00 PM")
    beside = page.get_by_role("checkbox", name="Tuesday, June 2, 1:30 PM")
    first.focus()
    page.keyboard.press("Space")
    expect(beside).to_be_disabled()
    expect(beside.locator("..")).to_have_text("1:30 PM overlaps")
    expect(says).to_have_text("Times that overlap what you ticked cannot be ticked.")
    assert axe.violations(page) == []
    for name in ("2:00 PM", "3:00 PM"):
        page.get_by_role("checkbox", name=f"Tuesday, June 2, {name}").check()
    expect(page.get_by_role("checkbox", name="Tuesday, June 2, 4:00 PM")).to_be_disabled()
    expect(says).to_contain_text("That is as many as can be offered.")
    page.get_by_role("checkbox", name="Tuesday, June 2, 3:00 PM").uncheck()
    expect(page.get_by_role("checkbox", name="Tuesday, June 2, 4:00 PM")).to_be_enabled()

    page.get_by_role("button", name="Show what the patient reads").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tuesday, June 2 at 2:00 PM Eastern with Paula Hand")).to_be_visible()
    assert axe.violations(page) == []
    press(page, "Offer times, and send this")
    expect(page.get_by_text("Rita Desk offered 2 times")).to_be_visible()
    assert holds_of(appointment) == [
        ("offered", at("2026-06-02 13:00")),
        ("offered", at("2026-06-02 14:00")),
    ]
