"""The page of one request: everything that an answer needs, and only the buttons that can work."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import workflow
from booking.models import Closure, Contact, Hold, Message, WeeklyHours
from booking.tests.conftest import at, state_of
from booking.tests.pages import text_of

NINE = at("2026-06-02 09:00")
TWO = at("2026-06-02 14:00")


def page_of(desk, appointment):
    return desk.get(reverse("admin:booking_appointment_change", args=[appointment.pk]))


def verbs_of(desk, appointment):
    return [verb.name for verb in page_of(desk, appointment).context["verbs"]]


def test_everything_that_an_answer_needs(desk, make_appointment, provider, now):
    appointment = make_appointment(
        starts_at=TWO,
        patient_name="Kim Lee",
        booker_name="Ana Lee",
        phone="+19197775242",
        email="ana@example.com",
        note="Left shoulder <b>",
    )
    response = page_of(desk, appointment)
    page = text_of(response)
    for words in (
        "Kim Lee",
        "Booked by Ana Lee",
        "Asks for Tuesday, June 2 at 2:00 PM Eastern, Paula Hand",
        "Evaluation, 45 minutes",
        "Left shoulder &lt;b&gt;",
        "Waits since Monday, June 1 at 10:00 AM Eastern",
        "answer due",
        appointment.reference,
        "E-mail to the patient: request received",
    ):
        assert words in page
    assert 'href="tel:+1-919-777-5242"' in response.content.decode()
    assert 'href="mailto:ana@example.com"' in response.content.decode()
    assert "Kim Lee" not in response.content.decode().split("</head>")[0]


def test_what_the_patient_said_beside_the_phone_and_below(desk, make_appointment, now):
    appointment = make_appointment(
        phone="+19197775242", preferred_channel="phone", voicemail="no", access_needs="A chair <b>",
        interpreter="Spanish", email="ana@example.com",
    )  # fmt: skip
    Contact.objects.update(email_notice="1", email_notice_at=now)
    page = text_of(page_of(desk, appointment))
    for words in (
        "Phone (919) 777-5242 wants a call, no voicemail Rather by e-mail Voicemail is fine E-mail ana@",
        "ana@example.com read that e-mail is not fully secure (words 1), Monday, June 1 at 10:00 AM Eastern",
        "Access needs A chair &lt;b&gt;",
        "Interpreter Spanish",
    ):
        assert words in page
    assert "Good Faith Estimate" not in page


ON_REQUEST = "If the patient asks for one today, due by Thursday, June 4."


@pytest.mark.parametrize(
    ("visit", "changes", "says"),
    [
        (
            {"status": "booked", "starts_at": at("2026-06-15 09:00")},
            {"without_insurance": "yes"},
            f"Due by Thursday, June 4. {ON_REQUEST}",
        ),
        (
            {"status": "booked", "starts_at": at("2026-06-12 09:00")},
            {"without_insurance": "asked-unknown"},
            f"Ask first whether there is insurance. Due by Tuesday, June 2. {ON_REQUEST}",
        ),
        (
            {"starts_at": at("2026-06-04 09:00")},
            {"without_insurance": "yes"},
            f"If you book it today, due by Tuesday, June 2. {ON_REQUEST}",
        ),
        ({"status": "booked", "starts_at": NINE}, {"without_insurance": "yes"}, ON_REQUEST),
        ({"status": "waitlist"}, {"without_insurance": "yes"}, ON_REQUEST),
        ({"status": "booked"}, {"without_insurance": "no"}, ""),
        ({"status": "booked"}, {}, ""),
        ({"status": "cancelled"}, {"without_insurance": "yes"}, ""),
        ({"status": "fulfilled"}, {"without_insurance": "yes"}, ""),
    ],
)
def test_when_the_estimate_of_the_costs_is_due(desk, make_appointment, now, visit, changes, says):
    assert page_of(desk, make_appointment(**visit, **changes)).context["estimate"] == says


def test_the_estimate_is_due_from_the_day_it_was_agreed(desk, make_appointment, receptionist, provider, now):
    booked = make_appointment(status="booked", starts_at=at("2026-06-12 09:00"), without_insurance="yes")
    with time_machine.travel(now + timedelta(days=1), tick=False):
        desk.force_login(receptionist)
        assert page_of(desk, booked).context["estimate"].startswith("Due by Tuesday, June 2.")
        tuesday = now + timedelta(days=1)
        workflow.reschedule(booked, provider, at("2026-06-22 09:00"), by=receptionist, now=tuesday)
        assert page_of(desk, booked).context["estimate"].startswith("Due by Friday, June 5.")


def test_looking_changes_nothing(desk, make_appointment, now):
    appointment = make_appointment()
    before = state_of(appointment)
    page_of(desk, appointment)
    assert state_of(appointment) == before


def test_preferences_in_words(desk, make_appointment, now):
    appointment = make_appointment(status="waitlist", preferred_days=[0, 4], preferred_parts=["morning"])
    assert "Would like Monday, Friday; Morning" in text_of(page_of(desk, appointment))


def test_offers_and_until_when_they_are_held(desk, make_appointment, provider, now):
    appointment = make_appointment(status="proposed", offers=[(provider, NINE), (provider, TWO)])
    page = text_of(page_of(desk, appointment))
    assert "Tuesday, June 2 at 9:00 AM Eastern, Paula Hand" in page
    assert "held until Tuesday, June 2 at 8:00 AM Eastern" in page


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        ("waitlist", ["offer", "move", "decline", "cancel", "contact", "close"]),
        ("pending", ["confirm", "offer", "move", "decline", "cancel", "contact", "close"]),
        ("proposed", ["accept", "none", "offer", "move", "decline", "cancel", "contact", "close"]),
        ("booked", ["offer", "move", "cancel", "contact", "close"]),
        ("arrived", ["fulfil", "undo", "contact"]),
        ("fulfilled", ["undo", "contact"]),
        ("noshow", ["undo", "contact"]),
        ("cancelled", ["contact"]),
        ("entered-in-error", ["contact"]),
    ],
)
def test_only_the_buttons_that_can_work(desk, make_appointment, now, status, verbs):
    assert verbs_of(desk, make_appointment(status=status)) == verbs


def test_on_the_day_of_the_visit(desk, make_appointment, receptionist, now):
    appointment = make_appointment(status="booked", starts_at=NINE)
    with time_machine.travel(NINE - timedelta(minutes=10), tick=False):
        desk.force_login(receptionist)
        assert verbs_of(desk, appointment)[:2] == ["arrive", "fulfil"]
    with time_machine.travel(NINE + timedelta(minutes=4), tick=False):
        assert verbs_of(desk, appointment)[:3] == ["arrive", "fulfil", "noshow"]


def test_a_wish_can_be_confirmed_or_declined(desk, make_appointment, now):
    appointment = make_appointment(status="booked", starts_at=NINE, wished_time=TWO)
    assert verbs_of(desk, appointment)[0] == "confirm"
    assert "decline" in verbs_of(desk, appointment)


# Warnings


def test_no_warning_where_all_is_well(desk, make_appointment, now):
    assert page_of(desk, make_appointment()).context["warnings"] == []


def test_a_closure_over_the_time(desk, make_appointment, now):
    appointment = make_appointment(starts_at=NINE)
    Closure.objects.create(first_day=date(2026, 6, 2), last_day=date(2026, 6, 2))
    said = "The time asked for: a closure lies over it."
    assert page_of(desk, appointment).context["warnings"] == [said]


def test_hours_that_changed(desk, make_appointment, now):
    appointment = make_appointment(status="booked", starts_at=NINE)
    WeeklyHours.objects.filter(weekday=1).delete()
    said = "The booked visit: it is outside the hours of Paula Hand."
    assert page_of(desk, appointment).context["warnings"] == [said]


def test_a_hold_that_lapsed(desk, make_appointment, now):
    appointment = make_appointment(starts_at=NINE)
    Hold.objects.update(expires_at=now - timedelta(minutes=1))
    said = "The time asked for is no longer held, but still free: confirm it before somebody takes it."
    assert page_of(desk, appointment).context["warnings"] == [said]
    make_appointment(status="booked", starts_at=NINE)
    said = "Somebody else has the time asked for by now. Offer other times."
    assert page_of(desk, appointment).context["warnings"] == [said]


def test_a_time_that_has_passed(desk, make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    with time_machine.travel(NINE + timedelta(minutes=1), tick=False):
        desk.force_login(receptionist)
        response = page_of(desk, appointment)
    assert response.context["warnings"] == ["The time asked for has passed. Offer other times."]
    assert "confirm" not in [verb.name for verb in response.context["verbs"]]


# Whom to call


def test_a_mail_that_failed_is_to_be_called(desk, make_appointment, receptionist, now):
    appointment = make_appointment()
    workflow.confirm(appointment, by=receptionist, now=now)
    appointment.messages.filter(kind="confirmed").update(failed_at=now)
    assert "Call the patient: Booked: " in text_of(page_of(desk, appointment))


def test_whoever_may_only_look_has_no_form(client, make_appointment, editor, now):
    editor.user_permissions.add(Permission.objects.get(codename="view_appointment"))
    client.force_login(editor)
    appointment = make_appointment(phone="+19197775242")
    assert page_of(client, appointment).content.decode().count('<form method="post" action="/admin/book') == 0
    address = reverse("admin:booking_appointment_change", args=[appointment.pk])
    assert client.post(address, {"kind": "note", "text": "Rang."}).status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", "9" * 40, "9" * 5000, "x", "%00", "1_2F", "%F0%9F%99%82"])
def test_unknown_numbers(desk, now, number):
    response = desk.get(f"/admin/booking/appointment/{number}/change/")
    assert response.status_code in (302, 404)


@pytest.mark.parametrize("offered", [False, True], ids=["one time", "three times"])
def test_queries_do_not_grow(desk, make_appointment, receptionist, provider, now, offered):
    """With messages, notes, changes, the day's visits and earlier appointments of the same person."""
    offers = [(provider, at(f"2026-06-0{day} 09:00")) for day in (3, 4, 5)]
    appointment = make_appointment(
        starts_at=NINE, email="pat@example.com", **{"status": "proposed", "offers": offers} if offered else {}
    )

    def more(number):
        workflow.correct_contact(
            appointment,
            Contact(patient_name=f"Pat {number}", email="pat@example.com"),
            by=receptionist,
            now=now,
        )
        Message.objects.create(
            appointment=appointment, kind="link", audience="patient", channel="email", revision=number,
            created_at=now, due_at=now, called_at=now, called_by=receptionist,
        )  # fmt: skip
        workflow.write_note(appointment, "note", f"Note {number}", by=receptionist, now=now)
        make_appointment(
            status="booked",
            email="pat@example.com",
            starts_at=at("2026-06-03 10:00") + timedelta(days=number),
        )

    def count():
        with CaptureQueriesContext(connection) as queries:
            page_of(desk, appointment)
        return len(queries)

    more(0)
    count()
    one = count()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(provider=provider, weekday=day, opens=time(9), closes=time(12)) for day in (5, 6)
    )
    for number in range(1, 8):
        more(number)
    assert appointment.notes.count() == 8
    count()  # another look
    assert count() == one
