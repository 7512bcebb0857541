"""Walking through the pages as a browser does."""

import re
from datetime import datetime
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.test import Client
from django.urls import reverse

from booking import drafts, wording
from booking.models import Appointment, Draft, Link, Provider, VisitType

CSRF = "c" * 32
DETAILS = {
    "name": "Pat Doe",
    "phone": "(919) 777-5242",
    "email": "pat@example.com",
    "patient_name": "",
    "note": "My left shoulder.",
}


def make_draft(
    visit_type: VisitType, starts_at: datetime, *, wished: Provider | None = None, **details: str
) -> Draft:
    """As if the first two pages had been answered."""
    draft = Draft()
    drafts.write_time(draft, visit_type, wished, wording.value_of(starts_at))
    drafts.write_details(draft, {**DETAILS, "phone": "+19197775242", **details})
    return draft


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def press_send(site: str, draft: Draft) -> tuple[int, str]:
    """Press "Send my request" over HTTP; status, and where it leads or else the page."""
    request = Request(
        site + reverse("booking:check", args=[draft.pk]),
        f"csrfmiddlewaretoken={CSRF}".encode(),
        {"Cookie": f"csrf={CSRF}"},
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
