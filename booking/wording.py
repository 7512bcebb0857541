"""Times in words, on the clinic's clock, with the zone named."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from booking.availability import MIDNIGHT
from booking.models import PartOfDay
from clinic.phones import Phone

ZONES = {
    "America/New_York": gettext_lazy("Eastern"),
    "America/Chicago": gettext_lazy("Central"),
    "America/Denver": gettext_lazy("Mountain"),
    "America/Los_Angeles": gettext_lazy("Pacific"),
}
DAY_FORMAT = pgettext_lazy("a day, in Django's date format", "l, F j")
SHORT_DAY_FORMAT = pgettext_lazy("a day in short, in Django's date format", "D, M j")
TIME_FORMAT = pgettext_lazy("a time of day, in Django's date format", "g:i A")


def zone_name() -> str:
    return str(ZONES.get(settings.TIME_ZONE, settings.TIME_ZONE))


def day(moment: datetime) -> str:
    """Tuesday, December 1; with the year where it is not this year's."""
    return date_in_words(timezone.localdate(moment))


def day_and_year(moment: datetime) -> str:
    """Tuesday, December 1, 2026: for what is read years later, too."""
    local = timezone.localdate(moment)
    return _("%(day)s, %(year)s") % {"day": date_format(local, str(DAY_FORMAT)), "year": local.year}


def date_in_words(day: date) -> str:
    return with_year(date_format(day, str(DAY_FORMAT)), day)


def with_year(words: str, day: date) -> str:
    if day.year == timezone.localdate().year:
        return words
    return _("%(day)s, %(year)s") % {"day": words, "year": day.year}


def short_day(day: date) -> str:
    """Tue, Dec 1: where seven stand side by side."""
    return date_format(day, str(SHORT_DAY_FORMAT))


def clock_time(moment: datetime) -> str:
    return clock_label(timezone.localtime(moment).time())


def clock_times(starts_at: datetime, ends_at: datetime) -> str:
    """9:00 – 9:45 AM, 11:30 AM – 12:15 PM: what both ends share is said once."""
    first, last = clock_time(starts_at), clock_time(ends_at)
    begins, _space, half = first.partition(" ")
    return f"{begins if half and last.endswith(f' {half}') else first} – {last}"


def clock_label(local: time) -> str:
    return time_format(local, str(TIME_FORMAT))


def end_label(local: time) -> str:
    """Of what ends then: 12:00 AM is read as the end of the day, and could be taken for its start."""
    return clock_label(local) if local != MIDNIGHT else _("end of day")


def labels(opens: time, closes: time) -> str:
    """9:00 AM – 5:00 PM; 6:00 PM – end of day."""
    return f"{clock_label(opens)} – {end_label(closes)}"


def stretch(first_day: date, from_time: time | None, last_day: date, to_time: time | None) -> str:
    """Tuesday, June 2; Tuesday, June 2, 1:30 PM – 5:00 PM; Tuesday, June 2, 1:30 PM – Thursday, June 4, end
    of day. Whole days name no times."""
    first, last = date_in_words(first_day), date_in_words(last_day)
    begins = clock_label(from_time) if from_time is not None else ""
    ends = end_label(to_time) if to_time is not None else ""
    if first_day != last_day and begins and not ends:
        ends = end_label(MIDNIGHT)
    if first_day != last_day:
        return " – ".join(", ".join(filter(None, end)) for end in [(first, begins), (last, ends)])
    if begins and ends:
        return f"{first}, {begins} – {ends}"
    if begins:
        return _("%(day)s, from %(time)s") % {"day": first, "time": begins}
    if ends:
        return _("%(day)s, to %(time)s") % {"day": first, "time": ends}
    return first


def when(moment: datetime) -> str:
    """Tuesday, December 1 at 2:30 PM Eastern."""
    return _("%(day)s at %(time)s %(zone)s") % {
        "day": day(moment),
        "time": clock_time(moment),
        "zone": zone_name(),
    }


def promised(answer_by: datetime | None, *starts: datetime | None) -> str:
    """Until when we answer, in words. Empty where that is no earlier than what it is about: nobody is there
    before, and no time can be promised."""
    if answer_by is None or any(one and one <= answer_by for one in starts):
        return ""
    return when(answer_by)


def when_and_with(moment: datetime, name: str) -> str:
    """Tuesday, December 1 at 2:30 PM Eastern, with Paula Hand."""
    return _("%(time)s, with %(name)s") % {"time": when(moment), "name": name}


def short_when(moment: datetime) -> str:
    """today, 2:30 PM; tomorrow, 9:00 AM; Tue, Dec 1, 9:00 AM; with the year where it is not this year's. For
    the desk, which knows its own zone."""
    day = timezone.localdate(moment)
    near = {0: _("today"), 1: _("tomorrow")}.get((day - timezone.localdate()).days)
    return f"{near or with_year(short_day(day), day)}, {clock_time(moment)}"


def days(weekdays: Iterable[int]) -> str:
    """Monday, Friday; from weekdays that count from Monday = 0."""
    return ", ".join(str(WEEKDAYS[one]) for one in weekdays)


def parts(values: Iterable[str]) -> str:
    """Morning, Afternoon; who names none can come at any time."""
    return ", ".join(str(PartOfDay(one).label) for one in values) or _("Any time of day")


def phone(number: Phone) -> str:
    """As it is dialled from here: abroad with its country code."""
    return number.shown


def value_of(moment: datetime) -> str:
    """A time as forms and addresses carry it: UTC ending in Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
