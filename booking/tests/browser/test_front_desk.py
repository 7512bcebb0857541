"""A day at the front desk, with the mouse, by keyboard alone, and two at once."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from booking.models import Appointment
from booking.tests.conftest import at
from clinic.staff.tests.browser.walking import let_in

DESK = reverse("admin:index")
DIARY = reverse("admin:booking_appointment_diary")
TUESDAY_NINE = at("2026-06-02 09:00")


@pytest.fixture
def at_desk(new_context: Callable[..., BrowserContext], live_server: LiveServer) -> Callable[[User], Page]:
    """Somebody's own browser, signed in."""

    def page_of(user: User) -> Page:
        context = new_context()
        let_in(context, user, live_server.url)
        return context.new_page()

    return page_of


def request_page(appointment: Appointment) -> str:
    return reverse("admin:booking_appointment_change", args=[appointment.pk])


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def tab_to(page: Page, wanted: Locator) -> None:
    for _stop in range(150):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("Tab does not lead there")


def enter(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_confirm_offer_and_move_by_keyboard_alone(at_desk, receptionist, make_appointment, now):
    asked = make_appointment(starts_at=TUESDAY_NINE, patient_name="Ben Bay")
    waiting = make_appointment(status="waitlist", patient_name="Lou Lind")
    page = at_desk(receptionist)
    page.goto(DESK)

    enter(page, page.get_by_role("button", name="Confirm Ben Bay"))
    expect(page.locator(".messagelist")).to_contain_text("Booked: Tuesday, June 2 at 9:00 AM Eastern.")

    enter(page, page.get_by_role("link", name="Offer times Lou Lind"))
    for clock in ("1:00 PM", "2:00 PM"):
        tab_to(page, page.get_by_role("checkbox", name=f"Tuesday, June 2, {clock}"))
        page.keyboard.press("Space")
    enter(page, page.get_by_role("button", name="Offer these times", exact=True).last)
    expect(page.locator(".messagelist")).to_contain_text("Offered. The times are held until")
    waiting.refresh_from_db()
    assert [one.starts_at for one in waiting.offers] == [at("2026-06-02 13:00"), at("2026-06-02 14:00")]

    page.goto(request_page(asked))
    enter(page, page.get_by_role("link", name="Book at another time"))
    enter(page, page.get_by_role("link", name="Pick it in the diary"))
    enter(page, page.get_by_role("link", name="11:00 AM – 12:00 PM free").nth(2))
    enter(page, page.get_by_role("button", name="Book this time", exact=True).last)
    expect(page.locator(".messagelist")).to_contain_text("Booked: Wednesday, June 3 at 11:00 AM Eastern.")


def test_a_caller_is_booked_in_the_diary_and_stands_on_the_sheet(at_desk, receptionist, provider, now):
    page = at_desk(receptionist)
    page.goto(f"{DIARY}?day=2026-06-02")
    page.get_by_role("link", name="2:00 – 2:30 PM free").click()
    page.get_by_label("Patient", exact=True).fill("Kim Lee")
    page.get_by_label("Phone").fill("919.777.5242")
    page.get_by_label("Note (optional)").fill("Left shoulder")
    press(page, "Book")
    expect(page.locator(".messagelist")).to_contain_text("Booked: Tuesday, June 2 at 2:00 PM Eastern.")

    page.goto(f"{DIARY}?day=2026-06-02")
    page.get_by_role("link", name="Sheet to print").click()
    row = page.get_by_role("row").filter(has_text="Kim Lee")
    expect(row).to_contain_text("2:00 – 2:45 PM")
    expect(row).to_contain_text("(919) 777-5242")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Week", exact=True)).to_be_hidden()
    expect(row).to_be_visible()


def test_a_request_is_declined_after_its_mail_was_read(at_desk, receptionist, make_appointment, now):
    asked = make_appointment(starts_at=TUESDAY_NINE)
    page = at_desk(receptionist)
    page.goto(request_page(asked))
    page.get_by_role("link", name="Decline").click()
    page.get_by_role("textbox", name="Reason").fill("We are away that week.")
    press(page, "Show what the patient reads")
    expect(page.get_by_text("We are away that week.").first).to_be_visible()
    asked.refresh_from_db()
    assert asked.status == "pending"
    with page.expect_navigation():
        page.get_by_role("button", name="send this").click()
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == ("cancelled", "We are away that week.")


def test_of_two_clerks_the_second_is_told_who_was_first(
    at_desk, receptionist, another_receptionist, make_appointment, now
):
    asked = make_appointment(starts_at=TUESDAY_NINE, patient_name="Ben Bay")
    rita, oscar = at_desk(receptionist), at_desk(another_receptionist)
    for page in (rita, oscar):
        page.goto(DESK)
    press(rita, "Confirm Ben Bay")
    press(oscar, "Confirm Ben Bay")
    told = "Rita Desk changed this at 10:00 AM on Monday, June 1: it is “booked” now."
    expect(oscar.locator(".messagelist")).to_contain_text(told)
    asked.refresh_from_db()
    assert (asked.status, asked.revision, asked.changed_by) == ("booked", 1, receptionist)


def test_a_closure_shows_whom_it_touches_and_writes_to_them(
    at_desk, receptionist, make_appointment, provider, now
):
    visit = make_appointment(status="booked", starts_at=TUESDAY_NINE, patient_name="Ada Ash")
    page = at_desk(receptionist)
    page.goto(reverse("admin:booking_closure_add"))
    for day in ("First day", "Last day"):
        page.get_by_label(day).fill("2026-06-02")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("This change touches one visit or request")
    expect(page.get_by_role("row").filter(has_text="Ada Ash")).to_contain_text("Tuesday, June 2 at 9:00 AM")
    with page.expect_navigation():
        page.locator(".submit-row .default").click()
    page.goto(DESK)
    page.get_by_role("link", name="1 to be moved").click()
    page.get_by_role("link", name="Offer each the nearest free times").click()
    press(page, "Offer these times")
    visit.refresh_from_db()
    assert [one.starts_at for one in visit.offers] == [
        at("2026-06-01 14:00"), at("2026-06-01 15:00"), at("2026-06-01 16:00"),
    ]  # fmt: skip
    assert (visit.status, visit.starts_at) == ("booked", TUESDAY_NINE)
