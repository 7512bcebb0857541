"""All that a browser can find wrong with the page that it shows (STANDARDS 2.1 to 2.3, 2.6, 2.7, 4.7)."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

from clinic.tests.browser.accessibility import Accessibility

MEASURING = (Path(__file__).parent / "measuring.js").read_text()

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 1024}
TABLET: ViewportSize = {"width": 768, "height": 1024}
ZOOMED: ViewportSize = {"width": 320, "height": 256}  # the desk's at 400 %
WIDTHS = [320, 360, 390, 768, 1280]

NAME = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren"  # 55 letters
# What the cast has typed, as patterns, and the same as long as people's words get.
LONG = {
    r"[a-z]+[0-9]*@[a-z]+\.com": f"{'featherstonehaughcholmondeley' * 2}@{'long' * 15}.example.org",
    r"Pat Doe|Little Doe|Ada Ashworth|Ben Bay|Carmen Díaz-Ortega|Eve Ünal": f"{NAME} {NAME}-Doe",
    r"Paula Hand|Quentin Hand|Rita Desk|Mona Head": f"Dr. {NAME}",
    r"Evaluation|Follow-up": f"{NAME}Evaluation",
    r"shoulder|wheelchair|closed|behind": NAME,
    r"myofascial|Myofascial|Backs|Necks|headaches|stiff|muscles|Example": NAME,
    r"Knecht": NAME,
}
# What there can be in the dark else than in light.
COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# Its column of ticks has no heading.
DJANGOS: dict[str, Any] = {"rules": {"empty-table-header": {"enabled": False}}}


def faults(page: Page, axe: Accessibility) -> list[str]:
    """Sentences, each with where it was seen. The page is left as it was found."""
    page.evaluate(MEASURING)
    found = on_a_phone(page, axe) + zoomed(page) + at_a_desk(page, axe) + with_long_words(page)
    page.set_viewport_size(PHONE)
    return found


def at_the_front_desk(page: Page, axe: Accessibility) -> list[str]:
    """Of a page for staff: on a tablet and a wide screen, in light and dark."""
    page.evaluate(MEASURING)
    page.set_viewport_size(TABLET)
    found = measured(page, "sideways", "on a tablet")
    found += [f"on a tablet: {one}" for one in axe.violations(page, **DJANGOS)]
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="dark")
    found += [f"in dark: {one}" for one in axe.violations(page, runOnly=COLORS, **DJANGOS)]
    page.emulate_media(color_scheme="light")
    return found + with_long_words(page)


def with_long_words(page: Page) -> list[str]:
    """Last: the page keeps them."""
    page.evaluate("long => measuring.lengthen(long)", LONG)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        found += measured(page, "sideways", "with long words")
    return found


def on_a_phone(page: Page, axe: Accessibility) -> list[str]:
    found = measured(page, "shifts", "while it loads")
    found += measured(page, "sideways", "on a phone")
    found += measured(page, "targets", "on a phone")
    found += measured(page, "unmarked", "on a phone")
    found += measured(page, "unreached", "on a phone")
    found += [f"in light: {one}" for one in axe.violations(page)]
    # Of contrast axe knows nothing there: it takes the page's own colours for those of the text. All else
    # is as in light.
    page.emulate_media(forced_colors="active")
    found += measured(page, "outlines", "in forced colours")
    page.emulate_media(forced_colors="none")
    return found


def zoomed(page: Page) -> list[str]:
    page.set_viewport_size(ZOOMED)
    found = measured(page, "sideways", "at 320 pixels")
    for _round in range(2):  # the first may begin in the middle of the page, or stop at the browser's own
        for _stop in range(page.evaluate("measuring.watchTab()")):
            page.keyboard.press("Tab")
    found += measured(page, "tabbed", "at 320 pixels")
    page.evaluate("measuring.space()")
    found += measured(page, "sideways", "with its text spaced")
    found += measured(page, "cutOff", "with its text spaced")
    page.evaluate("measuring.unspace()")
    return found


def at_a_desk(page: Page, axe: Accessibility) -> list[str]:
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="dark")
    found = measured(page, "sideways", "at a desk")
    found += [f"in dark: {one}" for one in axe.violations(page, runOnly=COLORS)]
    page.emulate_media(color_scheme="light")
    return found


def measured(page: Page, name: str, where: str) -> list[str]:
    found: list[Any] = page.evaluate(f"measuring.{name}()")
    return [f"{where}: {one}" for one in found]
