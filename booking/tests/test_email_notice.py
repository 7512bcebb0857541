"""Which words about e-mail a patient read, and when, stays with the address (STANDARDS 3.10)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from booking import email_notice, workflow
from booking.models import Contact, Draft
from booking.tests.pages import DETAILS, make_draft, own, send, text_of

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)


def test_each_version_has_its_words():
    """Where this fails, words were changed that somebody has read: add a version instead."""
    assert {version: str(words) for version, words in email_notice.VERSIONS.items()} == {
        "1": "We send the answer and a link to change or cancel. "
        "Email is not fully secure: others may be able to read it.",
    }


def test_the_last_one_stands_beside_the_field(client, now, visit_type, provider):
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    shown = text_of(client.get(reverse("booking:details", args=[draft.pk])))
    assert str(email_notice.VERSIONS[max(email_notice.VERSIONS, key=int)]) in shown


@pytest.mark.parametrize(
    ("again", "hours"), [({}, 0), ({"name": "Patricia Doe"}, 0), ({"email": "other@example.com"}, 1)]
)
def test_the_version_and_since_when_this_address_was_given(client, clock, visit_type, provider, again, hours):
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    given_at = timezone.now()
    clock.shift(timedelta(hours=1))
    client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, **again})
    send(client, draft)
    contact = Contact.objects.get()
    assert (contact.email_notice, contact.email_notice_at) == ("1", given_at + timedelta(hours=hours))


def test_nothing_of_it_without_an_address(client, now, visit_type, provider):
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, "email": ""})
    assert Draft.objects.get().answers["email_notice"] is None
    send(client, draft)
    contact = Contact.objects.get()
    assert (contact.email_notice, contact.email_notice_at) == ("", None)


@pytest.mark.parametrize(("email", "kept"), [("new@example.com", ("", None)), ("PAT@example.com", "all")])
def test_the_desk_types_an_address_that_the_patient_gave_elsewhere(
    make_appointment, receptionist, now, email, kept
):
    appointment = make_appointment(email="pat@example.com")
    read = ("1", now)
    Contact.objects.update(email_notice=read[0], email_notice_at=read[1])
    appointment.contact.refresh_from_db()
    workflow.correct_contact(
        appointment, Contact(patient_name="Pat Doe", email=email), by=receptionist, now=now
    )
    contact = Contact.objects.get()
    assert (contact.email_notice, contact.email_notice_at) == (read if kept == "all" else kept)


def test_never_a_version_without_a_time(make_appointment, now):
    make_appointment()
    with pytest.raises(IntegrityError, match="contact_email_notice_is_whole"):
        Contact.objects.update(email_notice="1", email_notice_at=None)
