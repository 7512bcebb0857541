"""People who are quick, or who use what programs use, too: each gets through."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from time_machine import Traveller

from booking.models import Appointment, Provider, VisitType
from booking.tests.browser.walking import (
    ELSE,
    LABELS,
    SEND,
    TOO_SOON,
    TRAPPED,
    choose_a_time,
    fill_in,
    go_on_to_check,
    has_sent,
    has_sent_nothing,
    press,
    say_for_whom,
)
from booking.tests.pages import DETAILS, NEEDS

pytestmark = pytest.mark.browser

BETWEEN_KEYS = 100  # milliseconds: 120 words a minute, three times as fast as most


def tab_to(page: Page, target: Locator) -> None:
    for _stop in range(100):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not come there")


def tab_order(page: Page) -> list[str]:
    """The ids of the fields that Tab comes to, once through the whole page."""
    ids: list[str] = []
    for _stop in range(100):
        page.keyboard.press("Tab")
        tag, id_ = page.evaluate("[document.activeElement.tagName, document.activeElement.id]")
        if tag == "BODY":
            return ids
        if tag in {"INPUT", "TEXTAREA"}:
            ids.append(id_)
    raise AssertionError("Tab does not come to an end")


def test_by_keyboard_alone_at_full_speed(page: Page, visit_type: VisitType, provider: Provider) -> None:
    """On the real clock, and never waiting but for the pages."""
    page.goto(f"/book/{visit_type.slug}/")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")
    for name, label in LABELS.items():
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(DETAILS[name], delay=BETWEEN_KEYS)
    tab_to(page, page.get_by_role("radio", name="Me", exact=True))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label(ELSE, exact=True))
    page.keyboard.type(NEEDS["note"], delay=BETWEEN_KEYS)
    tab_to(page, page.get_by_role("button", name="Continue"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name=SEND))
    page.keyboard.press("Enter")
    has_sent(page)


# As the settings of Chromium keep somebody.
ADDRESS = {
    "NAME_FULL": "Pat Doe",
    "EMAIL_ADDRESS": "pat@example.com",
    "PHONE_HOME_WHOLE_NUMBER": "+19197775242",
    "COMPANY_NAME": "Doe Corp",
    "ADDRESS_HOME_STREET_ADDRESS": "1 Main Street",
    "ADDRESS_HOME_CITY": "Sanford",
    "ADDRESS_HOME_STATE": "NC",
    "ADDRESS_HOME_ZIP": "27330",
    "ADDRESS_HOME_COUNTRY": "US",
}


def test_filled_in_by_the_browser(
    page: Page, clock: Traveller, visit_type: VisitType, provider: Provider
) -> None:
    """Chromium's own autofill, with no time passing: the first press is too soon, the second goes through."""
    choose_a_time(page, visit_type)
    chromium = page.context.new_cdp_session(page)
    address = {"fields": [{"name": name, "value": value} for name, value in ADDRESS.items()]}
    chromium.send("Autofill.enable")
    chromium.send("Autofill.setAddresses", {"addresses": [address]})
    field = chromium.send("Runtime.evaluate", {"expression": "document.getElementById('id_name')"})["result"]
    node = chromium.send("DOM.describeNode", {"objectId": field["objectId"]})["node"]
    page.get_by_label(LABELS["name"], exact=True).click()
    chromium.send("Autofill.trigger", {"fieldId": node["backendNodeId"], "address": address})
    expect(page.get_by_label(LABELS["phone"], exact=True)).to_have_value("19197775242")
    assert page.locator("[name=subject]").input_value() == ""
    sends_at_the_second_press(page, clock)


