"""The two nights of 2027 in which New York's clocks change: forward on 14 March, back on 7 November."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from booking import diary, workflow
from booking.availability import LocalSpan, Rules, Schedule, WeeklySpan, free_times
from booking.models import Appointment, Contact, Provider, VisitType, WeeklyHours
from booking.tests.conftest import at

NEW_YORK = ZoneInfo("America/New_York")
FORWARD = date(2027, 3, 14)
BACK = date(2027, 11, 7)
SUNDAY = 6


def starts(day, opens, closes, *, length=30, every=30, closures=()):
    """(label on the wall clock, UTC) of each start."""
    rules = Rules(timedelta(minutes=length), timedelta(0), timedelta(minutes=every), timedelta(0), 7)
    weekly = [WeeklySpan(SUNDAY, time.fromisoformat(opens), time.fromisoformat(closes))]
    found = free_times(
        rules,
        Schedule(NEW_YORK, weekly, closures=closures),
        [],
        now=datetime.combine(day, time(0), tzinfo=UTC) - timedelta(days=2),
        first_day=day,
        last_day=day,
    )
    return [(f"{start.astimezone(NEW_YORK):%H:%M}", f"{start:%H:%MZ}") for start in found]


def labels(*question, **more):
    return [label for label, _utc in starts(*question, **more)]


def test_clocks_go_back_and_each_label_appears_once():
    assert starts(BACK, "00:00", "04:00") == [
        ("00:00", "04:00Z"),
        ("00:30", "04:30Z"),
        ("01:00", "05:00Z"),
        ("01:30", "05:30Z"),
        ("02:00", "07:00Z"),
        ("02:30", "07:30Z"),
        ("03:00", "08:00Z"),
        ("03:30", "08:30Z"),
    ]


def test_clocks_go_forward_and_two_labels_are_missing():
    assert starts(FORWARD, "00:00", "04:00") == [
        ("00:00", "05:00Z"),
        ("00:30", "05:30Z"),
        ("01:00", "06:00Z"),
        ("01:30", "06:30Z"),
        ("03:00", "07:00Z"),
        ("03:30", "07:30Z"),
    ]


def test_a_label_that_is_skipped_is_no_other_time():
    """2:15 would be read as 3:15, which is not on the grid."""
    assert labels(FORWARD, "00:00", "04:30", every=45) == ["00:00", "00:45", "01:30", "03:00", "03:45"]


def test_a_visit_that_passes_the_change_takes_its_length():
    assert labels(BACK, "00:00", "02:00", length=120) == ["00:00", "00:30", "01:00"]
    assert labels(FORWARD, "00:00", "04:00", length=120) == ["00:00", "00:30", "01:00"]


def test_open_until_a_label_that_comes_twice_is_until_the_first():
    assert labels(BACK, "00:00", "01:30") == ["00:00", "00:30", "01:00"]


def test_closed_until_a_label_that_comes_twice_is_until_the_second():
    closures = [LocalSpan(datetime.combine(BACK, time(0, 30)), datetime.combine(BACK, time(1, 30)))]
    assert starts(BACK, "00:00", "03:00", closures=closures) == [
        ("00:00", "04:00Z"),
        ("02:00", "07:00Z"),
        ("02:30", "07:30Z"),
    ]


def test_open_from_a_label_that_is_skipped():
    assert labels(FORWARD, "02:00", "04:00") == ["03:00", "03:30"]
    assert labels(FORWARD, "02:30", "04:00") == ["03:30"]


def test_open_only_while_labels_are_skipped_is_not_open():
    assert labels(FORWARD, "02:00", "03:00") == []
    assert labels(FORWARD, "02:15", "02:45") == []


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (BACK, 25)])
def test_the_days_length(day, hours):
    found = diary.day_span(day, day)
    assert found.ends_at.astimezone(UTC) - found.starts_at.astimezone(UTC) == timedelta(hours=hours)


@pytest.fixture
def night_provider(db):
    visit_type = VisitType.objects.create(name="Evaluation", slug="night", length=60, every=30, notice=4)
    provider = Provider.objects.create(name="Nora Hand")
    provider.visit_types.add(visit_type)
    WeeklyHours.objects.create(provider=provider, weekday=SUNDAY, opens=time(0), closes=time(4))
    return provider


def ask(provider, starts_at, now):
    return workflow.request(
        Appointment(visit_type=provider.visit_types.get()),
        Contact(patient_name="Pat Doe", email="pat@example.com"),
        starts_at,
        now=now,
    )


def test_an_hour_at_half_past_one_ends_at_half_past_three(night_provider):
    with time_machine.travel(at("2027-03-12 12:00"), tick=False):
        appointment = ask(night_provider, at("2027-03-14 01:30"), at("2027-03-12 12:00"))
    appointment.refresh_from_db()
    assert f"{appointment.starts_at:%H:%MZ}" == "06:30Z"
    assert f"{appointment.ends_at:%H:%MZ}" == "07:30Z"
    assert f"{appointment.ends_at.astimezone(NEW_YORK):%H:%M}" == "03:30"


def test_half_past_one_when_clocks_go_back_is_the_first(night_provider):
    now = at("2027-11-05 12:00")
    appointment = ask(night_provider, datetime(2027, 11, 7, 5, 30, tzinfo=UTC), now)
    appointment.refresh_from_db()
    assert f"{appointment.ends_at.astimezone(NEW_YORK):%H:%M}" == "01:30"
    # The hour that comes again is taken by it, and 2:00 on a wall clock is an hour and a half after it began.
    found = diary.free_starts(
        night_provider.visit_types.get(), [night_provider], first_day=BACK, last_day=BACK, now=now
    )
    assert [f"{start:%H:%MZ}" for start in found] == ["04:00Z", "04:30Z", "07:00Z", "07:30Z", "08:00Z"]


def test_notice_counts_hours_that_pass(night_provider):
    """Four hours before 2:00 in November it is 11 at night on the clock, not 10."""
    visit_type = night_provider.visit_types.get()
    for clock, found in [("23:00", "07:00Z"), ("23:01", "07:30Z")]:
        starts = diary.free_starts(
            visit_type, [night_provider], first_day=BACK, last_day=BACK, now=at(f"2027-11-06 {clock}")
        )
        assert f"{starts[0]:%H:%MZ}" == found
