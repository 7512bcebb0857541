"""Two tabs, or a tab and the worker, have the same draft in hand: nothing is lost, and nothing comes back."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from booking import drafts
from booking.models import Draft, Provider, VisitType
from booking.tests.pages import DETAILS, NEEDS, make_draft, own, page, text_of
from clinic.tests.database import until_it_waits

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)
PAGES = [
    ("times", {"time": "2026-06-08T14:00Z"}),
    ("preferences", {"days": ["0"], "parts": ["morning"]}),
    ("details", DETAILS),
    ("more", NEEDS),
    ("more", {"skip": "1"}),
]


@pytest.fixture
def draft(now: datetime, visit_type: VisitType, provider: Provider, client: Client) -> Draft:
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    return draft


def address(draft: Draft, name: str) -> str:
    if name in ("times", "preferences"):
        return f"{reverse(f'booking:{name}', args=['evaluation'])}?draft={draft.pk}"
    return reverse(f"booking:{name}", args=[draft.pk])


def posted(client: Client, path: str, typed: dict, meanwhile: Callable[[], object]):
    """The answer to a tab that has read the draft and waits to write, while `meanwhile` is done to it."""
    answers = []

    def post() -> None:
        answers.append(client.post(path, typed))
        connection.close()

    tab = Thread(target=post)
    with transaction.atomic():
        meanwhile()
        tab.start()
        until_it_waits(tab)
    tab.join(10)
    return answers[0]


@pytest.mark.parametrize(("name", "typed"), PAGES)
def test_what_was_sent_does_not_come_back(client: Client, draft: Draft, make_appointment, name, typed):
    def send() -> None:
        sent.append(make_appointment(submission=draft.pk))
        drafts.empty(draft)

    sent: list = []
    answer = posted(client, address(draft, name), typed, send)

    assert (answer.status_code, answer["Location"]) == (302, page(sent[0], "appointment"))
    assert client.get(answer["Location"]).status_code == 200
    assert Draft.objects.get().answers == {}


@pytest.mark.parametrize(("name", "typed"), PAGES)
def test_what_was_thrown_away_does_not_come_back(client: Client, draft: Draft, name, typed):
    answer = posted(client, address(draft, name), typed, Draft.objects.all().delete)

    assert answer.status_code == 404
    assert "Nothing was sent from here." in text_of(answer)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("name", "typed"), PAGES)
def test_what_another_tab_says_is_kept(client: Client, draft: Draft, name, typed):
    others = (
        {"needs": {"note": "My knee."}} if name != "more" else {"details": {**DETAILS, "name": "Ann Doe"}}
    )

    posted(client, address(draft, name), typed, lambda: drafts.write(draft, **others))

    said = Draft.objects.get().answers
    assert {key: said[key] for key in others} == others


def test_a_page_skipped_loses_nothing_that_another_tab_just_says(client: Client, draft: Draft):
    Draft.objects.update(answers={name: said for name, said in draft.answers.items() if name != "needs"})

    posted(
        client, address(draft, "more"), {"skip": "1"}, lambda: drafts.write_needs(draft, {"note": "My knee."})
    )

    assert Draft.objects.get().answers["needs"] == {"note": "My knee."}
