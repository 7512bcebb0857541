"""Finding in “Who saw and changed what”: by colleague, patient and period."""

import pytest

from booking import workflow
from booking.models import Appointment
from booking.tests.conftest import at
from booking.tests.pages import text_of
from booking.tests.test_admin_verbs import press
from booking.tests.test_traces_page import PAGE, did, entries
from clinic.traces.models import Look
from clinic.traces.tests.reading import forget_who_is_at_work


@pytest.fixture
def appointment(make_appointment, now):
    return make_appointment(reference="22BBCC33")


@pytest.fixture
def three(make_appointment, receptionist, another_receptionist, now):
    """Looks of three days, by two people, at two patients."""
    for name, reference in (("Zoë Ünal", "22BBCC33"), ("Ann Roe", "33333333")):
        make_appointment(patient_name=name, booker_name="Jo Parent", reference=reference)
    made = [
        (receptionist, "2026-01-05 00:00", ["22BBCC33"]),
        (receptionist, "2026-01-05 23:59", ["33333333", "22BBCC33"]),
        (another_receptionist, "2026-01-06 00:00", ["33333333"]),
        (another_receptionist, "2026-01-07 12:00", ["22BBCC33"]),
    ]
    for number, (user, moment, references) in enumerate(made):
        Look.objects.create(
            user=user, username=user.username, at=at(moment), action="opened", what=str(number),
            references=references,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"staff": "receptionist"}, "10"),
        ({"staff": "another-receptionist"}, "32"),
        ({"patient": "22bbcc33 "}, "310"),
        ({"patient": "33333333"}, "21"),
        ({"patient": "ünal"}, "310"),
        ({"patient": "roe ANN"}, "21"),
        ({"patient": "Jo Parent"}, "3210"),
        ({"first_day": "2026-01-06", "last_day": "2026-01-07"}, "32"),
        ({"last_day": "2026-01-05"}, "10"),
        ({"first_day": "2026-01-06", "last_day": "2026-01-06"}, "2"),
        ({"staff": "receptionist", "patient": "33333333"}, "1"),
        ({"staff": "receptionist", "first_day": "2026-01-06"}, ""),
        ({"staff": "another-receptionist", "patient": "Zoë", "first_day": "2026-01-06"}, "3"),
    ],
)
def test_search(head, three, asked, found):
    shown = entries(head, **asked)
    assert "".join(one.what for one in shown if one.did == "opened") == found


def test_changes_are_searched_alike(head, desk, make_appointment, now):
    mine, other = make_appointment(), make_appointment()
    press(desk, mine, "confirm")
    forget_who_is_at_work()
    workflow.cancel(other, now=now)
    by_rita = [one for one in entries(head, staff="receptionist") if one.what == "appointment"]
    assert [list(one.references) for one in by_rita] == [[mine.reference]]
    of_other = [one for one in entries(head, patient=other.reference) if one.what == "appointment"]
    assert {reference for one in of_other for reference in one.references} == {other.reference}
    by_both = entries(head, staff="receptionist", patient=other.reference)
    assert [one for one in by_both if one.what == "appointment"] == []
    assert did(entries(head, staff="receptionist", last_day="2026-01-01")) == []


def test_a_name_that_was_corrected_and_a_patient_who_is_gone(head, appointment):
    contact = appointment.contact
    contact.patient_name = "Zoë Ünal"
    contact.save()
    Appointment.objects.filter(pk=appointment.pk).delete()
    for words in ("Pat Doe", "Zoë", "zoe unal", "22BBCC33"):
        newest = next(one for one in entries(head, patient=words) if one.did == "deleted")
        assert list(newest.references) == ["22BBCC33"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"patient": "Nobody"}, "No patient has this reference or name."),
        ({"patient": "\0"}, "Null characters are not allowed."),
        ({"patient": "'; -- & | !"}, "No patient has this reference or name."),
        ({"staff": "nobody"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"first_day": "yesterday"}, "Enter a valid date."),
        ({"first_day": "2026-01-06", "last_day": "2026-01-05"}, "The last day must not be before the first."),
        ({"last_day": "9999-12-31"}, "The days must lie between 2000 and 2100."),
    ],
)
def test_what_cannot_be_searched_is_said(head, appointment, asked, says):
    response = head.get(PAGE, asked)
    assert response.status_code == 200
    assert says in text_of(response)
    assert "<title>Error: " in response.content.decode()
    assert response.context["entries"] == []


def test_a_name_that_too_many_have(head, make_appointment, monkeypatch, now):
    monkeypatch.setattr("clinic.traces.search.PATIENTS_OF_A_NAME", 2)
    for _number in range(2):
        make_appointment()
    assert entries(head, patient="Doe") != []
    make_appointment()
    assert "Too many patients have this name." in text_of(head.get(PAGE, {"patient": "Doe"}))
