"""A patient's number with an extension, with words beside it, or of a new area code: from form to desk."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.urls import reverse

from booking import workflow
from booking.admin.finding import find
from booking.errors import BookingError
from booking.models import Contact
from booking.tests.pages import DETAILS, make_draft, own, send, text_of
from booking.tests.test_export import EXPORT

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)  # 9:00 AM Eastern
ASKED = "Is this number right: (861) 555-1234? If it is, press the button again. If not, correct it."


@pytest.fixture
def draft(client, now, visit_type, provider):
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    return draft


@pytest.fixture
def details(draft):
    return reverse("booking:details", args=[draft.pk])


def test_extension_and_note_reach_the_desk(client, desk, draft, details):
    client.post(details, {**DETAILS, "phone": "919-777-5242 x12 (cell, after 5pm)"})
    check = client.get(own(client, draft)).content.decode()
    assert ">(919) 777-5242 ext. 12 (cell, after 5pm)<" in check
    assert 'value="(919) 777-5242 ext. 12 (cell, after 5pm)"' in client.get(details).content.decode()
    send(client, draft)

    contact = Contact.objects.get()
    assert (str(contact.phone), contact.phone_note) == ("+19197775242;ext=12", "(cell, after 5pm)")
    page = desk.get(
        reverse("admin:booking_appointment_change", args=[contact.appointment_id])
    ).content.decode()
    assert '<a href="tel:+1-919-777-5242;ext=12">(919) 777-5242 ext. 12</a> (cell, after 5pm)' in page


def test_new_area_code_is_asked_about_once(client, draft, details):
    typed = {**DETAILS, "phone": "861-555-1234 (cell)"}
    asked = client.post(details, typed)
    assert ASKED in text_of(asked)
    html = asked.content.decode()
    assert 'value="861-555-1234 (cell)"' in html
    assert '<input type="hidden" name="phone_asked" value="+18615551234" id="id_phone_asked">' in html

    assert client.post(details, {**typed, "phone_asked": "+18615551234"}).status_code == 302
    # Another answer is changed: the number is not asked about again.
    shown = client.get(details).content.decode()
    assert 'name="phone_asked" value="+18615551234"' in shown
    send(client, draft)
    contact = Contact.objects.get()
    assert (str(contact.phone), contact.phone_note) == ("+18615551234", "(cell)")


def test_another_new_number_is_asked_about_anew(client, details):
    asked = client.post(details, {**DETAILS, "phone": "679-555-1234", "phone_asked": "+18615551234"})
    assert "Is this number right: (679) 555-1234?" in text_of(asked)


def test_long_words_beside_the_number_are_refused_and_kept(client, details):
    typed = "919-777-5242 " + "x" * 101
    refused = client.post(details, {**DETAILS, "phone": typed})
    assert "Keep what you write beside the phone number to 100 characters." in text_of(refused)
    assert f'value="{typed}"' in refused.content.decode()


def test_desk_corrects_extension_and_note(desk, make_appointment):
    appointment = make_appointment(phone="+19197775242")
    page = reverse("admin:booking_appointment_contact", args=[appointment.pk])
    typed = {"patient_name": "Pat Doe", "seen": appointment.revision}
    asked = desk.post(page, {**typed, "phone": "861-555-1234"})
    assert ASKED in text_of(asked)
    assert 'name="phone_asked" value="+18615551234"' in asked.content.decode()

    assert desk.post(page, {**typed, "phone": "919-777-5242 ext 7 work"}).status_code == 302
    contact = Contact.objects.get()
    assert (str(contact.phone), contact.phone_note) == ("+19197775242;ext=7", "work")
    assert 'value="(919) 777-5242 ext. 7 work"' in desk.get(page).content.decode()


@pytest.mark.parametrize(
    "words", ["9197775242", "777-5242", "5242", "(919) 777-5242 ext. 12", "919-777-5242 x99", "919 777"]
)
def test_search_finds_a_number_with_an_extension(make_appointment, words):
    appointment = make_appointment(phone="+19197775242;ext=12")
    make_appointment(phone="+19105550100;ext=12")
    assert list(find(words)) == [appointment]


def test_limit_counts_one_line_whatever_the_extension(make_appointment, settings):
    settings.BOOKING_UNANSWERED_PER_CONTACT = 2
    for extension in (1, 2):
        make_appointment(phone=f"+19197775242;ext={extension}")
    with pytest.raises(BookingError, match="several requests"):
        make_appointment(phone="+19197775242")
    make_appointment(phone="+19197775243")


def test_possible_duplicates_share_a_line(desk, make_appointment):
    one = make_appointment(phone="+19197775242;ext=12")
    other = make_appointment(phone="+19197775242", patient_name="Ann Roe")
    make_appointment(phone="+191977752421", patient_name="Bob Roe")
    page = text_of(desk.get(reverse("admin:booking_appointment_change", args=[one.pk])))
    assert "same phone" in page
    assert other.contact.patient_name in page
    assert "Bob Roe" not in page


def test_phone_is_no_formula_in_the_exported_file(head, make_appointment):
    make_appointment(phone="+442079460018", patient_name="+1+1")
    make_appointment(phone="+19197775242;ext=12")
    response = head.get(EXPORT)
    rows = list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert {(row["Patient"], row["Phone"]) for row in rows} == {
        ("'+1+1", "+44 20 7946 0018"),
        ("Pat Doe", "(919) 777-5242 ext. 12"),
    }


def test_correcting_the_extension_alone_is_a_change(make_appointment, receptionist, now):
    appointment = make_appointment(phone="+19197775242;ext=12")
    contact = Contact(patient_name="Pat Doe", phone="+19197775242;ext=14")
    workflow.correct_contact(appointment, contact, by=receptionist, now=now)
    assert str(Contact.objects.get().phone) == "+19197775242;ext=14"
