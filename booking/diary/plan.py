"""Days as the diary shows them: free, closed and taken, one after the other without a gap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.availability import DAY, Span, covers, subtract
from booking.diary.clock import clock, day_span
from booking.diary.reading import schedules
from booking.models import Hold, Provider

HOUR = timedelta(hours=1)


class Kind(models.TextChoices):
    FREE = "free", _("free")
    CLOSED = "closed", _("closed")
    ASKED = "asked", _("asked for")
    OFFERED = "offered", _("offered")
    VISIT = "visit", _("booked")


@dataclass(frozen=True)
class Stretch:
    """`span` ends with the visit's buffer. `off_hours`: taken, though nobody works then."""

    kind: Kind
    span: Span
    hold: Hold | None = None
    off_hours: bool = False

    @property
    def visit_span(self) -> Span:
        """Without the minutes that are kept free behind a visit."""
        buffer = timedelta(minutes=self.hold.appointment.buffer if self.hold else 0)
        return Span(self.span.starts_at, max(self.span.starts_at, self.span.ends_at - buffer))

    @property
    def outside(self) -> str:
        """Empty: inside the hours."""
        return gettext("outside the hours") if self.off_hours else ""

    @property
    def standing(self) -> str:
        """The words for it, so that no color has to say it: booked, outside the hours."""
        visit = self.hold.appointment if self.hold and self.kind == Kind.VISIT else None
        word = visit.get_status_display() if visit else str(self.kind.label)
        return ", ".join(one for one in (word, self.outside) if one)


@dataclass(frozen=True)
class ProviderDay:
    """What one provider has on one day of the clinic's clock; empty: closed all day."""

    provider: Provider
    day: date
    stretches: Sequence[Stretch]

    @property
    def visits(self) -> list[Stretch]:
        return [one for one in self.stretches if one.kind == Kind.VISIT]


def plan(providers: Sequence[Provider], first_day: date, last_day: date, now: datetime) -> list[ProviderDay]:
    """By day, then in the order of `providers`. All begin and end on the same hours, to stand side by side.

    Wishes that have lapsed by `now` count as free. Four queries, however long and full.
    """
    return Loaded(providers, first_day, last_day, now).plan(providers, first_day, last_day)


def plan_apart(wanted: Sequence[tuple[Provider, date]], now: datetime) -> list[ProviderDay]:
    """As plan(), but each with its own hours: for days that do not stand side by side."""
    if not wanted:
        return []
    providers = list({one.pk: one for one, _day in wanted}.values())
    days = [day for _provider, day in wanted]
    loaded = Loaded(providers, min(days), max(days), now)
    return [found for one, day in wanted for found in loaded.plan([one], day, day)]


class Loaded:
    """Hours and holds of these days, read once."""

    def __init__(self, providers: Sequence[Provider], first_day: date, last_day: date, now: datetime) -> None:
        plans = schedules(providers, first_day, last_day)
        self.opened = {pk: one.open_spans(first_day, last_day) for pk, one in plans.items()}
        holds = (
            Hold.objects.overlapping(providers, day_span(first_day, last_day))
            .exclude(expires_at__lte=now)
            .select_related("appointment__contact")
            .defer(
                "appointment__note", "appointment__contact__access_needs", "appointment__contact__interpreter"
            )
            .order_by("starts_at")
        )
        self.taken: dict[int, list[Hold]] = {one.pk: [] for one in providers}
        for hold in holds:
            self.taken[hold.provider_id].append(hold)

    def plan(self, providers: Sequence[Provider], first_day: date, last_day: date) -> list[ProviderDay]:
        days = [first_day + number * DAY for number in range((last_day - first_day).days + 1)]
        spans: list[Sequence[Span]] = []
        for one in providers:
            holds = [Span(hold.starts_at, hold.ends_at) for hold in self.taken[one.pk]]
            spans += [self.opened[one.pk], holds]
        first, last = hours_shown(spans, days)
        found = []
        for day in days:
            shown = Span(at(day, first), at(day, last))
            for one in providers:
                stretches = stretch(shown, self.opened[one.pk], self.taken[one.pk])
                empty = all(part.kind == Kind.CLOSED for part in stretches)
                found.append(ProviderDay(one, day, [] if empty else stretches))
        return found


def hours_shown(spans: Iterable[Iterable[Span]], days: Sequence[date]) -> tuple[int, int]:
    """The whole hours of the wall clock, 0 to 24, between which anything is open or taken on these days."""
    first, last = 24, 0
    whole = day_span(days[0], days[-1])
    for span in (one for some in spans for one in some if one.overlaps(whole)):
        begins, ends = (moment.astimezone(clock()) for moment in (span.starts_at, span.ends_at))
        if begins.date() != ends.date():  # over midnight: it fills the one or begins the other
            last = 24
            first = min(first, begins.hour if ends.time() == ends.time().min else 0)
        else:
            last = max(last, ends.hour + bool(ends.minute))
            first = min(first, begins.hour)
    return (first, last) if first < last else (0, 0)


def at(day: date, hour: int) -> datetime:
    """The moment of a full hour of the wall clock; 24 is midnight at the end of the day."""
    span = day_span(day, day)
    if hour == 24:
        return span.ends_at
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock())


def stretch(shown: Span, opened: Sequence[Span], holds: Sequence[Hold]) -> list[Stretch]:
    """`opened` is merged, `holds` overlap nowhere; both in order."""
    found: list[Stretch] = []
    reached = shown.starts_at
    for hold in holds:
        span = Span(max(hold.starts_at, shown.starts_at), min(hold.ends_at, shown.ends_at))
        if span.starts_at >= span.ends_at:
            continue
        found += between(Span(reached, span.starts_at), opened)
        visit = Span(hold.starts_at, hold.ends_at - timedelta(minutes=hold.appointment.buffer))
        found.append(Stretch(Kind(hold.kind), span, hold, off_hours=not covers(opened, visit)))
        reached = span.ends_at
    return found + between(Span(reached, shown.ends_at), opened)


def between(gap: Span, opened: Sequence[Span]) -> list[Stretch]:
    """What nobody has taken: free where somebody works, else closed."""
    if gap.starts_at >= gap.ends_at:
        return []
    closed = subtract([gap], opened)
    free = subtract([gap], closed)
    parts = [Stretch(Kind.CLOSED, one) for one in closed] + [Stretch(Kind.FREE, one) for one in free]
    return sorted(parts, key=lambda part: part.span)
