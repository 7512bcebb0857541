"""The way of a patient in a browser, page by page."""

from playwright.sync_api import Page, expect

from booking.models import Appointment, Hold, VisitType
from booking.tests.pages import DETAILS, NEEDS

LABELS = {
    "name": "Your full name",
    "phone": "Phone number",
    "email": "Email address",
}
ELSE = "Anything else we should know? (optional)"
TOO_SOON = "That was very quick, and nothing was sent yet."
TRAPPED = "A hidden field was filled in, perhaps by a program, and nothing was sent."
SEND = "Send my request"


def choose_a_time(page: Page, visit_type: VisitType) -> None:
    page.goto(f"/book/{visit_type.slug}/")
    page.get_by_role("radio").last.check()  # the first may soon be too near
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("How can we reach you?")


def fill_in(page: Page) -> None:
    """What people are asked, by the names that a screen reader says."""
    for name, label in LABELS.items():
        page.get_by_role("textbox", name=label, exact=True).fill(DETAILS[name])
    say_for_whom(page, "Me")


def say_for_whom(page: Page, whom: str) -> None:
    """Pressed where people press: the whole box is its label."""
    page.get_by_role("group", name="Who is the visit for?").get_by_text(whom, exact=True).click()


def go_on_to_check(page: Page) -> None:
    """From the details, past the page that can be skipped, with a word of what it asks."""
    press(page, "Continue")
    page.get_by_role("textbox", name=ELSE, exact=True).fill(NEEDS["note"])
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()


def has_sent(page: Page) -> None:
    """One request, one time held, and the page that says so."""
    expect(page.get_by_text("It is not booked yet")).to_be_visible()
    assert (Appointment.objects.count(), Hold.objects.count()) == (1, 1)


def has_sent_nothing() -> None:
    assert (Appointment.objects.count(), Hold.objects.count()) == (0, 0)
