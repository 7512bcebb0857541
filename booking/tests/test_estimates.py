"""When a Good Faith Estimate is due: 45 CFR 149.610(b)(1)(vi)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.estimates import business_days_after, due, due_on_request, holidays, is_business_day

DAY = timedelta(days=1)
DATES = st.dates(date(2026, 1, 1), date(2060, 12, 31))


def day(words: str) -> date:
    return date.fromisoformat(words)


# June 2026 begins on a Monday. Friday the 19th and Friday, July 3 (for the Fourth) are holidays.
@pytest.mark.parametrize(
    ("scheduled", "visit", "expected"),
    [
        ("2026-06-01", "2026-06-01", None),
        ("2026-06-01", "2026-06-03", None),
        ("2026-06-01", "2026-06-04", "2026-06-02"),  # three business days ahead
        ("2026-06-01", "2026-06-12", "2026-06-02"),  # nine
        ("2026-06-01", "2026-06-15", "2026-06-04"),  # ten
        ("2026-06-01", "2026-06-13", "2026-06-02"),  # a Saturday, nine before it
        ("2026-06-05", "2026-06-09", None),  # over a weekend
        ("2026-06-05", "2026-06-10", "2026-06-08"),
        ("2026-06-06", "2026-06-09", None),  # from a Saturday on
        ("2026-06-06", "2026-06-10", "2026-06-08"),
        ("2026-06-18", "2026-06-23", None),  # over a holiday
        ("2026-06-18", "2026-06-24", "2026-06-22"),
        ("2026-06-17", "2026-07-01", "2026-06-18"),  # ten weekdays, of which one is a holiday
        ("2026-06-17", "2026-07-02", "2026-06-23"),
        (
            "2021-12-30",
            "2022-01-05",
            "2022-01-03",
        ),  # New Year's Day, a Saturday, is kept on the Friday before
    ],
)
def test_due(scheduled, visit, expected):
    assert due(day(scheduled), day(visit)) == (day(expected) if expected else None)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("2026-06-01", "2026-06-04"), ("2026-06-04", "2026-06-09"), ("2026-06-17", "2026-06-23")],
)
def test_due_on_request(asked, expected):
    assert due_on_request(day(asked)) == day(expected)


def test_the_holidays_of_2026():
    """As the Office of Personnel Management lists them."""
    assert sorted(holidays(2026)) == [
        day(f"2026-{one}")
        for one in (
            "01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25",
        )
    ]  # fmt: skip


@given(DATES, st.integers(0, 30))
def test_so_many_business_days_lie_between(start, count):
    end = business_days_after(start, count)
    between = [start + number * DAY for number in range(1, (end - start).days + 1)]
    assert sum(is_business_day(one) for one in between) == count
    assert count == 0 or is_business_day(end)


@given(DATES, st.integers(0, 60))
def test_it_is_due_before_the_visit_and_never_later_than_on_request(scheduled, ahead):
    visit = scheduled + ahead * DAY
    found = due(scheduled, visit)
    if found:
        assert scheduled < found <= due_on_request(scheduled) <= visit
