"""Each way of writing leaves one event with what was before and after, and says who was at work."""

import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from booking import workflow
from booking.models import Appointment, Message
from booking.models.schedule import ProviderVisitType
from booking.tests.conftest import at
from booking.tests.pages import let_in, page
from booking.tests.programs import ROOT
from booking.tests.test_admin_verbs import press
from clinic.tests.database import program_environment
from clinic.traces.changes import kinds
from clinic.traces.tests.reading import events_of, forget_who_is_at_work, kind_of, last_event

NINE = at("2026-06-10 09:00")
ADDRESS = "203.0.113.7"


@pytest.fixture
def booked(make_appointment, now):
    return make_appointment(status="booked", starts_at=NINE)


def statuses(appointment):
    return [one.status for one in events_of(appointment)]


def test_the_patient_on_a_page(booked):
    client = Client(REMOTE_ADDR=ADDRESS)
    let_in(client, booked)
    client.post(page(booked, "cancel"), {"seen": booked.revision})
    assert statuses(booked) == ["pending", "booked", "cancelled"]
    event = last_event(booked)
    assert event.pgh_context == {"actor": "patient", "address": ADDRESS}
    assert event.pgh_user is None


def test_staff_in_the_admin(desk, make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=NINE)
    press(desk, appointment, "confirm")
    assert statuses(appointment) == ["pending", "booked"]
    event = last_event(appointment)
    assert event.pgh_context == {
        "actor": "staff",
        "address": "127.0.0.1",
        "user": receptionist.pk,
        "username": "receptionist",
    }
    assert event.pgh_user == receptionist.pk


def test_an_admin_form(head, provider, manager):
    head.post(
        f"/admin/booking/provider/{provider.pk}/change/",
        {
            "name": "Dr. Hand",
            "is_active": "on",
            "weekly_hours-TOTAL_FORMS": 0,
            "weekly_hours-INITIAL_FORMS": 0,
        },
    )
    assert [one.name for one in events_of(provider)] == ["Paula Hand", "Dr. Hand"]
    assert last_event(provider).pgh_user == manager.pk
    events = kind_of(ProviderVisitType).event_model.objects
    [gone] = events.filter(provider=provider, pgh_label="delete")
    assert gone.pgh_user == manager.pk


def test_a_verb_that_is_refused_leaves_none(desk, booked):
    before = len(events_of(booked))
    press(desk, booked, "confirm")
    assert len(events_of(booked)) == before


def test_the_worker(booked, settings):
    settings.FRONT_DESK_EMAIL = ""
    message = Message.objects.unsent().get(kind="confirmed")
    call_command("worker", once=True)
    assert [one.sent_at is None for one in events_of(message)] == [True, False]  # and none for lease or try
    assert last_event(message).pgh_context == {"actor": "worker"}
    [link] = booked.links.all()
    [minted] = events_of(link)
    assert minted.pgh_context == {"actor": "worker"}
    assert not hasattr(minted, "token_hash")


@pytest.mark.django_db(transaction=True)
def test_a_shell(booked):
    """A process of its own, as somebody types it."""
    script = f"from booking.models import *; Appointment.objects.filter(pk={booked.pk}).update(reason='x')"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
        cwd=ROOT, env=program_environment(), check=True, timeout=60,
    )  # fmt: skip
    assert [one.reason for one in events_of(booked)] == ["", "", "x"]
    assert last_event(booked).pgh_context == {"actor": "manage.py shell"}


def test_plain_sql(booked):
    forget_who_is_at_work()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE booking_appointment SET status = 'cancelled', waiting_since = NULL")
    assert statuses(booked) == ["pending", "booked", "cancelled"]
    assert last_event(booked).pgh_context is None


def test_many_at_once(make_appointment, now):
    made = [make_appointment() for _number in range(3)]
    Appointment.objects.update(reason="x")
    assert [[one.reason for one in events_of(each)] for each in made] == [["", "x"]] * 3


def test_names_and_addresses_before_and_after(booked, receptionist, now):
    contact = booked.contact
    contact.email = "new@example.com"
    workflow.correct_contact(booked, contact, by=receptionist, now=now)
    assert [one.email for one in events_of(booked.contact)] == ["patient1@example.com", "new@example.com"]


def test_a_request_does_not_speak_for_the_next(desk, make_appointment, now, provider, receptionist):
    """The same thread, the same connection."""
    appointment = make_appointment(starts_at=NINE)
    press(desk, appointment, "confirm")
    forget_who_is_at_work()
    workflow.cancel(appointment, now=now)
    assert last_event(appointment).pgh_context is None


def test_no_secret_has_a_column():
    columns = {
        f"{kind.event_model._meta.db_table}.{field.column}"
        for kind in kinds
        for field in kind.event_model._meta.fields
    }
    secret = ("token", "password", "last_login", "lease", "attempts", "data")
    assert [one for one in columns if any(word in one.partition(".")[2] for word in secret)] == []
