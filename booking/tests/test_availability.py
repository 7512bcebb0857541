"""Free times against an oracle that walks the clinic's clock in steps of five minutes and asks each one."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from booking.availability import (
    DAY,
    LocalSpan,
    Rules,
    Schedule,
    Span,
    WeeklySpan,
    after_open_time,
    free_times,
    merge,
    subtract,
)

NEW_YORK = ZoneInfo("America/New_York")
TICK = timedelta(minutes=5)

# An ordinary week, one in which clocks go forward (Sunday the 14th) and one in which they go back (the 7th).
FIRST_DAYS = [date(2027, 6, 9), date(2027, 3, 12), date(2027, 11, 5)]


@cache
def ticks(first_day):
    """(moment in UTC, label on the wall clock, whether it is the label's first time), around first_day."""
    moment = datetime.combine(first_day - 3 * DAY, time(0), tzinfo=NEW_YORK).astimezone(UTC)
    found, seen = [], set()
    for _number in range(10 * 24 * 12):
        label = moment.astimezone(NEW_YORK).replace(tzinfo=None)
        found.append((moment, label, label not in seen))
        seen.add(label)
        moment += TICK
    return found


def within(label, spans):
    return any(span.starts <= label < span.ends for span in spans)


def oracle(rules, schedule, taken, *, now, first_day, last_day):
    table = ticks(first_day)
    openings = list(schedule.openings)
    for day in sorted({label.date() for _moment, label, _first in table}):
        for hours in schedule.weekly:
            if hours.weekday == day.weekday():
                closing_day = day + DAY if hours.closes == time(0) else day
                openings.append(
                    LocalSpan(datetime.combine(day, hours.opens), datetime.combine(closing_day, hours.closes))
                )
    is_open = [within(label, openings) and not within(label, schedule.closures) for _m, label, _f in table]
    is_taken = [any(span.starts_at <= moment < span.ends_at for span in taken) for moment, _l, _f in table]
    last_day = min(last_day, now.astimezone(NEW_YORK).date() + timedelta(days=rules.horizon))

    def fits(place):
        moment, label, first = table[place]
        return (
            first
            and first_day <= label.date() <= last_day
            and moment - now >= rules.notice
            and any(
                span.starts <= label < span.ends and (label - span.starts) % rules.every == timedelta(0)
                for span in openings
            )
            and all(is_open[place : place + rules.length // TICK])
            and not any(is_taken[place : place + (rules.length + rules.buffer) // TICK])
        )

    begin = bisect_left(table, datetime.combine(first_day, time(0)), key=lambda one: one[1]) - 24
    return [table[place][0] for place in range(max(begin, 0), len(table) - 288) if fits(place)]


# Hours and spans begin and end outside the hours that a change of clocks repeats or skips, where "until
# 1:30" has one meaning; test_clock_changes.py has the others. Visits and starts lie in them all the same.
CLOCK_TIMES = [
    time(minutes // 60, minutes % 60) for minutes in range(0, 24 * 60, 15) if not 60 <= minutes < 180
]
clock_times = st.sampled_from(CLOCK_TIMES)


def minutes(*choices):
    return st.sampled_from([timedelta(minutes=number) for number in choices])


@st.composite
def weekly_spans(draw):
    opens, closes = draw(clock_times), draw(clock_times)
    if closes < opens and closes != time(0):
        opens, closes = closes, opens
    if opens == closes:
        closes = time(0)
    return WeeklySpan(draw(st.integers(0, 6)), opens, closes)


@st.composite
def local_spans(draw, first_day):
    moments = [
        datetime.combine(first_day + draw(st.integers(-2, 4)) * DAY, draw(clock_times)) for _end in range(2)
    ]
    return LocalSpan(min(moments), max(moments))


@st.composite
def taken_spans(draw, first_day):
    begin = datetime.combine(first_day, time(0), tzinfo=UTC)
    start = begin + draw(st.integers(-24 * 12, 5 * 24 * 12)) * TICK
    return Span(start, start + draw(st.integers(1, 48)) * TICK)


@st.composite
def questions(draw):
    first_day = draw(st.sampled_from(FIRST_DAYS))
    rules = Rules(
        length=draw(minutes(5, 30, 45, 60, 90, 240)),
        buffer=draw(minutes(0, 15, 60)),
        every=draw(minutes(5, 15, 20, 30, 50, 60, 480)),
        notice=timedelta(hours=draw(st.integers(0, 30))),
        horizon=draw(st.integers(0, 5)),
    )
    schedule = Schedule(
        zone=NEW_YORK,
        # Every day is a working day more often than chance would have it.
        weekly=draw(st.lists(weekly_spans(), max_size=6))
        + [WeeklySpan(day, time(0), time(0)) for day in draw(st.sampled_from([[], range(7), [5, 6, 0]]))],
        openings=draw(st.lists(local_spans(first_day), max_size=2)),
        closures=draw(st.lists(local_spans(first_day), max_size=2)),
    )
    taken = draw(st.lists(taken_spans(first_day), max_size=8))
    now = datetime.combine(first_day, time(0), tzinfo=UTC) + timedelta(minutes=draw(st.integers(-1500, 4300)))
    last_day = first_day + draw(st.integers(0, 3)) * DAY
    return rules, schedule, taken, now, first_day, last_day


@settings(max_examples=300, deadline=None)
@given(questions())
def test_free_times_are_exactly_those_of_the_oracle(question):
    """Sound: within the hours, clear of closures and holds with the buffer, after the notice, within the
    horizon. Complete: every start on the grid that is all of this."""
    rules, schedule, taken, now, first_day, last_day = question
    days = {"now": now, "first_day": first_day, "last_day": last_day}
    assert free_times(rules, schedule, taken, **days) == oracle(rules, schedule, taken, **days)


@settings(max_examples=100, deadline=None)
@given(questions())
def test_a_free_time_can_be_taken_and_is_gone_then(question):
    rules, schedule, taken, now, first_day, last_day = question
    days = {"now": now, "first_day": first_day, "last_day": last_day}
    for start in free_times(rules, schedule, taken, **days)[:3]:
        visit = Span(start, start + rules.length + rules.buffer)
        assert not any(visit.overlaps(other) for other in taken)
        left = free_times(rules, schedule, [*taken, visit], **days)
        assert start not in left
        assert not any(Span(one, one + rules.length + rules.buffer).overlaps(visit) for one in left)


@settings(max_examples=100, deadline=None)
@given(questions())
def test_days_can_be_asked_for_one_by_one(question):
    rules, schedule, taken, now, first_day, last_day = question
    day_by_day = [
        start
        for number in range((last_day - first_day).days + 1)
        for start in free_times(
            rules,
            schedule,
            taken,
            now=now,
            first_day=first_day + number * DAY,
            last_day=first_day + number * DAY,
        )
    ]
    together = free_times(rules, schedule, taken, now=now, first_day=first_day, last_day=last_day)
    assert together == day_by_day


# Examples, for a reader

TUESDAY = date(2027, 6, 8)


def at(clock, day=TUESDAY):
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=NEW_YORK).astimezone(UTC)


def clocks(*, hours=("09:00", "12:00"), length=60, buffer=0, every=60, notice=0, horizon=7, now=None, **more):
    rules = Rules(
        timedelta(minutes=length),
        timedelta(minutes=buffer),
        timedelta(minutes=every),
        timedelta(hours=notice),
        horizon,
    )
    weekly = [WeeklySpan(TUESDAY.weekday(), *map(time.fromisoformat, hours))]
    schedule = Schedule(
        NEW_YORK, weekly, openings=more.get("openings", ()), closures=more.get("closures", ())
    )
    found = free_times(
        rules,
        schedule,
        more.get("taken", []),
        now=now or at("00:00"),
        first_day=more.get("first_day", TUESDAY),
        last_day=more.get("last_day", TUESDAY),
    )
    return [f"{start.astimezone(NEW_YORK):%H:%M}" for start in found]


def local(clock, day=TUESDAY):
    return datetime.combine(day, time.fromisoformat(clock))


def test_a_visit_ends_by_closing():
    assert clocks() == ["09:00", "10:00", "11:00"]
    assert clocks(length=61) == ["09:00", "10:00"]


def test_the_buffer_may_pass_closing():
    assert clocks(buffer=240) == ["09:00", "10:00", "11:00"]


def test_the_buffer_may_not_pass_into_the_next_visit():
    assert clocks(buffer=15, taken=[Span(at("11:00"), at("12:00"))]) == ["09:00"]


def test_the_buffer_may_lie_over_a_closure():
    closures = [LocalSpan(local("10:00"), local("11:00"))]
    assert clocks(buffer=30, closures=closures) == ["09:00", "11:00"]


def test_starts_are_counted_from_opening():
    assert clocks(hours=("09:10", "12:00"), every=50, length=30) == ["09:10", "10:00", "10:50"]


def test_hours_to_midnight():
    assert clocks(hours=("22:00", "00:00")) == ["22:00", "23:00"]


def test_notice_is_met_to_the_minute():
    assert clocks(notice=2, now=at("08:00")) == ["10:00", "11:00"]
    assert clocks(notice=2, now=at("08:00") + timedelta(seconds=1)) == ["11:00"]


def test_a_visit_that_begins_now_is_not_past():
    assert clocks(now=at("10:00")) == ["10:00", "11:00"]


def test_the_horizon_counts_days_and_runs_to_the_end_of_the_last():
    late_on_saturday = at("23:59", date(2027, 6, 5))
    assert clocks(horizon=3, now=late_on_saturday) == ["09:00", "10:00", "11:00"]
    assert clocks(horizon=2, now=late_on_saturday) == []


def test_a_closure_beats_an_extra_opening():
    saturday = date(2027, 6, 12)
    opening = LocalSpan(local("09:00", saturday), local("12:00", saturday))
    closure = LocalSpan(local("10:30", saturday), local("11:00", saturday))
    days = {"first_day": saturday, "last_day": saturday, "openings": [opening]}
    assert clocks(**days) == ["09:00", "10:00", "11:00"]
    assert clocks(**days, closures=[closure]) == ["09:00", "11:00"]


def test_a_visit_may_lie_over_two_openings_that_meet():
    opening = LocalSpan(local("12:00"), local("13:00"))
    assert clocks(length=120, openings=[opening]) == ["09:00", "10:00", "11:00"]


def test_no_days_no_times():
    assert clocks(first_day=TUESDAY, last_day=TUESDAY - DAY) == []


def span(begin, end):
    return Span(at("00:00") + begin * TICK, at("00:00") + end * TICK)


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: span(*sorted(ends))))


def covered(some):
    return {tick for tick in range(50) if any(one.overlaps(span(tick, tick + 1)) for one in some)}


@settings(max_examples=200, deadline=None)
@given(spans, spans)
def test_merge_and_subtract(some, others):
    merged, holes = merge(some), merge(others)
    assert covered(merged) == covered(some)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(merged))
    assert covered(subtract(merged, holes)) == covered(some) - covered(others)


@settings(max_examples=200, deadline=None)
@given(spans, st.integers(0, 40), st.integers(1, 40))
def test_after_open_time(some, start, amount):
    open_ticks = sorted(tick for tick in covered(some) if tick >= start)
    found = after_open_time(merge(some), at("00:00") + start * TICK, amount * TICK)
    if len(open_ticks) < amount:
        assert found is None
    else:
        assert found == at("00:00") + (open_ticks[amount - 1] + 1) * TICK
