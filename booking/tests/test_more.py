"""What a patient may tell us beyond name and contact, on a page that can be skipped."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from booking.models import Appointment, Contact, Draft
from booking.models.needs import NEEDS
from booking.tests.pages import DETAILS, let_in, make_draft, own, page, send, text_of

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)
SAID = {
    "without_insurance": "asked-unknown",
    "preferred_channel": "phone",
    "voicemail": "no",
    "access_needs": "I use a wheelchair.",
    "interpreter": "Spanish",
    "note": "My left shoulder.",
}
NOTHING = dict.fromkeys(SAID, "")
ESTIMATE = "If you pay without insurance, you have the right to a Good Faith Estimate."


@pytest.fixture
def draft(client: Client, now, visit_type, provider) -> Draft:
    """Of somebody who has just answered the details for the first time."""
    draft = make_draft(visit_type, MONDAY_NINE)
    del draft.answers["needs"]
    draft.save()
    own(client, draft)
    return draft


@pytest.fixture
def more(draft: Draft) -> str:
    return reverse("booking:more", args=[draft.pk])


@pytest.fixture
def check(draft: Draft) -> str:
    return reverse("booking:check", args=[draft.pk])


def kept(draft: Draft) -> dict[str, str] | None:
    needs: dict[str, str] | None = Draft.objects.get(pk=draft.pk).answers.get("needs")
    return needs


def test_what_was_said_is_shown_and_goes_with_the_request(client, draft, more, check):
    assert client.post(more, SAID)["Location"] == check
    shown = text_of(client.get(check))
    for words in (
        "Will you pay without insurance? I’m not sure",
        "How should we answer you? Phone call",
        "May we leave a voicemail? No",
        "Do you need help to move, see or hear? I use a wheelchair.",
        "If you need an interpreter, for which language? Spanish",
        "Anything else we should know? My left shoulder.",
    ):
        assert words in shown

    send(client, draft)
    contact = Contact.objects.get()
    assert {name: getattr(contact, name) for name in NEEDS} == {name: SAID[name] for name in NEEDS}
    assert Appointment.objects.get().note == "My left shoulder."
    assert Draft.objects.get().answers == {}


@pytest.mark.parametrize("pressed", [{"skip": "1"}, NOTHING])
def test_skipped_or_empty_nothing_is_said(client, draft, more, check, pressed):
    assert client.post(more, pressed)["Location"] == check
    assert "What else we should know Nothing" in text_of(client.get(check))
    send(client, draft)
    assert set(Contact.objects.values(*NEEDS).get().values()) == {""}


def test_the_check_page_can_do_without_it(client, draft, check):
    assert client.get(check).status_code == 200
    assert send(client, draft)["Location"] == page(Appointment.objects.get(), "appointment")


def test_back_restores_it_and_it_is_asked_once(client, draft, more, check):
    assert "Skip this page" in text_of(client.get(more))
    client.post(more, SAID)
    html = client.get(more).content.decode()
    assert "Skip this page" not in html
    assert 'value="asked-unknown" id="id_without_insurance_2" checked' in html
    assert 'value="Spanish"' in html
    assert "I use a wheelchair." in html
    assert f'href="{more}"' in client.get(check).content.decode()
    assert client.post(reverse("booking:details", args=[draft.pk]), DETAILS)["Location"] == check


def test_a_page_skipped_in_an_old_tab_loses_nothing(client, draft, more):
    client.post(more, SAID)
    client.post(more, {"skip": "1"})
    assert kept(draft) == SAID


@pytest.mark.parametrize(
    ("given", "not_asked"),
    [
        ({"phone": "", "email": "pat@example.com"}, {"preferred_channel", "voicemail"}),
        ({"phone": "(919) 777-5242", "email": ""}, {"preferred_channel"}),
        ({}, set()),
    ],
)
def test_only_what_makes_sense_is_asked_and_kept(client, draft, more, given, not_asked):
    client.post(more, SAID)
    client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, **given})
    form = client.get(more).context["form"]
    assert set(SAID) - set(form.fields) == not_asked
    send(client, draft)
    contact = Contact.objects.get()
    assert {name for name in NEEDS if not getattr(contact, name)} == not_asked


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"without_insurance": "maybe"}, "Choose from the answers on how you will pay."),
        ({"preferred_channel": "pigeon"}, "Choose a phone call or email for our answer."),
        ({"voicemail": "maybe"}, "Choose yes or no for voicemail."),
        ({"access_needs": "x" * 201}, "What you need must have 200 characters or fewer."),
        ({"interpreter": "x" * 101}, "The language must have 100 characters or fewer."),
        ({"note": "x" * 501}, "Your note must have 500 characters or fewer."),
    ],
)
def test_a_field_error_names_the_mend_and_keeps_what_was_typed(client, draft, more, wrong, message):
    refused = client.post(more, {**SAID, **wrong})
    html = refused.content.decode()
    assert "<title>Error: " in html
    assert html.index("There is a problem") < html.index("<h1>")
    assert text_of(refused).count(message) == 2
    if "interpreter" not in wrong:
        assert 'value="Spanish"' in html
    assert kept(draft) is None


def test_the_trap_stands_here_too(client, draft, more):
    refused = client.post(more, {**SAID, "subject": "Best prices"})
    assert "A hidden field was filled in" in text_of(refused)
    assert kept(draft) is None


# The estimate of the costs


@pytest.mark.parametrize(
    ("said", "is_told"), [("yes", True), ("asked-unknown", True), ("no", False), ("", False)]
)
def test_whoever_may_pay_alone_is_told_of_the_estimate(client, draft, more, check, said, is_told):
    client.post(more, {**NOTHING, "without_insurance": said})
    assert (ESTIMATE in text_of(client.get(check))) is is_told
    sent = send(client, draft, follow=True)
    assert (ESTIMATE in text_of(sent)) is is_told


def test_not_of_a_visit_that_is_over(client, make_appointment, now):
    cancelled = make_appointment(status="cancelled", without_insurance="yes")
    let_in(client, cancelled)
    assert ESTIMATE not in text_of(client.get(page(cancelled, "appointment")))
