"""The desk, the admin's first page: what it says, in which order, and to whom."""

import re
from datetime import timedelta
from types import SimpleNamespace

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import workflow
from booking.admin.desk import MOST
from booking.models import Appointment, Hold, Note
from booking.tests.conftest import at
from booking.tests.pages import text_of
from clinic.traces.models import Look

DESK = "/admin/"
REFRESH = "/admin/booking/appointment/desk/"
BY_SCRIPT = {"HX-Request": "true"}
NINE = at("2026-06-02 09:00")


def panel(response, name):
    """What a person reads in it."""
    page = response.content.decode()
    (section,) = re.findall(rf'<section[^>]* id="desk-{name}".*?</section>', page, re.S)
    return text_of(SimpleNamespace(content=section.encode()))


def names(response, name):
    """In order."""
    return re.findall(rf'id="{name}-\d+" href="[^"]*">([^<]*)<', response.content.decode())


def press(desk, address, **answers):
    return desk.post(address, {"back": "desk", **answers}, follow=True)


def verb(appointment, name):
    return reverse(f"admin:booking_appointment_{name}", args=[appointment.pk])


def visit_today(make_appointment, hour, now, **changes):
    return make_appointment(
        status="booked", starts_at=at(f"2026-06-01 {hour}"), now=now - timedelta(days=4), **changes
    )


# What it says


def test_nobody_waits_for_anything(desk, now):
    page = desk.get(DESK)
    assert panel(page, "waiting") == "Waiting for us Nobody is waiting for an answer."
    assert panel(page, "calls") == "Whom to call Nobody has to be called."
    assert panel(page, "offered") == "Waiting for the patient No offer waits for an answer."
    assert panel(page, "today") == "Today, Monday, June 1 No visits today."
    assert "to be moved" not in text_of(page)


def test_a_request(desk, make_appointment, now):
    make_appointment(starts_at=NINE, now=now - timedelta(hours=1), note="SECRET")
    page = desk.get(DESK)
    assert panel(page, "waiting") == (
        "Waiting for us All of them Waiting for us "
        "Pat Doe Evaluation tomorrow, 9:00 AM with Paula Hand "
        "waits for 1\xa0hour · answer by today, 5:00 PM "
        "Confirm Pat Doe Offer times Pat Doe Decline Pat Doe"
    ).replace("\xa0", " ")
    assert "SECRET" not in page.content.decode()


def test_a_wish_and_somebody_without_a_time(desk, make_appointment, now):
    make_appointment(status="booked", starts_at=NINE, wished_time=at("2026-06-04 15:00"))
    make_appointment(status="waitlist", preferred_days=[0, 1], preferred_parts=["morning"])
    make_appointment(status="waitlist")
    words = panel(desk.get(DESK), "waiting")
    assert "Thu, Jun 4, 3:00 PM with Paula Hand instead of tomorrow" in words
    assert "Pat Doe Evaluation Monday, Tuesday; Morning waits" in words
    assert "Pat Doe Evaluation any time waits" in words
    assert words.count("Confirm") == 1
    assert words.count("Decline") == 2
    assert words.count("Keep the visit") == 1


def test_every_answer_is_one_click_away_and_comes_back(desk, make_appointment, provider, now):
    asked = make_appointment()
    offered = make_appointment(status="proposed", offers=[(provider, at("2026-06-03 09:00"))])
    page = desk.get(DESK).content.decode()
    for appointment, name in ((asked, "decline"), (offered, "accept"), (offered, "none")):
        assert f'href="{verb(appointment, name)}?back=desk"' in page
        there = desk.get(f"{verb(appointment, name)}?back=desk").content.decode()
        assert '<input type="hidden" name="back" value="desk">' in there


def test_a_time_that_somebody_else_has_by_now(desk, make_appointment, now):
    """Neither what has lapsed and is free, nor what is one's own."""
    make_appointment(starts_at=NINE, patient_name="First")
    make_appointment(starts_at=at("2026-06-02 15:00"), patient_name="Lapsed")
    Hold.objects.update(expires_at=now)
    taken = make_appointment(starts_at=NINE, patient_name="Second")
    make_appointment(
        status="booked",
        starts_at=at("2026-06-03 09:00"),
        wished_time=at("2026-06-03 15:00"),
        patient_name="Own",
    )
    words = panel(desk.get(DESK), "waiting")
    assert "9:00 AM with Paula Hand taken instead" not in words
    assert re.findall(r"(\w+) Evaluation [^(]*? with Paula Hand( taken)?", words) == [
        ("First", " taken"), ("Lapsed", ""), ("Second", ""), ("Own", ""),
    ]  # fmt: skip
    assert "Confirm First" not in words
    workflow.cancel(taken, now=now)
    assert "taken" not in panel(desk.get(DESK), "waiting")


