"""Until when an answer is promised: opening hours are counted."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from booking import diary
from booking.models import Closure
from booking.tests.conftest import at


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-06-01 10:00", 1, "2026-06-01 11:00"),
        ("2026-06-01 10:00", 2, "2026-06-01 12:00"),
        ("2026-06-01 10:00", 3, "2026-06-01 14:00"),
        ("2026-06-01 07:00", 1, "2026-06-01 10:00"),
        ("2026-06-05 16:30", 1, "2026-06-08 09:30"),
        ("2026-06-06 12:00", 8, "2026-06-09 10:00"),
    ],
)
def test_opening_hours_are_counted(provider, another_provider, start, hours, due):
    assert diary.after_opening_hours(at(start), hours) == at(due)


def test_a_closed_day_does_not_count(provider):
    Closure.objects.create(first_day=date(2026, 6, 2), last_day=date(2026, 6, 2))
    assert diary.after_opening_hours(at("2026-06-01 16:00"), 2) == at("2026-06-03 10:00")


def test_an_answer_is_due_where_nobody_ever_works(db):
    assert diary.after_opening_hours(at("2026-06-01 16:00"), 8) == at("2026-06-09 16:00")


def test_the_days_follow_each_other(provider):
    """One second more is never due earlier, over a weekend and lunch."""
    start = at("2026-06-04 08:00")
    due = [diary.after_opening_hours(start + number * timedelta(hours=1), 8) for number in range(100)]
    assert all(one <= other for one, other in pairwise(due))
