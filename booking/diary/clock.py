"""The clinic's one clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from booking.availability import DAY, Span


def clock() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def local_day(moment: datetime) -> date:
    return moment.astimezone(clock()).date()


def day_span(first_day: date, last_day: date) -> Span:
    zone = clock()
    midnight = datetime.min.time()
    return Span(
        datetime.combine(first_day, midnight, tzinfo=zone),
        datetime.combine(last_day + DAY, midnight, tzinfo=zone),
    )