def test_what_is_overdue_stands_in_front_then_the_oldest(desk, make_appointment, now):
    make_appointment(patient_name="Young", now=now)
    old = make_appointment(patient_name="Old", now=now - timedelta(days=3))
    make_appointment(patient_name="Late", now=now - timedelta(days=2))
    Appointment.objects.filter(pk=old.pk).update(answer_by=now + timedelta(hours=1))
    page = desk.get(DESK)
    assert names(page, "waiting") == ["Late", "Old", "Young"]
    assert "Late Evaluation Overdue by" in panel(page, "waiting")
    assert "3 waiting for us 1 overdue 0 to call" in text_of(page)


def test_a_time_that_has_passed_cannot_be_confirmed(desk, make_appointment, receptionist, now):
    make_appointment(starts_at=NINE)
    with time_machine.travel(NINE, tick=False):
        desk.force_login(receptionist)
        words = panel(desk.get(DESK), "waiting")
    assert "Confirm" not in words
    assert "Offer times" in words


def test_whom_to_call(desk, to_call, now):
    page = desk.get(DESK)
    assert panel(page, "calls") == (
        "Whom to call All of them Whom to call "
        "Pat Doe (919) 777-5242 wants a call, voicemail is fine "
        "We cannot book the visit. We are closed that week. "
        "I have called Pat Doe No answer Pat Doe Left a voicemail Pat Doe"
    )
    assert 'href="tel:+1-919-777-5242"' in page.content.decode()


def test_whom_to_ask_for(desk, to_call, now):
    to_call.contact.booker_name = "Mary Mother"
    to_call.contact.save()
    words = panel(desk.get(DESK), "calls")
    assert "Pat Doe (919) 777-5242 ask for Mary Mother, wants a call, voicemail is fine" in words


def test_offers_that_nobody_answered(desk, make_appointment, provider, now):
    make_appointment(status="proposed", offers=[(provider, NINE)], starts_at=at("2026-06-03 09:00"))
    assert panel(desk.get(DESK), "offered") == (
        "Waiting for the patient All of them Waiting for the patient "
        "Pat Doe held until tomorrow, 8:00 AM "
        "tomorrow, 9:00 AM with Paula Hand Accept Pat Doe None of these Pat Doe"
    )
    Appointment.objects.update(answer_by=now)
    assert "Pat Doe no longer held tomorrow, 9:00 AM" in panel(desk.get(DESK), "offered")


def test_today(desk, make_appointment, another_provider, receptionist, now):
    visit_today(make_appointment, "15:00", now, patient_name="Cleo")
    visit_today(make_appointment, "09:00", now, patient_name="Ann")
    late = visit_today(make_appointment, "10:00", now, patient_name="Bo", provider=another_provider)
    seen = visit_today(make_appointment, "09:00", now, patient_name="Al", provider=another_provider)
    workflow.fulfil(seen, by=receptionist, now=now)
    make_appointment(status="booked", patient_name="Tomorrow")
    assert panel(desk.get(DESK), "today") == (
        "Today, Monday, June 1 All of them Today’s visits "
        "Paula Hand 2 visits "
        "9:00 AM Ann Evaluation · what came of it? Has arrived Ann Was seen Ann Did not come Ann "
        "3:00 PM Cleo next Evaluation · booked Has arrived Cleo Was seen Cleo "
        "Quentin Hand 2 visits "
        "9:00 AM Al Evaluation · seen Undo Al "
        "10:00 AM Bo next Evaluation · not here yet Has arrived Bo Was seen Bo Did not come Bo"
    )
    workflow.arrive(late, by=receptionist, now=now)
    page = desk.get(DESK)
    assert "Bo Evaluation · arrived Was seen Bo Undo Bo" in panel(page, "today")
    assert page.content.decode().count('aria-current="true"') == 1


