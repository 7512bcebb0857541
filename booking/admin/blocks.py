"""The diary in blocks: what stands at which time in the column of a provider or a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from booking import diary, wording
from booking.admin.times import value_of
from booking.availability import Span
from booking.models import Appointment, Provider

UNIT = timedelta(minutes=5)


@dataclass(frozen=True)
class Block:
    """`place` is what a form carries for a visit that begins here; empty: none can."""

    kind: diary.Kind
    span: Span
    times: str
    appointment: Appointment | None = None
    off_hours: bool = False
    place: str = ""
    is_now: bool = False

    @property
    def standing(self) -> str:
        """The word for it, so that no color has to say it."""
        if self.appointment and self.kind == diary.Kind.VISIT:
            return self.appointment.get_status_display()
        if self.kind == diary.Kind.OFFERED:
            return _("offered")
        return str(self.kind.label)

    @property
    def height(self) -> str:
        """The classes whose units of five minutes add up to its length: u1 u4 u8 for 65 minutes."""
        units = max(1, round((self.span.ends_at - self.span.starts_at) / UNIT))
        return " ".join(f"u{1 << bit}" for bit in range(9) if units >> bit & 1)


def blocks(
    planned: diary.ProviderDay,
    starts: Sequence[datetime],
    now: datetime,
    *,
    moving: Appointment | None = None,
) -> list[Block]:
    """Free time is cut at `starts`, where a visit can begin. What `moving` takes can be picked too."""
    found: list[Block] = []
    for one in planned.stretches:
        is_own = one.hold is not None and moving is not None and one.hold.appointment_id == moving.pk
        if one.kind == diary.Kind.FREE:
            found += cut(planned.provider, one.span, starts, now)
        else:
            appointment = one.hold.appointment if one.hold else None
            place = value_of((planned.provider, one.span.starts_at))
            found.append(
                Block(
                    kind=one.kind,
                    span=one.span,
                    times=times_of(one.span, appointment),
                    appointment=appointment,
                    off_hours=one.off_hours,
                    place=place if is_own and one.span.starts_at in starts else "",
                    is_now=one.span.starts_at <= now < one.span.ends_at,
                )
            )
    return found


def cut(provider: Provider, span: Span, starts: Sequence[datetime], now: datetime) -> Iterator[Block]:
    inside = [one for one in starts if span.starts_at <= one < span.ends_at]
    begins = sorted({span.starts_at, *inside})
    for begin, end in zip(begins, [*begins[1:], span.ends_at], strict=True):
        part = Span(begin, end)
        yield Block(
            kind=diary.Kind.FREE,
            span=part,
            times=times_of(part, None),
            place=value_of((provider, begin)) if begin in inside else "",
            is_now=begin <= now < end,
        )


def times_of(span: Span, appointment: Appointment | None) -> str:
    """9:00 – 9:45 AM; of a visit without the minutes kept free behind it."""
    ends_at = span.ends_at - timedelta(minutes=appointment.buffer if appointment else 0)
    return wording.clock_times(span.starts_at, ends_at)


def starts_for(places: Mapping[int, Sequence[datetime]], planned: diary.ProviderDay) -> list[datetime]:
    return [one for one in places.get(planned.provider.pk, []) if diary.local_day(one) == planned.day]
