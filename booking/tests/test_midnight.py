"""12:00 AM begins a day where something starts, and ends that day where something ends."""

from datetime import date, datetime, time
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from booking import diary
from booking.models import Closure, ExtraOpening, WeeklyHours
from booking.tests.conftest import at
from booking.tests.pages import text_of

TUESDAY, WEDNESDAY = date(2026, 6, 2), date(2026, 6, 3)
SATURDAY = date(2026, 6, 6)


def starts(visit_type, provider, day):
    found = diary.free_starts(visit_type, [provider], first_day=day, last_day=day, now=at("2026-06-01 10:00"))
    return [f"{one.astimezone(diary.clock()):%H:%M}" for one in found]


def save(head, view, **typed):
    answers = {"provider": "", "last_day": "", "from_time": "", "to_time": "", "reason": ""} | typed
    return head.post(reverse(f"admin:booking_{view}_add"), answers, follow=True)


def test_closure_to_midnight_closes_its_last_day(head, visit_type, provider, now):
    saved = save(
        head, "closure", first_day="2026-06-02", from_time="17:00", last_day="2026-06-03", to_time="00:00"
    )

    assert starts(visit_type, provider, WEDNESDAY) == []
    assert len(starts(visit_type, provider, TUESDAY)) == 12
    assert "Tuesday, June 2, 5:00 PM – Wednesday, June 3, end of day" in text_of(saved)
    assert "Still open" not in text_of(saved)


def test_extra_opening_to_midnight_of_one_day(head, visit_type, provider, now):
    save(head, "extraopening", first_day="2026-06-06", from_time="22:00", to_time="00:00")

    assert starts(visit_type, provider, SATURDAY) == ["22:00", "22:30", "23:00"]
    assert starts(visit_type, provider, date(2026, 6, 7)) == []


def test_weekly_hours_to_midnight(visit_type, provider, now):
    hours = WeeklyHours.objects.create(provider=provider, weekday=5, opens=time(22), closes=time(0))

    assert starts(visit_type, provider, SATURDAY) == ["22:00", "22:30", "23:00"]
    assert str(hours) == "Saturday, 10:00 PM – end of day"


@pytest.mark.parametrize("day", [date(2027, 3, 14), date(2027, 11, 7)])
def test_closure_to_midnight_on_the_night_of_a_clock_change(provider, day):
    WeeklyHours.objects.create(provider=provider, weekday=6, opens=time(0), closes=time(0))
    Closure.objects.create(first_day=day, last_day=day, from_time=time(1), to_time=time(0))
    open_on_sunday = diary.schedules([provider], day, day)[provider.pk].open_spans(day, day)

    zone = diary.clock()
    assert [
        (
            one.starts_at.astimezone(zone).replace(tzinfo=None),
            one.ends_at.astimezone(zone).replace(tzinfo=None),
        )
        for one in open_on_sunday
        if one.starts_at.astimezone(zone).date() == day
    ] == [(datetime.combine(day, time(0)), datetime.combine(day, time(1)))]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        # It was meant to close Wednesday, and ends before that day begins.
        (
            {"from_time": "17:00", "last_day": "2026-06-03", "to_time": "08:00"},
            ["Wednesday, June 3: 9:00 AM to 12:00 PM and 1:00 PM to 5:00 PM"],
        ),
        (
            {"from_time": "13:00", "to_time": "16:30"},
            ["Tuesday, June 2: 9:00 AM to 12:00 PM and 4:30 PM to 5:00 PM"],
        ),
        (
            {"from_time": "16:30", "last_day": "2026-06-03", "to_time": "09:30"},
            [
                "Tuesday, June 2: 9:00 AM to 12:00 PM and 1:00 PM to 4:30 PM",
                "Wednesday, June 3: 9:30 AM to 12:00 PM and 1:00 PM to 5:00 PM",
            ],
        ),
        ({}, []),
        ({"to_time": "12:00"}, []),
        ({"from_time": "13:00"}, []),
        ({"first_day": "2026-06-06", "last_day": "2026-06-07", "to_time": "12:00"}, []),
    ],
)
def test_closure_that_ends_at_an_odd_place_says_what_stays_open(head, provider, now, typed, says):
    saved = text_of(save(head, "closure", **{"first_day": "2026-06-02", **typed}))

    assert saved.count("Still open on") == len(says)
    for words in says:
        assert f"Still open on {words}." in saved


@pytest.mark.parametrize("model", [Closure, ExtraOpening])
def test_rows_from_before_keep_what_they_meant(db, model):
    midnight = model.objects.create(
        first_day=TUESDAY, from_time=time(17), last_day=WEDNESDAY, to_time=time(0)
    )
    other = model.objects.create(first_day=TUESDAY, last_day=WEDNESDAY, to_time=time(9))

    migration = import_module("booking.migrations.0010_midnight_ends_a_day")
    migration.keep_what_was_meant(apps, connection.schema_editor())

    midnight.refresh_from_db()
    other.refresh_from_db()
    assert (midnight.last_day, midnight.to_time) == (TUESDAY, None)
    assert (other.last_day, other.to_time) == (WEDNESDAY, time(9))
