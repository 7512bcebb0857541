"""The list as a file: only for whoever may, harmless, and on record."""

import csv

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.admin import exporting
from booking.tests.conftest import at
from booking.tests.pages import text_of
from clinic.staff import roles
from clinic.traces.tests.reading import looks
from conftest import Browser, make_staff

QUEUE = "/admin/booking/appointment/"
EXPORT = f"{QUEUE}export/"


@pytest.fixture
def desk(head):
    """Exports are the manager's."""
    return head


@pytest.fixture
def client_without(receptionist):
    client = Browser()
    client.force_login(receptionist)
    return client


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    assert text[0] == "\ufeff"
    return list(csv.reader(text[1:].splitlines()))


def exported():
    return [one[1:] for one in looks() if one[1] == "exported"]


def test_what_is_in_it(desk, make_appointment, now):
    make_appointment(
        status="booked", starts_at=at("2026-06-10 09:00"), patient_name="Zoë Ünal", phone="+19197775242",
        reference="22BBCC33", note="SECRET", booker_name="Jo Parent",
    )  # fmt: skip
    response = desk.get(EXPORT, {"view": "coming"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="patients.csv"'
    assert "no-store" in response.headers["Cache-Control"]
    headings, row = rows_of(response)
    assert dict(zip(headings, row, strict=True)) == {
        "Reference": "22BBCC33",
        "Status": "booked",
        "Patient": "Zoë Ünal",
        "Booked by": "Jo Parent",
        "Phone": "(919) 777-5242",
        "E-mail": "patient1@example.com",
        "Visit": "Evaluation",
        "Provider": "Paula Hand",
        "Starts": "2026-06-10 09:00",
        "Asked": "2026-06-01 10:00",
    }


def test_the_list_that_was_shown_in_its_order_and_all_pages(desk, make_appointment, now, monkeypatch):
    made = [make_appointment().reference for _number in range(3)]
    make_appointment(status="booked", patient_name="Ann Roe", reference="33333333")
    assert [row[0] for row in rows_of(desk.get(EXPORT))[1:]] == made
    assert [row[0] for row in rows_of(desk.get(EXPORT, {"q": "Roe", "p": "7"}))[1:]] == ["33333333"]


def test_it_is_on_record_before_it_leaves(desk, make_appointment, now, monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 2)
    made = [make_appointment().reference for _number in range(3)]
    sent = desk.get(EXPORT).streaming_content
    next(sent)
    assert exported() == []
    next(sent)
    assert exported() == [("exported", "waiting", sorted(made[:2]))]
    assert len(list(sent)) == 1
    assert exported() == [("exported", "waiting", sorted(made[:2])), ("exported", "waiting", made[2:])]


def test_a_second_copy_is_no_refresh(desk, make_appointment, now):
    make_appointment(reference="22BBCC33")
    for _time in range(2):
        rows_of(desk.get(EXPORT))
    assert exported() == [("exported", "waiting", ["22BBCC33"])] * 2


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_defused(typed):
    assert exporting.harmless(typed) == f"'{typed}"


def test_what_is_no_formula_stays():
    assert exporting.harmless("O’Neil = 1") == "O’Neil = 1"


def test_a_patient_who_types_a_formula(desk, make_appointment, now):
    make_appointment(patient_name='=HYPERLINK("https://evil.example")')
    assert rows_of(desk.get(EXPORT))[1][2] == """'=HYPERLINK("https://evil.example")"""


def test_only_with_the_permission(client_without, make_appointment, now):
    make_appointment()
    assert client_without.get(EXPORT).status_code == 403
    assert "Export" not in text_of(client_without.get(QUEUE))
    assert exported() == []


def test_not_with_that_permission_alone(client, make_appointment, now, db):
    user = make_staff("exporter", "Eve Only", roles.EDITOR)
    user.user_permissions.add(Permission.objects.get(codename="export_appointment"))
    client.force_login(user)
    assert client.get(EXPORT).status_code == 403
    client.logout()
    assert client.get(EXPORT).headers["Location"].startswith("/admin/login/")


def test_the_link_leads_to_the_list_shown(desk, make_appointment, now):
    make_appointment()
    assert f'href="{EXPORT}?q=Doe"' in desk.get(QUEUE, {"q": "Doe", "p": 1}).content.decode()
    assert f'href="{EXPORT}?view=coming"' in desk.get(QUEUE, {"view": "coming"}).content.decode()


def test_a_list_that_nobody_can_read(desk, now):
    assert desk.get(f"{EXPORT}?reference=%00").headers["Location"] == QUEUE


def test_queries_do_not_grow(desk, make_appointment, now):
    def counted():
        with CaptureQueriesContext(connection) as queries:
            rows_of(desk.get(EXPORT))
        return len(queries)

    make_appointment()
    counted()  # the first page of a session writes down its use
    one = counted()
    for _number in range(7):
        make_appointment()
    assert counted() == one
