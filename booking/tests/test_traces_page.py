"""“Who saw and changed what”: for managers, searchable, and nothing on it can be edited."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import workflow
from booking.models import Appointment, Message, Provider
from booking.tests.conftest import at
from booking.tests.pages import text_of
from booking.tests.test_admin_verbs import press
from clinic.models import Practice
from clinic.traces import timeline
from clinic.traces.models import Look
from clinic.traces.search import Search
from clinic.traces.tests.reading import forget_who_is_at_work, kind_of, looks
from conftest import Browser

PAGE = "/admin/traces/look/"


@pytest.fixture
def head(manager):
    client = Browser(REMOTE_ADDR="203.0.113.9")
    client.force_login(manager)
    return client


@pytest.fixture
def appointment(make_appointment, now):
    return make_appointment(reference="22BBCC33", starts_at=at("2026-06-10 09:00"), note="SECRET")


def entries(head, **asked):
    return head.get(PAGE, asked).context["entries"]


def did(found):
    """In words, without the signing in and what the fixtures wrote."""
    return [f"{one.did}: {one.what}" for one in found if one.who != "directly in the database" and one.what]


# Who may


def test_only_managers(client, receptionist, editor):
    assert client.get(PAGE).headers["Location"].startswith("/admin/login/")
    for user in (receptionist, editor):
        client.force_login(user)
        assert client.get(PAGE).status_code == 403
        assert PAGE not in client.get("/admin/").content.decode()


def test_managers_find_it_on_the_first_page(head):
    assert f'href="{PAGE}"' in head.get("/admin/").content.decode()


@pytest.mark.parametrize("path", ["add/", "1/", "1/change/", "1/delete/", "1/history/"])
def test_nothing_can_be_edited(head, manager, path):
    manager.is_superuser = True
    manager.save()
    look = Look.objects.get()
    assert head.get(PAGE + path.replace("1", str(look.pk))).status_code == 404
    assert head.post(PAGE, {"action": "delete_selected", "_selected_action": look.pk}).status_code == 405
    assert '<input type="checkbox"' not in head.get(PAGE).content.decode()


# What it says


def test_looks_and_changes_in_one_line_the_newest_first(head, desk, appointment):
    desk.get(reverse("admin:booking_appointment_change", args=[appointment.pk]))
    press(desk, appointment, "confirm")  # which leads back to the same page
    found = did(entries(head, staff="receptionist"))
    assert set(found[:-1]) == {"added: message", "changed: message", "changed: appointment"}
    assert found[-1] == "opened: request"


def test_who_where_and_when(head, desk, appointment):
    desk.get(reverse("admin:booking_appointment_change", args=[appointment.pk]))
    Look.objects.create(action="opened", username="gone", at=at("2026-01-05 09:30"), references=["22BBCC33"])
    opened = [one for one in entries(head, patient="22BBCC33") if one.did == "opened"]
    assert [(one.who, one.address, list(one.references)) for one in opened] == [
        ("Rita Desk (receptionist)", "127.0.0.1", ["22BBCC33"]),
        ("gone", "", ["22BBCC33"]),
    ]
    assert opened[-1].at == "Jan 5, 2026, 9:30:00 AM EST"


def test_a_change_field_by_field_in_words(head, appointment, another_provider, provider):
    forget_who_is_at_work()
    Appointment.objects.update(
        status="booked", waiting_since=None, answer_by=None, provider=another_provider,
        preferred_days=[0, 4], starts_at=at("2026-06-10 09:30"), revision=7, agreed_at=at("2026-06-01 10:00"),
    )  # fmt: skip
    newest = entries(head, patient="22BBCC33")[0]
    assert (newest.who, newest.did, newest.what) == ("directly in the database", "changed", "appointment")
    assert {one.field: (one.before, one.after) for one in newest.differences} == {
        "status": ("time asked for", "booked"),
        "provider": ("Paula Hand", "Quentin Hand"),
        "starts": ("Jun 10, 2026, 9:00:00 AM EDT", "Jun 10, 2026, 9:30:00 AM EDT"),
        "preferred days": ("–", "Monday, Friday"),
        "waiting since": ("Jun 1, 2026, 10:00:00 AM EDT", "–"),
        "answer due": ("Jun 2, 2026, 11:00:00 AM EDT", "–"),
    }


def test_where_only_numbers_of_ours_changed_they_are_shown(head, appointment):
    Appointment.objects.update(revision=7)
    [one] = entries(head, patient="22BBCC33")[0].differences
    assert (one.field, one.before, one.after) == ("revision", "0", "7")


def test_added_and_deleted(head, provider):
    hours = provider.weekly_hours.first()
    hours.delete()
    newest = entries(head)[0]
    assert (newest.did, newest.what) == ("deleted", "weekly hours Paula Hand")
    assert {one.field: (one.before, one.after) for one in newest.differences} == {
        "provider": ("Paula Hand", "–"),
        "day": ("Monday", "–"),
        "from": ("9 a.m.", "–"),
        "to": ("noon", "–"),
    }


def test_what_a_patient_wrote_is_shown_where_one_is_looked_for(head, appointment):
    assert "SECRET" not in text_of(head.get(PAGE))
    assert "SECRET" in text_of(head.get(PAGE, {"patient": "22BBCC33"}))


def test_long_texts_about_the_difference(head):
    practice = Practice.load()
    practice.street = "x" * 150 + "old" + "y" * 40
    practice.save()
    practice.street = "x" * 150 + "new" + "z" * 40
    practice.save()
    [one] = entries(head)[0].differences
    assert (one.before, one.after) == ("x" * 150 + "old" + "y" * 40, "x" * 150 + "new" + "z" * 40)


def test_what_was_added_to_the_end_of_a_long_text(head):
    practice = Practice.load()
    practice.what_to_bring = "x" * 300
    practice.save()
    practice.what_to_bring += " and a towel"
    practice.save()
    [one] = entries(head)[0].differences
    assert (one.before, one.after) == ("…" + "x" * 40, "…" + "x" * 40 + " and a towel")


def test_who_is_at_work_when_it_is_nobody_of_the_staff(head, appointment, now):
    workflow.cancel(appointment, now=now)
    for context in ('{"actor": "patient"}', '{"actor": "worker"}', '{"actor": "manage.py shell"}', ""):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [context])
            cursor.execute("UPDATE booking_appointment SET revision = revision + 1")
    assert [one.who for one in entries(head, patient="22BBCC33")][:4] == [
        "directly in the database",
        "manage.py shell",
        "the worker",
        "the patient",
    ]


# Pages


@pytest.fixture
def many(db, manager):
    """More than two pages; some of the same microsecond."""
    for number in range(120):
        Look.objects.create(
            at=at("2026-01-05 09:00") + timedelta(seconds=number // 7), action="opened", what=str(number)
        )


def test_older_and_newer(head, many):
    asked = {"last_day": "2026-01-05"}
    first = head.get(PAGE, asked)
    second = head.get(PAGE, {**asked, "before": first.context["older"]})
    third = head.get(PAGE, {**asked, "before": second.context["older"]})
    shown = [[int(one.what) for one in response.context["entries"]] for response in (first, second, third)]
    assert shown == [list(range(119, 69, -1)), list(range(69, 19, -1)), list(range(19, -1, -1))]
    assert [bool(one.context["newer"]) for one in (first, second, third)] == [False, True, True]
    assert [bool(one.context["older"]) for one in (first, second, third)] == [True, True, False]

    back = head.get(PAGE, {**asked, "after": third.context["newer"]})
    assert [int(one.what) for one in back.context["entries"]] == shown[1]
    front = head.get(PAGE, {**asked, "after": back.context["newer"]})
    assert [int(one.what) for one in front.context["entries"]] == shown[0]
    assert not front.context["newer"]
    older = quote(first.context["older"])
    assert f'href="?last_day=2026-01-05&amp;before={older}"' in first.content.decode()


@pytest.fixture
def tangled(make_appointment, now):
    """Of few moments, in all tables, and numbered in no order."""
    appointment = make_appointment()
    for number in range(40):
        moment = at("2026-01-05 09:00") + timedelta(seconds=number * 7 % 5)
        Look.objects.create(at=moment, action="opened")
        for model in (Appointment, Provider, Message):
            event_model = kind_of(model).event_model
            event = event_model.objects.first()
            event.pk, event.pgh_created_at = None, moment
            event.save(force_insert=True)
    return appointment


@pytest.mark.parametrize("size", [3, 50])
def test_walking_finds_each_row_once(tangled, monkeypatch, size):
    monkeypatch.setattr(timeline, "PAGE", size)
    monkeypatch.setattr(timeline, "CHUNK", size)
    search = Search(last_day=date(2026, 1, 5))
    pages = [timeline.page(search)]
    while pages[-1].older:
        pages.append(timeline.page(search, before=pages[-1].older))
    down = [row.key for page in pages for row in page.rows]

    pages = pages[-1:]
    while pages[-1].newer:
        pages.append(timeline.page(search, after=pages[-1].newer))
    up = [row.key for page in reversed(pages) for row in page.rows]

    at_once = [row.key for rows in timeline.everything(search) for row in rows]
    assert len(at_once) == 160
    assert down == up == at_once == sorted(set(at_once), reverse=True)


MOMENT = "2026-01-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    "cursor", ["x", "x_y_z", "\0", "2026-01-01_look_1", f"{MOMENT}_look_x", f"{MOMENT}_look_{'9' * 30}"]
)
def test_a_place_that_nobody_made(head, cursor):
    assert head.get(PAGE, {"before": cursor}).status_code == 200


# It is a look itself


def test_looking_here_is_on_record(head, appointment):
    for _time in range(2):
        head.get(PAGE, {"patient": "22BBCC33"})
    assert [one for one in looks() if one[1] == "traced"] == [
        ("manager", "traced", "patient: 22BBCC33", ["22BBCC33"])
    ]


def test_a_page_asks_as_often_for_many_rows_as_for_few(head, desk, make_appointment, now):
    def counted():
        with CaptureQueriesContext(connection) as queries:
            shown = entries(head, staff="receptionist")
        return len(shown), len(queries)

    press(desk, make_appointment(), "confirm")
    counted()  # the first page of a session writes down its use
    few, asked = counted()
    for _number in range(20):
        press(desk, make_appointment(), "confirm")
    assert counted() == (50, asked)
    assert few < 10
