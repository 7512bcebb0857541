"""What the diary reads and writes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction

from booking import diary, workflow
from booking.availability import Span
from booking.errors import TimeTaken
from booking.models import Appointment, Closure, ExtraOpening, Message
from booking.tests.conftest import at, holds_of, messages_of, state_of
from booking.tests.database import write_hold

NINE = at("2026-06-02 09:00")
MINUTES = timedelta(minutes=1)


def days(visit_type, *providers, now, first_day=date(2026, 6, 2), last_day=date(2026, 6, 2), **changes):
    """The free times on the clinic's clock."""
    return [
        f"{start.astimezone(diary.clock()):%a %H:%M}"
        for start in diary.free_starts(
            visit_type, providers, first_day=first_day, last_day=last_day, now=now, **changes
        )
    ]


# Transactions


def test_a_rolled_back_transition_writes_no_message(make_appointment, receptionist, now):
    appointment = make_appointment()
    before = state_of(appointment)
    with pytest.raises(RuntimeError), transaction.atomic():
        workflow.confirm(appointment, by=receptionist, now=now)
        assert messages_of(appointment)[-1] == "confirmed by email"
        raise RuntimeError
    assert state_of(appointment) == before


def test_a_request_that_the_constraint_refuses_leaves_nothing(make_appointment, provider, visit_type, now):
    """Another program's hold of a second within the visit's buffer; nothing else of the request stays."""
    appointment = make_appointment(status="waitlist")
    write_hold(appointment, provider, NINE + 59 * MINUTES, NINE + 60 * MINUTES)
    messages = Message.objects.count()
    with pytest.raises(TimeTaken):
        make_appointment(starts_at=NINE)
    assert list(Appointment.objects.all()) == [appointment]
    assert Message.objects.count() == messages


def test_moving_a_visit_onto_a_time_that_overlaps_itself(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    hold = booked.holds.get()
    workflow.reschedule(booked, provider, at("2026-06-02 09:30"), by=receptionist, now=now)
    assert holds_of(booked) == [("visit", at("2026-06-02 09:30"))]
    assert booked.holds.get().pk == hold.pk


# What is free


def test_free_starts(visit_type, provider, now):
    assert days(visit_type, provider, now=now) == [
        *["Tue 09:00", "Tue 09:30", "Tue 10:00", "Tue 10:30", "Tue 11:00"],
        *["Tue 13:00", "Tue 13:30", "Tue 14:00", "Tue 14:30", "Tue 15:00", "Tue 15:30", "Tue 16:00"],
    ]


def test_free_starts_leave_out_what_is_taken(visit_type, provider, make_appointment, now):
    make_appointment(status="booked", starts_at=at("2026-06-02 10:00"))
    make_appointment(starts_at=at("2026-06-02 14:00"))
    make_appointment(
        status="proposed",
        starts_at=at("2026-06-03 09:00"),
        offers=[(provider, at("2026-06-02 15:30")), (provider, at("2026-06-04 09:00"))],
    )
    assert days(visit_type, provider, now=now) == ["Tue 09:00", "Tue 11:00", "Tue 13:00"]


def test_free_starts_of_two(visit_type, provider, another_provider, make_appointment, now):
    make_appointment(status="booked", starts_at=NINE, provider=provider)
    assert "Tue 09:00" not in days(visit_type, provider, now=now)
    assert days(visit_type, provider, another_provider, now=now)[0] == "Tue 09:00"


def test_lapsed_wishes_are_free(visit_type, provider, make_appointment, now):
    make_appointment(starts_at=at("2026-06-10 09:00"))
    day = date(2026, 6, 10)
    lapse = at("2026-06-03 11:00")
    before = days(visit_type, provider, now=lapse - timedelta(seconds=1), first_day=day, last_day=day)
    assert before[0] == "Wed 10:00"
    assert days(visit_type, provider, now=lapse, first_day=day, last_day=day)[0] == "Wed 09:00"


@pytest.mark.parametrize("everybody", [True, False])
def test_a_closure_takes_its_times_away(visit_type, provider, another_provider, now, everybody):
    Closure.objects.create(
        provider=None if everybody else provider,
        first_day=date(2026, 6, 2),
        last_day=date(2026, 6, 2),
        from_time=time(10),
        to_time=time(15),
    )
    assert days(visit_type, provider, now=now) == ["Tue 09:00", "Tue 15:00", "Tue 15:30", "Tue 16:00"]
    assert len(days(visit_type, another_provider, now=now)) == (4 if everybody else 12)


def test_a_closure_of_whole_days(visit_type, provider, now):
    Closure.objects.create(first_day=date(2026, 5, 25), last_day=date(2026, 6, 3))
    assert days(visit_type, provider, now=now, last_day=date(2026, 6, 4))[0] == "Thu 09:00"


@pytest.mark.parametrize("everybody", [True, False])
def test_an_extra_opening_adds_its_times(visit_type, provider, another_provider, now, everybody):
    saturday = date(2026, 6, 6)
    ExtraOpening.objects.create(
        provider=None if everybody else provider,
        first_day=saturday,
        last_day=saturday,
        from_time=time(8, 15),
        to_time=time(9, 45),
    )
    saturdays = {"now": now, "first_day": saturday, "last_day": saturday}
    assert days(visit_type, provider, **saturdays) == ["Sat 08:15", "Sat 08:45"]
    assert len(days(visit_type, another_provider, **saturdays)) == (2 if everybody else 0)


def test_the_horizon_runs_to_the_end_of_the_local_day(visit_type, provider, now):
    last_day = date(2026, 7, 31)
    found = diary.free_starts(
        visit_type, [provider], first_day=last_day, last_day=last_day + timedelta(days=7), now=now
    )
    assert found[-1] == at("2026-07-31 16:00")


def test_the_nearest_free_times(visit_type, provider, make_appointment, now):
    make_appointment(status="booked", starts_at=at("2026-06-02 14:00"))
    assert diary.nearest_free(visit_type, [provider], at("2026-06-02 14:00"), now) == [
        at("2026-06-02 10:30"),
        at("2026-06-02 11:00"),
        at("2026-06-02 13:00"),
        at("2026-06-02 15:00"),
        at("2026-06-02 15:30"),
        at("2026-06-02 16:00"),
    ]


def test_the_nearest_free_times_after_a_long_closure(visit_type, provider, now):
    Closure.objects.create(first_day=date(2026, 6, 1), last_day=date(2026, 6, 21))
    assert diary.nearest_free(visit_type, [provider], NINE, now, count=1) == [at("2026-06-22 09:00")]


@pytest.mark.parametrize(
    ("around", "nearest"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), at("2026-06-01 14:00")),
        (at("2025-06-02 09:00"), at("2026-06-01 14:00")),
        (at("2027-06-02 09:00"), at("2026-07-31 10:00")),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), at("2026-07-31 10:00")),
    ],
)
def test_the_nearest_free_times_of_a_time_out_of_reach(visit_type, provider, now, around, nearest):
    assert diary.nearest_free(visit_type, [provider], around, now, count=1) == [nearest]


