import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from booking import starter
from booking.models import Provider, VisitType, WeeklyHours
from booking.tests.conftest import at
from clinic.models import Practice


@pytest.fixture
def agreed_in_new_york(db):
    Practice.objects.update_or_create(pk=1, defaults={"time_zone": "America/New_York"})


def test_a_new_database_begins_with_samples(db):
    starter.load()
    provider = Provider.objects.get()
    assert provider.is_sample
    assert list(VisitType.objects.values_list("slug", "length", "buffer", "confirmed_at_once")) == [
        ("evaluation", 45, 15, False),
        ("follow-up-evaluation", 30, 0, False),
    ]
    assert list(VisitType.objects.filter(providers=provider)) == list(VisitType.objects.all())
    assert WeeklyHours.objects.count() == 10


def test_what_staff_deleted_stays_deleted(db):
    call_command("prepare", verbosity=0)
    VisitType.objects.filter(slug="follow-up-evaluation").delete()
    call_command("prepare", verbosity=0)
    assert [one.slug for one in VisitType.objects.all()] == ["evaluation"]
    assert Provider.objects.count() == 1


def test_the_first_start_writes_the_clock_down(db):
    starter.refuse_another_clock()
    assert Practice.load().time_zone == "America/New_York"


def test_another_clock_is_refused_while_visits_are_to_come(
    make_appointment, agreed_in_new_york, now, settings
):
    make_appointment(status="booked")
    settings.TIME_ZONE = "America/Chicago"
    with pytest.raises(ImproperlyConfigured) as refusal:
        starter.refuse_another_clock()
    assert str(refusal.value) == (
        "CLINIC_TIME_ZONE is America/Chicago, but visits to come were agreed in America/New_York."
    )
    assert Practice.load().time_zone == "America/New_York"


def test_another_clock_is_refused_while_a_request_waits(make_appointment, agreed_in_new_york, now, settings):
    """Also one whose hold is gone: its patient was told a local time."""
    pending = make_appointment(starts_at=at("2026-06-10 09:00"))
    pending.holds.all().delete()
    settings.TIME_ZONE = "America/Chicago"
    with pytest.raises(ImproperlyConfigured):
        starter.refuse_another_clock()


def test_another_clock_is_refused_while_times_are_offered(
    make_appointment, agreed_in_new_york, now, settings
):
    proposed = make_appointment(status="proposed")
    proposed.holds.all().delete()
    settings.TIME_ZONE = "America/Chicago"
    with pytest.raises(ImproperlyConfigured):
        starter.refuse_another_clock()


def test_another_clock_is_accepted_where_no_visit_is_to_come(
    make_appointment, agreed_in_new_york, now, settings
):
    for status in ["waitlist", "cancelled", "entered-in-error"]:
        make_appointment(status=status)
    settings.TIME_ZONE = "America/Chicago"
    starter.refuse_another_clock()
    assert Practice.load().time_zone == "America/Chicago"


def test_another_clock_is_accepted_after_the_last_visit(make_appointment, agreed_in_new_york, now, settings):
    booked = make_appointment(status="booked")
    settings.TIME_ZONE = "America/Chicago"
    with time_machine.travel(booked.ends_at):
        starter.refuse_another_clock()
    assert Practice.load().time_zone == "America/Chicago"


def test_the_same_clock_is_accepted(make_appointment, agreed_in_new_york, now):
    make_appointment(status="booked")
    starter.refuse_another_clock()
