"""The field that people do not see. What a browser makes of it is in booking/tests/browser/test_people.py."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from booking.admin.forms import BookForm, CorrectContactForm
from booking.models import Appointment, Draft, Provider, VisitType
from booking.tests.pages import DETAILS, make_draft, own, send

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)
SENTENCE = (
    "A hidden field was filled in, perhaps by a program, and nothing was sent. It is empty again: look at "
    "your answers and press the button once more, or call us on (919)\N{NO-BREAK SPACE}777-5242."
)
TRAP = (
    '<div class="trap" aria-hidden="true"><label for="id_subject">Leave this empty</label> '
    '<input type="text" name="subject" autocomplete="off" tabindex="-1" data-1p-ignore="true" '
    'data-bwignore="true" data-form-type="other" data-lpignore="true" id="id_subject"></div>'
)


@pytest.fixture
def details(client: Client, now: datetime, visit_type: VisitType, provider: Provider) -> str:
    """The address of the page, for somebody who answered it and the next one before."""
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    return reverse("booking:details", args=[draft.pk])


def test_it_stands_there_hidden_empty_and_out_of_reach(client: Client, details: str) -> None:
    assert client.get(details).content.decode().count(TRAP) == 1


@pytest.mark.parametrize("filled", ["Best prices", " ", "a\0b", "x" * 10_000])
def test_filled_in_it_sends_nothing_and_keeps_what_was_typed(
    client: Client, details: str, filled: str
) -> None:
    refused = client.post(details, {**DETAILS, "name": "Somebody New", "subject": filled})
    html = refused.content.decode()
    assert refused.status_code == 200
    assert "<title>Error: " in html
    assert html.index("There is a problem") < html.index(SENTENCE) < html.index("<h1>")
    assert 'value="Somebody New"' in html
    assert html.count(TRAP) == 1
    assert Draft.objects.get().answers["details"]["name"] == "Pat Doe"
    assert Appointment.objects.count() == 0


def test_the_second_press_goes_through_and_the_trap_is_kept_nowhere(client: Client, details: str) -> None:
    client.post(details, {**DETAILS, "subject": "Filled by a tool"})
    again = client.post(details, {**DETAILS, "subject": ""})
    draft = Draft.objects.get()
    assert again["Location"] == reverse("booking:check", args=[draft.pk])
    assert set(draft.answers["details"]) == {*DETAILS, "phone_note"}
    assert send(client, draft).status_code == 302


def test_it_is_told_beside_what_else_is_wrong(client: Client, details: str) -> None:
    refused = client.post(details, {**DETAILS, "name": "", "subject": "Best prices"}).content.decode()
    assert refused.count(SENTENCE) == 1
    assert refused.count("Enter your full name.") == 2


def test_the_front_desk_has_none(db: None) -> None:
    for form in (BookForm, CorrectContactForm):
        assert "subject" not in form.base_fields
