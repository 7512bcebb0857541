"""Who it is for, and how to reach them: what is asked, and what becomes of it."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from booking.models import Contact, LinkRequest, Provider, VisitType
from booking.tests.pages import DETAILS, make_draft, own, send, text_of

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)  # 9:00 AM Eastern


def test_somebody_books_for_somebody_else(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    check = own(client, draft)
    details = reverse("booking:details", args=[draft.pk])
    typed = {**DETAILS, "name": "Ann Doe", "visit_for": "somebody-else"}

    refused = client.post(details, typed)
    assert text_of(refused).count("Enter the patient’s full name.") == 2
    client.post(details, {**typed, "patient_name": "Little Doe"})
    assert "The visit is for Little Doe" in text_of(client.get(check))
    send(client, draft)

    contact = Contact.objects.get()
    assert (contact.patient_name, contact.booker_name) == ("Little Doe", "Ann Doe")


def test_two_people_may_bear_one_name(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    send(client, make_draft(visit_type, MONDAY_NINE, visit_for="somebody-else", patient_name="Pat Doe"))
    contact = Contact.objects.get()
    assert (contact.patient_name, contact.booker_name) == ("Pat Doe", "Pat Doe")


@pytest.mark.parametrize("left", ["Little Doe", "x" * 101, "a\0b"])
def test_a_name_left_in_the_field_that_is_out_of_sight_is_no_answer(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, left: str
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    check = own(client, draft)
    typed = client.post(
        reverse("booking:details", args=[draft.pk]), {**DETAILS, "visit_for": "me", "patient_name": left}
    )
    assert typed["Location"] == check
    assert "The visit is for You" in text_of(client.get(check))
    send(client, draft)
    contact = Contact.objects.get()
    assert (contact.patient_name, contact.booker_name) == ("Pat Doe", "")


def test_back_restores_the_details(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    page_of_details = client.get(reverse("booking:details", args=[draft.pk]))
    html = page_of_details.content.decode()
    assert 'value="Pat Doe"' in html
    assert 'value="(919) 777-5242"' in html
    assert [choice.data["selected"] for choice in page_of_details.context["form"]["visit_for"]] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Enter your full name."),
        ({"name": "x" * 101}, "Your full name must have 100 characters or fewer."),
        ({"phone": "123"}, "Enter a phone number with its area code, such as (919) 777-5242."),
        ({"email": "pat@"}, "Enter an email address like name@example.com."),
        ({"phone": "", "email": ""}, "Enter a phone number or an email address, so that we can answer you."),
        ({"visit_for": ""}, "Choose who the visit is for."),
        ({"visit_for": "nobody"}, "Choose “Me” or “Somebody else”."),
        (
            {"visit_for": "somebody-else", "patient_name": "x" * 101},
            "The patient’s full name must have 100 characters or fewer.",
        ),
    ],
)
def test_a_field_error_names_the_mend_and_keeps_what_was_typed(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, wrong: dict, message: str
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    refused = client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, **wrong})
    html = refused.content.decode()
    assert refused.status_code == 200
    assert "<title>Error: " in html
    assert html.index("There is a problem") < html.index("<h1>")
    assert text_of(refused).count(message) == 2  # in the summary and beside the field
    if "name" not in wrong:
        assert 'value="Pat Doe"' in html


@pytest.mark.parametrize(
    "typed",
    ["919-777-5242", "919.777.5242", "+1 919 777 5242", "(919)777-5242", "1 919 777 5242", "9197775242"],
)
def test_a_phone_number_in_any_spelling(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, typed: str
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, "phone": typed})
    send(client, draft)
    assert str(Contact.objects.get().phone) == "+19197775242"


@pytest.mark.parametrize(
    "name", ["O’Brien", "Zoë", "Cher", "محمد", "🙂", "Nguyễn Thị Minh Khai", "<b>Pat</b>"]
)
def test_names_of_every_kind(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, name: str
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, "name": name})
    assert send(client, draft, follow=True).status_code == 200
    assert Contact.objects.get().patient_name == name


def test_what_is_kept_is_what_is_seen(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    check = own(client, draft)
    typed = {"name": "Pat\u202e\x0bDoe\u200b", "email": "\ufeffpat@exam\xadple.com\u2060"}
    client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, **typed})
    shown = client.get(check).content.decode()
    assert ">Pat Doe<" in shown
    assert ">pat@example.com<" in shown
    send(client, draft)

    contact = Contact.objects.get()
    assert (contact.patient_name, contact.email) == ("Pat Doe", "pat@example.com")
    client.post(reverse("booking:link"), {"email": "pat@example.com\u200b"})
    assert LinkRequest.objects.get().email == "pat@example.com"
