"""Walking through the pages as a browser does."""

import re
from datetime import datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from booking import drafts, wording, workflow
from booking.access import keep_draft
from booking.models import Appointment, Draft, Link, Provider, VisitType

CSRF = "c" * 32
DETAILS = {
    "name": "Pat Doe",
    "phone": "(919) 777-5242",
    "email": "pat@example.com",
    "visit_for": "me",
    "patient_name": "",
}
NEEDS = {"note": "My left shoulder."}


def make_draft(
    visit_type: VisitType, starts_at: datetime, *, wished: Provider | None = None, **details: str
) -> Draft:
    """As if the first three pages had been answered, in ten minutes."""
    draft = Draft(created_at=timezone.now() - workflow.new.TOGETHER)
    drafts.write_time(draft, visit_type, wished, wording.value_of(starts_at))
    drafts.write_details(draft, {**DETAILS, "phone": "+19197775242", **details}, now=timezone.now())
    drafts.write_needs(draft, NEEDS)
    return draft


def take_time() -> None:
    """Whoever has begun took ten minutes over it."""
    Draft.objects.update(created_at=F("created_at") - workflow.new.TOGETHER)


def cookies_of(draft: Draft, *, before: dict[str, str] | None = None) -> dict[str, str]:
    """What the browser that gave the answers holds, with what it held `before`."""
    request = HttpRequest()
    request.COOKIES.update(before or {})
    response = keep_draft(request, HttpResponse(), draft)
    return {name: cookie.value for name, cookie in response.cookies.items()}


def own(client: Client, draft: Draft) -> str:
    """The client gave these answers. Returns the address of the page that sends them."""
    before = {name: cookie.value for name, cookie in client.cookies.items()}
    client.cookies.load(cookies_of(draft, before=before))
    return reverse("booking:check", args=[draft.pk])


def send(client: Client, draft: Draft, **extra: Any) -> Any:
    """Look at the answers once more and press the button."""
    return client.post(own(client, draft), shown(draft), **extra)


def shown(draft: Draft) -> dict[str, str]:
    """The hidden field of the check page."""
    answers = drafts.read(Draft.objects.get(pk=draft.pk))
    return {"answers": answers.digest if answers else ""}


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def press_send(site: str, draft: Draft, typed: dict[str, str]) -> tuple[int, str]:
    """Press "Send my request" over HTTP; status, and where it leads or else the page."""
    cookies = {"csrf": CSRF, **cookies_of(draft)}
    request = Request(
        site + reverse("booking:check", args=[draft.pk]),
        urlencode({"csrfmiddlewaretoken": CSRF, **typed}).encode(),
        {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
    )
    try:
        with build_opener(NoRedirect).open(request, timeout=60) as answer:
            raise AssertionError(f"no redirect and no refusal, but {answer.status}")
    except HTTPError as answer:
        with answer:
            return answer.code, answer.headers.get("Location") or answer.read().decode()


def let_in(client: Client, appointment: Appointment) -> None:
    """With a link of this patient's, as after a click in a mail."""
    _link, token = Link.objects.mint(appointment)
    assert client.get(reverse("booking:token", args=[token])).status_code == 302


def page(appointment: Appointment, name: str) -> str:
    return reverse(f"booking:{name}", args=[appointment.reference])


def text_of(response: Any) -> str:
    """What a person reads, without tags and with single spaces."""
    body = re.sub(r"<head>.*?</head>|<svg.*?</svg>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