def test_nothing_is_near_where_nobody_works(visit_type, provider, now):
    provider.weekly_hours.all().delete()
    assert diary.nearest_free(visit_type, [provider], NINE, now) == []


# A closure touches no visit


def test_a_closure_never_touches_a_visit(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    pending = make_appointment(starts_at=at("2026-06-02 15:00"))
    before = state_of(booked), state_of(pending)
    closure = Closure.objects.create(first_day=date(2026, 6, 2), last_day=date(2026, 6, 2))
    provider.weekly_hours.all().delete()
    assert (state_of(booked), state_of(pending)) == before
    workflow.confirm(pending, outside_hours=True, by=receptionist, now=now)
    assert holds_of(pending) == [("visit", at("2026-06-02 15:00"))]
    closure.delete()
    assert state_of(booked) == before[0]


# Inside the hours


@pytest.mark.parametrize(
    ("begins", "minutes", "is_open"),
    [
        ("2026-06-02 09:00", 45, True),
        ("2026-06-02 09:10", 45, True),  # off the grid
        ("2026-06-02 11:15", 45, True),
        ("2026-06-02 11:20", 45, False),
        ("2026-06-02 08:59", 45, False),
        ("2026-06-01 10:10", 45, True),  # short notice
        ("2027-06-02 10:00", 45, True),  # beyond the horizon
        ("2026-06-06 10:00", 45, False),
        ("2026-06-03 10:00", 45, False),  # closed
        ("2026-06-07 23:00", 90, True),  # an extra opening over midnight
    ],
)
def test_inside_what_is_open(provider, now, begins, minutes, is_open):
    Closure.objects.create(first_day=date(2026, 6, 3), last_day=date(2026, 6, 3))
    ExtraOpening.objects.create(
        provider=provider,
        first_day=date(2026, 6, 7),
        last_day=date(2026, 6, 8),
        from_time=time(22),
        to_time=time(1),
    )
    span = Span(at(begins), at(begins) + minutes * MINUTES)
    assert diary.is_open(provider, span) is is_open
    assert diary.is_closed(provider, span) is (begins == "2026-06-03 10:00")


def test_whoever_has_the_time_it_is_open(make_appointment, provider, now):
    make_appointment(status="booked", starts_at=NINE)
    assert diary.is_open(provider, Span(NINE, NINE + 45 * MINUTES))
