"""The diary in blocks: what stands at which time in the column of a provider or a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking import diary, wording
from booking.admin.times import value_of
from booking.availability import Span
from booking.models import Appointment

UNIT = timedelta(minutes=5)
SHORT = 8  # units: less room than the lines of a visit take


@dataclass(frozen=True)
class Block:
    """`place` is what a form carries for a visit that begins here; empty: none can."""

    kind: diary.Kind
    span: Span
    times: str
    standing: str
    appointment: Appointment | None
    place: str
    is_now: bool

    @property
    def height(self) -> str:
        """The classes whose units of five minutes add up to its length: u1 u4 u8 for 65 minutes."""
        units = max(1, round((self.span.ends_at - self.span.starts_at) / UNIT))
        classes = [f"u{1 << bit}" for bit in range(9) if units >> bit & 1]
        return " ".join([*classes, *(["is-short"] if units <= SHORT else [])])


def blocks(
    planned: diary.ProviderDay,
    starts: Sequence[datetime],
    now: datetime,
    *,
    moving: Appointment | None = None,
) -> list[Block]:
    """Free time is cut at `starts`, where a visit can begin. What `moving` asked for or was offered can be
    picked too."""

    def block(part: diary.Stretch, *, pickable: bool) -> Block:
        begins = part.span.starts_at
        return Block(
            kind=part.kind,
            span=part.span,
            times=wording.clock_times(begins, part.visit_span.ends_at),
            standing=part.standing,
            appointment=part.hold.appointment if part.hold else None,
            place=value_of((planned.provider, begins)) if pickable and begins in starts else "",
            is_now=begins <= now < part.span.ends_at,
        )

    found: list[Block] = []
    for one in planned.stretches:
        if one.kind == diary.Kind.FREE:
            found += [block(part, pickable=True) for part in cut(one, starts)]
        else:
            is_own = one.hold is not None and moving is not None and one.hold.appointment_id == moving.pk
            found.append(block(one, pickable=is_own and one.kind != diary.Kind.VISIT))
    return found


def cut(part: diary.Stretch, starts: Sequence[datetime]) -> Iterator[diary.Stretch]:
    span = part.span
    begins = sorted({span.starts_at, *(one for one in starts if span.starts_at <= one < span.ends_at)})
    for begin, end in zip(begins, [*begins[1:], span.ends_at], strict=True):
        yield replace(part, span=Span(begin, end))


def starts_for(places: Mapping[int, Sequence[datetime]], planned: diary.ProviderDay) -> list[datetime]:
    return [one for one in places.get(planned.provider.pk, []) if diary.local_day(one) == planned.day]
