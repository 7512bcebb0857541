"""What PostgreSQL refuses, whoever writes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from booking.diary.locks import constraint_of
from booking.models import Appointment, Hold
from booking.tests.conftest import at
from booking.tests.database import write_hold

NINE = at("2026-06-02 09:00")
MINUTES = timedelta(minutes=1)


def refused_by(constraint, *place, **fields):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write_hold(*place, **fields)
    assert constraint_of(error.value) == constraint


@pytest.mark.parametrize(
    ("starts", "ends"), [(0, 60), (-30, 1), (59, 90), (10, 20), (-10, 70), (0, 1)], ids=lambda one: str(one)
)
def test_nobody_can_write_what_overlaps(make_appointment, provider, now, starts, ends):
    make_appointment(status="booked", starts_at=NINE)
    other = make_appointment(status="waitlist")
    refused_by("hold_no_overlap", other, provider, NINE + starts * MINUTES, NINE + ends * MINUTES)


def test_a_lapsed_hold_that_is_still_there_is_in_the_way_too(make_appointment, provider, now):
    other = make_appointment(status="waitlist")
    write_hold(other, provider, NINE, NINE + 60 * MINUTES, expires_at=now - MINUTES)
    refused_by("hold_no_overlap", other, provider, NINE, NINE + 60 * MINUTES)


@pytest.mark.parametrize(("starts", "ends"), [(60, 90), (-30, 0)])
def test_what_only_touches_does_not_overlap(make_appointment, provider, now, starts, ends):
    make_appointment(status="booked", starts_at=NINE)
    other = make_appointment(status="waitlist")
    write_hold(other, provider, NINE + starts * MINUTES, NINE + ends * MINUTES)
    assert Hold.objects.count() == 2


def test_two_providers_work_at_the_same_time(make_appointment, provider, another_provider, now):
    make_appointment(status="booked", starts_at=NINE)
    write_hold(make_appointment(status="waitlist"), another_provider, NINE, NINE + 60 * MINUTES)
    assert Hold.objects.count() == 2


def test_a_hold_cannot_be_moved_onto_another(make_appointment, provider, now):
    make_appointment(status="booked", starts_at=NINE)
    other = make_appointment(status="booked", starts_at=at("2026-06-02 14:00"))
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        other.holds.update(starts_at=NINE, ends_at=NINE + 60 * MINUTES)
    assert constraint_of(error.value) == "hold_no_overlap"


@pytest.mark.parametrize("ends", [0, -1])
def test_empty_spans_are_refused(make_appointment, provider, now, ends):
    """An empty range overlaps nothing: it would pass inside taken time."""
    other = make_appointment(status="waitlist")
    refused_by("hold_is_not_empty", other, provider, NINE, NINE + ends * MINUTES)


def test_a_hold_of_nobody_is_refused(make_appointment, now):
    """NULL would be compared with nobody, or block everybody."""
    other = make_appointment(status="waitlist")
    with pytest.raises(IntegrityError, match="provider_id"), transaction.atomic():
        Hold.objects.create(
            appointment=other, kind="asked", starts_at=NINE, ends_at=NINE + 60 * MINUTES, expires_at=NINE
        )


@pytest.mark.parametrize(("kind", "expires_at"), [("visit", NINE), ("asked", None), ("offered", None)])
def test_only_visits_never_lapse(make_appointment, provider, now, kind, expires_at):
    other = make_appointment(status="waitlist")
    refused_by(
        "hold_expires_unless_visit",
        other,
        provider,
        NINE,
        NINE + 60 * MINUTES,
        kind=kind,
        expires_at=expires_at,
    )


def test_an_appointment_has_one_visit(make_appointment, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    later = at("2026-06-02 14:00")
    refused_by("hold_one_visit", booked, provider, later, later + MINUTES, kind="visit", expires_at=None)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"provider": None}, "appointment_time_is_whole"),
        ({"ends_at": None}, "appointment_time_is_whole"),
        ({"ends_at": NINE}, "appointment_time_is_whole"),
        ({"provider": None, "starts_at": None, "ends_at": None}, "appointment_has_a_time"),
        ({"waiting_since": NINE}, "appointment_waiting_is_open"),
        ({"agreed_at": None}, "appointment_agreed_once"),
    ],
)
def test_a_booked_appointment_is_whole(make_appointment, now, changes, constraint):
    booked = make_appointment(status="booked", starts_at=NINE)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Appointment.objects.filter(pk=booked.pk).update(**changes)
    assert constraint_of(error.value) == constraint


def test_what_is_over_waits_for_nobody(make_appointment, now):
    over = make_appointment(status="cancelled")
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Appointment.objects.filter(pk=over.pk).update(waiting_since=now, answer_by=now)
    assert constraint_of(error.value) == "appointment_waiting_is_open"


def test_a_contact_can_be_reached(make_appointment, now):
    contact = make_appointment().contact
    contact.email = ""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        contact.save()
    assert constraint_of(error.value) == "contact_can_be_reached"
