"""What is free: advice, until it is asked again under_locks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q

from booking.availability import (
    DAY,
    Schedule,
    Span,
    after_open_time,
    covers,
    free_times,
    last_open,
    merge,
    open_time,
    touches,
)
from booking.diary.clock import clock, day_span, local_day
from booking.diary.taking import hold_span
from booking.models import Appointment, Closure, ExtraOpening, Hold, Provider, VisitType, WeeklyHours
from clinic.models import Practice


def taken(
    providers: Sequence[Provider], span: Span, now: datetime, *, without: Q | None = None
) -> dict[int, list[Span]]:
    """Provider id to what is taken; lapsed wishes are free, and so are the holds that `without` describes."""
    found: dict[int, list[Span]] = {one.pk: [] for one in providers}
    holds = Hold.objects.overlapping(providers, span).exclude(expires_at__lte=now)
    if without is not None:
        holds = holds.exclude(without)
    for provider_id, starts_at, ends_at in holds.values_list("provider_id", "starts_at", "ends_at"):
        found[provider_id].append(Span(starts_at, ends_at))
    return found


def schedules(providers: Sequence[Provider], first_day: date, last_day: date) -> dict[int, Schedule]:
    ids = [one.pk for one in providers]
    weekly = list(WeeklyHours.objects.filter(provider__in=ids))
    concerned = Q(provider__in=ids) | Q(provider=None)
    near = Q(first_day__lte=last_day + DAY, last_day__gte=first_day - DAY)
    closures = list(Closure.objects.filter(concerned & near))
    openings = list(ExtraOpening.objects.filter(concerned & near))
    return {
        pk: Schedule(
            zone=clock(),
            weekly=[one.span for one in weekly if one.provider_id == pk],
            openings=[one.span for one in openings if one.provider_id in (pk, None)],
            closures=[one.span for one in closures if one.provider_id in (pk, None)],
        )
        for pk in ids
    }


def providers_for(visit_type: VisitType, wished: Provider | None = None) -> list[Provider]:
    found = visit_type.providers.filter(is_active=True).order_by("pk")
    return list(found.filter(pk=wished.pk) if wished else found)


def providers_on(first_day: date, last_day: date) -> list[Provider]:
    """Everybody in use, and whoever else has something in the diary then: no visit drops out of sight."""
    everybody = Provider.objects.order_by("name", "pk")
    busy = set(
        Hold.objects.overlapping(everybody, day_span(first_day, last_day)).values_list(
            "provider_id", flat=True
        )
    )
    return [one for one in everybody if one.is_active or one.pk in busy]


def free_by_provider(
    visit_type: VisitType,
    providers: Sequence[Provider],
    *,
    first_day: date,
    last_day: date,
    now: datetime,
    without: Q | None = None,
) -> dict[int, list[datetime]]:
    """Provider id to the free starts in UTC, from first_day to last_day on the clinic's clock."""
    last_day = min(last_day, local_day(now) + visit_type.horizon * DAY)
    if last_day < first_day:
        return {one.pk: [] for one in providers}
    plans = schedules(providers, first_day, last_day)
    busy = taken(providers, day_span(first_day - DAY, last_day + DAY), now, without=without)
    return {
        one.pk: free_times(
            visit_type.rules, plans[one.pk], busy[one.pk], now=now, first_day=first_day, last_day=last_day
        )
        for one in providers
    }


def free_starts(
    visit_type: VisitType,
    providers: Sequence[Provider],
    *,
    first_day: date,
    last_day: date,
    now: datetime,
    without: Q | None = None,
) -> list[datetime]:
    """The starts at which at least one of the providers is free, in order."""
    found = free_by_provider(
        visit_type, providers, first_day=first_day, last_day=last_day, now=now, without=without
    )
    return sorted({start for starts in found.values() for start in starts})


def nearest_free(
    visit_type: VisitType,
    providers: Sequence[Provider],
    around: datetime,
    now: datetime,
    *,
    without: Q | None = None,
    count: int = 6,
) -> list[datetime]:
    """The free starts closest to `around`, within a week of it or else within the horizon, in order."""
    around = min(max(around, now), now + visit_type.horizon * DAY)
    day = local_day(around)
    for days in (7, visit_type.horizon):
        starts = free_starts(
            visit_type,
            providers,
            first_day=max(day - days * DAY, local_day(now)),
            last_day=day + days * DAY,
            now=now,
            without=without,
        )
        if starts:
            return sorted(sorted(starts, key=lambda one: abs(one - around))[:count])
    return []


