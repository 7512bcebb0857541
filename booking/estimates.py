"""When a Good Faith Estimate of the costs is due to a patient who pays without insurance. Pure arithmetic.

45 CFR 149.610(b)(1)(vi). A business day is Monday to Friday, but no federal holiday (5 U.S.C. 6103).
"""

from datetime import date, timedelta

DAY = timedelta(days=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def due(scheduled: date, visit: date) -> date | None:
    """For a visit agreed on the day `scheduled`; None where it is so near that it is due on request alone."""
    if business_days_after(scheduled, 10) <= visit:
        return business_days_after(scheduled, 3)
    if business_days_after(scheduled, 3) <= visit:
        return business_days_after(scheduled, 1)
    return None


def due_on_request(asked: date) -> date:
    return business_days_after(asked, 3)


def business_days_after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= is_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    # New Year's Day that falls on a Saturday is kept in the year before.
    return day.weekday() < SATURDAY and day not in holidays(day.year) | holidays((day + DAY).year)


def holidays(year: int) -> set[date]:
    """As they are kept: from Saturday on the Friday before, from Sunday on the Monday after."""
    fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)]
    return {
        *(as_kept(date(year, month, day)) for month, day in fixed),
        nth(3, MONDAY, year, 1),
        nth(3, MONDAY, year, 2),
        nth(1, MONDAY, year, 6) - 7 * DAY,  # the last one of May
        nth(1, MONDAY, year, 9),
        nth(2, MONDAY, year, 10),
        nth(4, THURSDAY, year, 11),
    }


def as_kept(day: date) -> date:
    return day + {SATURDAY: -DAY, SUNDAY: DAY}.get(day.weekday(), 0 * DAY)


def nth(number: int, weekday: int, year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + (weekday - first.weekday()) % 7 * DAY + (number - 1) * 7 * DAY
