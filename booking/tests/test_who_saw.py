"""`manage.py who_saw`: the page's rows, all of them, in a terminal."""

import io
import os
import signal
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from booking.tests.conftest import at
from booking.tests.programs import ROOT
from booking.tests.test_admin_verbs import press
from clinic.tests.database import program_environment
from clinic.traces import timeline, words
from clinic.traces.models import Look
from clinic.traces.search import Search, find_patients


def who_saw(*arguments):
    printed = io.StringIO()
    call_command("who_saw", *arguments, stdout=printed)
    return printed.getvalue().splitlines()


@pytest.fixture
def history(desk, make_appointment, another_receptionist, now):
    """Rita saw and booked one patient in a list of two; Oscar saw the other one, long ago."""
    mine = make_appointment(reference="22BBCC33", patient_name="Zoë Ünal", note="My\tleft\nshoulder.")
    make_appointment(reference="33333333")
    desk.get(reverse("admin:booking_appointment_changelist"))
    press(desk, mine, "confirm")
    Look.objects.create(
        user=another_receptionist, username="another-receptionist", address="203.0.113.7", action="opened",
        what="request", references=["33333333"], at=at("2026-01-05 09:30"),
    )  # fmt: skip


def test_a_line_for_each(history):
    [line] = who_saw("--staff", "another-receptionist")
    assert line.split("\t") == [
        "Jan 5, 2026, 9:30:00 AM EST",
        "Oscar Desk (another-receptionist)",
        "203.0.113.7",
        "opened: request",
        "33333333",
        "",
    ]


def test_the_same_as_the_page(history):
    search = Search(patients=find_patients("22BBCC33"))
    shown = words.entries(timeline.page(search).rows, about_one_patient=True)
    lines = [one.split("\t") for one in who_saw("--patient", "22BBCC33")]
    assert [one[:3] for one in lines] == [[entry.at, entry.who, entry.address] for entry in shown]
    assert [one[4] for one in lines] == [" ".join(entry.references) for entry in shown]
    assert "what the patient wrote: – → My left shoulder." in lines[-1][5] + lines[-2][5] + lines[-3][5]


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_only_the_first_lines_is_not_told_of_an_error(history):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing) as nobody_reads:
        program = subprocess.run(
            [sys.executable, "manage.py", "who_saw"],
            cwd=ROOT,
            env=program_environment(),
            stdout=nobody_reads,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (program.stderr, program.returncode) == (b"", -signal.SIGPIPE)


def test_all_of_them(history, monkeypatch):
    """A few at a time, and none lost between them."""
    before = who_saw()
    monkeypatch.setattr(timeline, "CHUNK", 3)
    assert who_saw() == before
    assert len(before) > 50


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], ["22BBCC33", "33333333"]),
        (["--staff", "another-receptionist"], ["33333333"]),
        (["--staff", "receptionist"], ["22BBCC33", "33333333"]),
        (["--staff", "Receptionist"], ["22BBCC33", "33333333"]),
        (["--staff", "manager"], []),
        (["--from", "2026-01-05", "--to", "2026-01-05"], ["33333333"]),
        (["--to", "2026-01-04"], []),
        (["--patient", "Ünal", "--staff", "receptionist"], ["22BBCC33"]),
    ],
)
def test_the_patients_that_an_account_or_a_period_touched(history, manager, arguments, found):
    assert who_saw("--patients", *arguments) == found


def test_patients_who_were_changed_and_not_looked_at(make_appointment, now):
    make_appointment(reference="22BBCC33")
    assert who_saw("--patients") == ["22BBCC33"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--staff", "nobody"], "No account has the user name “nobody”."),
        (["--patient", "nobody"], "No patient has this reference or name."),
        (["--from", "yesterday"], "“yesterday” is no day. Write it like 2026-11-22."),
        (["--to", "2026-02-30"], "“2026-02-30” is no day. Write it like 2026-11-22."),
        (["--from", "2026-01-02", "--to", "2026-01-01"], "The last day must not be before the first."),
    ],
)
def test_what_cannot_be_searched_is_said(history, arguments, says):
    with pytest.raises(CommandError) as refused:
        who_saw(*arguments)
    assert str(refused.value) == says