def choose_provider(
    visit_type: VisitType,
    providers: Sequence[Provider],
    starts_at: datetime,
    now: datetime,
    *,
    without: Q | None = None,
) -> Provider | None:
    """Whoever of them is free at that time and has the fewest visits that day; nobody: None."""
    if not now <= starts_at <= now + (visit_type.horizon + 2) * DAY:
        return None  # also year 1 and year 9999, which have no local day everywhere
    day = local_day(starts_at)
    free_then = free_by_provider(visit_type, providers, first_day=day, last_day=day, now=now, without=without)
    candidates = [one for one in providers if starts_at in free_then[one.pk]]
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    counts = dict(
        Hold.objects.overlapping(candidates, day_span(day, day))
        .values_list("provider_id")
        .annotate(number=Count("pk"))
    )
    return min(candidates, key=lambda one: (counts.get(one.pk, 0), one.pk))


def own_holds(appointment: Appointment, *, visit_too: bool) -> Q:
    """What a new time for the appointment may lie over: it gives these up for it."""
    own = Q(appointment=appointment)
    return own if visit_too else own & ~Q(kind=Hold.Kind.VISIT)


def has_room(provider: Provider, span: Span, now: datetime, *, without: Q | None = None) -> bool:
    """Whether nothing is there, whatever the hours say."""
    return not taken([provider], span, now, without=without)[provider.pk]


def taken_by_others(wanted: Sequence[tuple[Appointment, Provider, datetime]], now: datetime) -> set[int]:
    """The ids of those whose place another appointment has. One query, however many they are."""
    if not wanted:
        return set()
    spans = [(one.pk, provider.pk, hold_span(one, starts_at)) for one, provider, starts_at in wanted]
    whole = Span(min(span.starts_at for *_, span in spans), max(span.ends_at for *_, span in spans))
    holds = Hold.objects.overlapping([provider for _one, provider, _starts_at in wanted], whole)
    busy = list(holds.exclude(expires_at__lte=now))
    return {
        pk
        for pk, provider, span in spans
        if any(
            one.appointment_id != pk
            and one.provider_id == provider
            and span.overlaps(Span(one.starts_at, one.ends_at))
            for one in busy
        )
    }


def is_open(provider: Provider, span: Span) -> bool:
    """Whether a visit of that span, without its buffer, lies inside the hours, free or not."""
    first_day, last_day = local_day(span.starts_at), local_day(span.ends_at)
    plan = schedules([provider], first_day, last_day)[provider.pk]
    return covers(plan.open_spans(first_day, last_day), span)


def is_closed(provider: Provider, span: Span) -> bool:
    """Whether a closure lies over any of it."""
    plan = schedules([provider], local_day(span.starts_at), local_day(span.ends_at))[provider.pk]
    return touches(plan.closed_spans(), span)


def after_opening_hours(
    start: datetime, hours: int, *, latest: datetime | None = None, before: datetime | None = None
) -> datetime:
    """The moment at which the practice has been open for so many hours since start: anybody's hours count.

    Where the coming five weeks do not have so many, that many days later.

    Where that is after `latest`: the last moment up to then at which it is open. Where it does not open until
    then, halfway through what is open before `before`, which is later; and `before` where nothing is.
    """
    first_day = local_day(start)
    last_day = first_day + 35 * DAY
    providers = list(Provider.objects.filter(is_active=True))
    plans = schedules(providers, first_day, last_day)
    opened = merge(span for plan in plans.values() for span in plan.open_spans(first_day, last_day))
    after = after_open_time(opened, start, timedelta(hours=hours)) or start + timedelta(days=hours)
    if latest is None or before is None or after <= latest:
        return after
    if last := last_open(opened, start, latest):
        return last
    half = open_time(opened, start, before) / 2
    return (after_open_time(opened, start, half) if half else None) or before


def online_times_are_offered() -> bool:
    """A live site must not promise times out of sample hours that nobody at the clinic has confirmed."""
    return not settings.HTTPS or Practice.load().hours_confirmed