# What password managers know of somebody, and the words by which they find its field.
KNOWN = {
    "mail": "pat@example.com",
    "name|who": "Pat Doe",
    "phone|tel|mobile|cell|fax": "(919) 777-5242",
    "user|login|pass|otp|code": "pat",
    "compan|organi|business|job|title|department": "Doe Corp",
    "address|street|city|town|state|province|county|zip|post|country|region": "1 Main Street",
    "birth|bday|age|sex|gender|language|nation": "1980",
    "site|url|web|home|link": "https://example.com",
    "card|cc|cvc|account|iban|amount": "4111",
}
FILL_IN = """known => {
    for (const field of document.querySelectorAll("form[method=post] input:not([type=hidden])")) {
        const label = field.labels[0].textContent;
        const words = [field.name, field.id, field.type, field.autocomplete, label].join(" ");
        const known_as = Object.keys(known).find(one => new RegExp(one, "i").test(words));
        if (known_as) {
            field.value = known[known_as];
            field.dispatchEvent(new Event("input", {bubbles: true}));
            field.dispatchEvent(new Event("change", {bubbles: true}));
        }
    }
}"""


def test_filled_in_by_an_eager_password_manager(
    page: Page, clock: Traveller, visit_type: VisitType, provider: Provider
) -> None:
    """It goes by any word in a field’s name, type, purpose or label, and leaves nothing alone."""
    choose_a_time(page, visit_type)
    page.evaluate(FILL_IN, KNOWN)
    assert page.get_by_label(LABELS["email"], exact=True).input_value() == "pat@example.com"
    sends_at_the_second_press(page, clock)


def sends_at_the_second_press(page: Page, clock: Traveller) -> None:
    say_for_whom(page, "Me")
    go_on_to_check(page)
    press(page, SEND)
    expect(page.get_by_role("alert")).to_contain_text(TOO_SOON)
    has_sent_nothing()
    clock.shift(4)
    press(page, SEND)
    has_sent(page)
    contact = Appointment.objects.get().contact
    assert (contact.patient_name, contact.booker_name) == ("Pat Doe", "")
    assert (contact.email, str(contact.phone)) == ("pat@example.com", "+19197775242")


def test_a_tool_that_fills_in_the_trap_costs_one_more_press(
    page: Page, clock: Traveller, visit_type: VisitType, provider: Provider
) -> None:
    choose_a_time(page, visit_type)
    fill_in(page)
    page.locator("[name=subject]").fill("Whatever")
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text(TRAPPED)
    expect(page.get_by_role("alert")).to_be_focused()
    clock.shift(4)
    go_on_to_check(page)
    press(page, SEND)
    has_sent(page)


def test_with_a_screen_reader(
    page: Page, clock: Traveller, visit_type: VisitType, provider: Provider
) -> None:
    """What Chromium tells screen readers has the questions for people, and Tab comes to no other."""
    choose_a_time(page, visit_type)
    heard = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    assert [name_of(node) for node in heard if role_of(node) == "textbox"] == list(LABELS.values())
    assert [name_of(node) for node in heard if "empty" in name_of(node)] == []
    assert tab_order(page) == [*(f"id_{name}" for name in LABELS), "id_visit_for_0"]
    fill_in(page)
    go_on_to_check(page)
    clock.shift(4)
    press(page, SEND)
    has_sent(page)


def name_of(node: dict[str, Any]) -> str:
    return "" if node["ignored"] else str(node.get("name", {}).get("value", ""))


def role_of(node: dict[str, Any]) -> str:
    return "" if node["ignored"] else str(node["role"]["value"])


def test_the_trap_is_out_of_sight_and_moves_nothing(
    page: Page, visit_type: VisitType, provider: Provider
) -> None:
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        choose_a_time(page, visit_type)
        box = page.locator("[name=subject]").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 0
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_patients_name_is_asked_of_whoever_books_for_somebody_else(
    new_context: Callable[..., BrowserContext],
    clock: Traveller,
    visit_type: VisitType,
    provider: Provider,
) -> None:
    """Without JavaScript too."""
    page = new_context(java_script_enabled=False).new_page()
    choose_a_time(page, visit_type)
    fill_in(page)
    patient = page.get_by_role("textbox", name="The patient’s full name", exact=True)
    expect(patient).to_be_hidden()
    say_for_whom(page, "Somebody else")
    patient.fill("Little Doe")
    press(page, "Continue")
    press(page, "Skip this page")
    clock.shift(4)
    press(page, SEND)
    has_sent(page)
    contact = Appointment.objects.get().contact
    assert (contact.patient_name, contact.booker_name) == ("Little Doe", "Pat Doe")