def test_visits_to_be_moved(desk, make_appointment, now):
    workflow.touch([make_appointment(status="booked")], now=now)
    page = desk.get(DESK)
    assert "1 to be moved" in text_of(page)
    assert 'href="/admin/booking/appointment/?view=touched"' in page.content.decode()


def test_a_panel_says_what_it_leaves_out(desk, make_appointment, now):
    for number in range(MOST + 1):
        make_appointment(status="waitlist", patient_name=f"P{number:02}")
    page = desk.get(DESK)
    assert names(page, "waiting") == [f"P{number:02}" for number in range(MOST)]
    assert f"All {MOST + 1} of them Waiting for us" in panel(page, "waiting")


def test_of_a_full_day_what_is_done_is_left_out(desk, make_appointment, provider, now):
    """Eighteen visits from eight on, of which nine are done: eight of those give way."""
    made = [make_appointment(status="waitlist", patient_name=f"P{number:02}") for number in range(18)]
    for number, one in enumerate(made):
        starts_at = at("2026-06-01 08:00") + number * timedelta(minutes=30)
        Appointment.objects.filter(pk=one.pk).update(
            status="fulfilled" if number < 9 else "booked", provider=provider, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=30), waiting_since=None, answer_by=None, agreed_at=now,
        )  # fmt: skip
    page = desk.get(DESK)
    assert names(page, "today") == [f"P{number:02}" for number in range(8, 18)]
    assert "All 18 of them" in panel(page, "today")
    assert "Paula Hand 18 visits" in panel(page, "today")


def test_a_visit_without_an_outcome_does_not_hide_the_next(desk, make_appointment, provider, now):
    """Fourteen from five on; of the first nobody has said what came of it."""
    made = [make_appointment(status="waitlist", patient_name=f"P{number:02}") for number in range(14)]
    for number, one in enumerate(made):
        starts_at = at("2026-06-01 05:00") + number * timedelta(minutes=30)
        Appointment.objects.filter(pk=one.pk).update(
            status="fulfilled" if 0 < number < 10 else "booked", provider=provider, starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=30), waiting_since=None, answer_by=None, agreed_at=now,
        )  # fmt: skip
    page = desk.get(DESK)
    assert names(page, "today") == ["P00", *(f"P{number:02}" for number in range(4, 14))]
    assert "P10 next" in panel(page, "today")
    assert "All 14 of them" in panel(page, "today")


# Who sees it


def test_an_editor_sees_no_patient(client, editor, to_call, make_appointment, now):
    make_appointment()
    client.force_login(editor)
    page = client.get(DESK)
    assert "Pat Doe" not in page.content.decode()
    assert "waiting for us" not in text_of(page)
    assert client.get(REFRESH, headers=BY_SCRIPT).status_code == 403
    assert not Look.objects.filter(action="listed").exists()


def test_who_may_only_look_finds_no_buttons(desk, receptionist, to_call, make_appointment, now):
    make_appointment()
    visit_today(make_appointment, "15:00", now)
    receptionist.groups.clear()
    receptionist.user_permissions.set(
        receptionist.user_permissions.model.objects.filter(codename="view_appointment")
    )
    page = desk.get(DESK).content.decode()
    assert page.count("Pat Doe</a>") == 3
    assert re.findall(r'<form[^>]*action="/admin/booking/appointment/\d', page) == []
    assert "Book a caller" not in page


# How many queries


def test_queries_do_not_grow(desk, make_appointment, another_provider, receptionist, now):
    def more(count):
        for number in range(count):
            called = make_appointment(status="booked", email="", phone=f"+1919777{number + 1000}")
            workflow.write_note(called, Note.Kind.NO_ANSWER, "", by=receptionist, now=now)
            make_appointment(status="proposed", provider=another_provider)
            make_appointment()
            visit = make_appointment(status="booked", provider=another_provider)
            Appointment.objects.filter(pk=visit.pk).update(
                starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2)
            )

    def count():
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(DESK)
        written = ('."note"', '."access_needs"', '."interpreter"')
        assert not [one["sql"] for one in queries if any(column in one["sql"] for column in written)]
        return [len(names(page, name)) for name in ("waiting", "call", "offered", "today")], len(queries)

    more(1)
    count()
    rows, few = count()
    assert rows == [1, 1, 1, 1]
    more(MOST)
    rows, many = count()
    assert rows == [MOST] * 4
    assert many == few
