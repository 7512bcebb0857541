"""What stands beside a request: the day of the time that it is about, as the diary has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from booking import diary, wording
from booking.admin import sentences
from booking.availability import Span
from booking.models import Appointment, Provider
from booking.models.contacts import contact_of


@dataclass(frozen=True)
class Mark:
    """A time of this appointment. `words` say which."""

    provider: Provider
    starts_at: datetime
    words: str


@dataclass(frozen=True)
class Row:
    """`marks` say in words what the request has to do with it; `other` is whose time it is instead."""

    kind: str
    time: str
    who: str
    words: str
    marks: Sequence[str] = ()
    other: Appointment | None = None


@dataclass(frozen=True)
class Day:
    """No rows: closed all day. `astray` are marks where the diary has nothing to show."""

    heading: str
    rows: Sequence[Row]
    astray: Sequence[str]


def days(appointment: Appointment, now: datetime) -> list[Day]:
    """Of the times asked for, offered and booked: each day of a provider once."""
    marked: dict[tuple[Provider, date], list[Mark]] = {}
    for mark in marks(appointment):
        marked.setdefault((mark.provider, diary.local_day(mark.starts_at)), []).append(mark)
    planned = diary.plan_apart(list(marked), now)
    return [described(day, marked[day.provider, day.day], appointment) for day in planned]


def marks(appointment: Appointment) -> Iterator[Mark]:
    if asked := sentences.asked_place(appointment):
        yield Mark(*asked, _("asked for here"))
    for offer in appointment.offers:
        yield Mark(offer.provider, offer.starts_at, _("offered here"))
    if agreed := sentences.agreed_place(appointment):
        yield Mark(*agreed, _("this visit"))


def described(planned: diary.ProviderDay, marked: Sequence[Mark], appointment: Appointment) -> Day:
    def here(span: Span) -> list[Mark]:
        return [one for one in marked if span.starts_at <= one.starts_at < span.ends_at]

    rows = [row_of(one, here(one.span), appointment) for one in planned.stretches]
    shown = [mark for one in planned.stretches for mark in here(one.span)]
    heading = f"{wording.day(marked[0].starts_at)}, {planned.provider.name}"
    astray = [with_time(one, appointment) for one in marked if one not in shown]
    return Day(heading, rows, astray)


def row_of(part: diary.Stretch, marked: Sequence[Mark], appointment: Appointment) -> Row:
    if part.hold is None:
        words = [with_time(one, appointment) for one in marked]
        return Row(part.kind, times_of(part), "", part.standing, words)
    its = part.hold.appointment
    own = its.pk == appointment.pk
    is_said = own and part.kind != diary.Kind.VISIT  # by the mark
    return Row(
        kind=part.kind,
        time=times_of(part),
        who=contact_of(its).patient_name,
        words=part.outside if is_said else part.standing,
        marks=[one.words if own else with_time(one, appointment) for one in marked],
        other=None if own else its,
    )


def with_time(mark: Mark, appointment: Appointment) -> str:
    """asked for here, 9:00 – 9:45 AM"""
    ends_at = mark.starts_at + timedelta(minutes=appointment.length)
    return f"{mark.words}, {wording.clock_times(mark.starts_at, ends_at)}"


def times_of(part: diary.Stretch) -> str:
    return wording.clock_times(part.visit_span.starts_at, part.visit_span.ends_at)
