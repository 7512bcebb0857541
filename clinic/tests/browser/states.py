"""Home, the error pages, and the door for staff."""

import re
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from booking.models import Closure, WeeklyHours
from clinic import legal
from clinic.models import LegalPage, Practice
from clinic.staff import roles
from clinic.staff.tests.browser.walking import let_in
from clinic.tests.browser import looking
from clinic.tests.browser.stage import Group, Stage, State, at
from clinic.tests.test_maintenance_page import PAGE, PROXY
from conftest import make_staff
from content.models import Article


def home_bare(stage: Stage) -> None:
    stage.set_aside(Article)
    stage.set_aside(WeeklyHours)
    stage.page.goto("/")


def home_with_hours(stage: Stage) -> None:
    """Nobody works on one of the coming days."""
    stage.change(Practice.load(), hours_confirmed=True)
    tomorrow = timezone.localdate() + timedelta(days=1)
    closure = Closure.objects.create(first_day=tomorrow, last_day=tomorrow)
    stage.afterwards.callback(closure.delete)
    stage.page.goto("/")


def notice(stage: Stage) -> None:
    legal.write_missing()
    page = LegalPage.objects.get(kind=LegalPage.Kind.PRIVACY)
    body = page.body.replace("DRAFT", "")
    stage.change(page, body=body, effective_on="2026-05-04", state=LegalPage.State.PUBLISHED)
    stage.page.goto(page.get_absolute_url())


def records(stage: Stage) -> None:
    """Of an article with an address that has no place to break. Nothing of a row is out of sight."""
    manager = User.objects.filter(username="head").first() or make_staff("head", "Mona Head", roles.MANAGER)
    article = Article.objects.earliest("pk")
    stage.change(article, summary=f"https://example.com/{'x' * 150}", body=f"<p>{'y' * 300}</p>")
    let_in(stage.page.context, manager, stage.site)
    stage.page.goto("/admin/traces/look/")
    stage.page.set_viewport_size(looking.DESK)
    wider = stage.page.locator(".results").evaluate("box => box.scrollWidth - box.clientWidth")
    assert wider == 0, f"{wider} pixels of the table are out of sight"


def maintenance(stage: Stage) -> None:
    """As the proxy serves it, with the header that deploy/nginx.conf.example gives it."""
    policy = re.search(r'Content-Security-Policy "([^"]*)"', PROXY)
    assert policy is not None
    headers = {"Content-Type": "text/html", "Content-Security-Policy": policy[1]}
    stage.page.route(
        "**/maintenance.html", lambda route: route.fulfill(status=503, headers=headers, body=PAGE), times=1
    )
    stage.page.goto("/maintenance.html")


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
    "home-hours": State("What holds you back?", home_with_hours),
    "legal": State("Notice of privacy practices", notice),
    "sign-in": State("Sign in", at("/staff/sign-in/")),
}

# At addresses of clinic/tests/urls.py, which fail in the ways that are needed.
ERRORS: Group = {
    "error-400": State("We could not read that", at("/unreadable/")),
    "error-403": State("This page is not open to you", at("/closed/")),
    "error-404": State("There is no page here", at("/nowhere/")),
    "error-405": State("This page cannot do that", at("/sending/")),
    "error-413": State("That was too much at once", at("/too-large/")),
    "error-429": State("That was a lot at once", at("/busy/")),
    "error-500": State("Something broke on our side", at("/broken/x/")),
    "error-503": State("We will be back soon", at("/away/")),
    "error-maintenance": State("We will be back soon", maintenance),
    "error-csrf": State(
        "We could not be sure that this came from you", lambda stage: without_cookie(stage, "/forgetting/")
    ),
}

# Behind the sign-in.
RECORDS: Group = {"records": State("Who saw and changed what", records)}
