"""Home, the error pages, and the door for staff."""

from booking.models import WeeklyHours
from clinic.tests.browser.stage import Group, Stage, State, at
from content.models import Article


def home_bare(stage: Stage) -> None:
    stage.set_aside(Article)
    stage.set_aside(WeeklyHours)
    stage.page.goto("/")


def without_cookie(stage: Stage, address: str) -> None:
    """Sent by a browser that keeps no cookies."""
    stage.page.goto(address)
    stage.page.get_by_label("Full name").fill("Pat Doe")
    stage.page.context.clear_cookies(name="csrf")
    with stage.page.expect_navigation():
        stage.page.keyboard.press("Enter")


HOME: Group = {
    "home": State("What holds you back?", at("/")),
    "home-bare": State("What holds you back?", home_bare),
    "sign-in": State("Sign in", at("/staff/sign-in/")),
}

# At addresses of clinic/tests/urls.py, which fail in the ways that are needed.
ERRORS: Group = {
    "error-400": State("We could not read that", at("/unreadable/")),
    "error-403": State("This page is not open to you", at("/closed/")),
    "error-404": State("There is no page here", at("/nowhere/")),
    "error-405": State("This page cannot do that", at("/sending/")),
    "error-429": State("That was a lot at once", at("/busy/")),
    "error-500": State("Something broke on our side", at("/broken/x/")),
    "error-csrf": State(
        "We could not be sure that this came from you", lambda stage: without_cookie(stage, "/forgetting/")
    ),
}
