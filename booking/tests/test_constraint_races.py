"""Programs that take none of the diary's locks, at once: the constraint is what stands between two."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError, OperationalError, connection

from booking import workflow
from booking.availability import Span
from booking.errors import TimeTaken
from booking.models import Appointment, Contact, Hold
from booking.tests.at_once import at_once, kinds, request
from booking.tests.conftest import at, overlaps
from booking.tests.database import write_hold
from conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")
MINUTES = timedelta(minutes=1)


def write(appointment, provider, starts_at):
    """A job: another program takes the time."""
    ends_at = starts_at + 60 * MINUTES
    return lambda: write_hold(appointment, provider, starts_at, ends_at, expires_at=starts_at)


def test_page_desk_and_other_programs_at_once(visit_type, provider, make_appointment, receptionist):
    """No promise twice, whoever writes. A program that does not take the diary's locks may be told so by
    PostgreSQL; nobody who uses the workflow is told anything but that the time is taken."""
    visit_type.every = 5
    visit_type.save()
    others = [make_appointment(status="waitlist") for _number in range(6)]
    booked = make_appointment(status="booked", starts_at=TWO)
    pages = [request(visit_type, NINE + number * 10 * MINUTES) for number in range(8)]
    desk = [
        lambda: workflow.reschedule(booked, provider, NINE + 20 * MINUTES, by=receptionist, now=NOW),
        lambda: workflow.book(
            Appointment(visit_type=visit_type),
            Contact(patient_name="Cal Lerr", phone="+19195550100"),
            provider,
            NINE + 50 * MINUTES,
            by=receptionist,
            now=NOW,
        ),
    ]
    programs = [write(other, provider, NINE + number * 15 * MINUTES) for number, other in enumerate(others)]
    results = at_once(*programs, *pages, *desk)
    assert set(kinds(results[:6])) <= {Hold, IntegrityError, OperationalError}
    assert set(kinds(results[6:])) <= {Appointment, TimeTaken}
    assert overlaps() == []
    assert Hold.objects.filter(starts_at__lt=TWO).exists()


def test_other_programs_at_once(provider, make_appointment):
    others = [make_appointment(status="waitlist") for _number in range(8)]
    results = at_once(*[write(other, provider, NINE) for other in others])
    assert kinds(results)[Hold] == 1
    assert Hold.objects.count() == 1


# The constraint is what stands between two writers. With it off the race is there, and it is lost.


def look_then_write(appointment, provider, both_looked):
    def job():
        if not Hold.objects.overlapping([provider], Span(NINE, NINE + 60 * MINUTES)).exists():
            both_looked.wait(timeout=30)
            write(appointment, provider, NINE)()
            return "written"
        return "taken"

    return job


def two_who_looked_first(make_appointment, provider):
    both_looked = Barrier(2)
    appointments = [make_appointment(status="waitlist") for _number in range(2)]
    return at_once(*[look_then_write(one, provider, both_looked) for one in appointments])


@pytest.fixture
def without_the_constraint(transactional_db):
    constraint = next(one for one in Hold._meta.constraints if isinstance(one, ExclusionConstraint))
    with connection.schema_editor() as editor:
        editor.remove_constraint(Hold, constraint)
    yield
    Hold.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Hold, constraint)


def test_the_constraint_stops_whoever_looked_too_early(make_appointment, provider):
    # The other is refused, or gives way where both wait for each other.
    assert kinds(two_who_looked_first(make_appointment, provider))[str] == 1
    assert overlaps() == []


def test_without_the_constraint_the_time_is_promised_twice(
    without_the_constraint, make_appointment, provider
):
    assert two_who_looked_first(make_appointment, provider) == ["written", "written"]
    assert len(overlaps()) == 1
