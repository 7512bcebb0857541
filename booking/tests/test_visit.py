"""What came of a visit: arrived, seen, did not come, and undo."""

from datetime import timedelta

import pytest

from booking import workflow
from booking.errors import BookingError, Overtaken
from booking.models import Appointment
from booking.tests.conftest import at, holds_of, messages_of, state_of

NINE = at("2026-06-10 09:00")
MIDNIGHT = at("2026-06-10 00:00")
SECOND = timedelta(seconds=1)


@pytest.fixture
def booked(make_appointment, now):
    return make_appointment(status="booked", starts_at=NINE)


def test_arrive(booked, another_receptionist, now):
    workflow.arrive(booked, by=another_receptionist, seen=1, now=NINE - timedelta(minutes=10))
    booked.refresh_from_db()
    assert (booked.status, booked.starts_at) == ("arrived", NINE)
    assert (booked.revision, booked.changed_by) == (2, another_receptionist)
    assert booked.changed_at == NINE - timedelta(minutes=10)


def test_fulfil(booked, receptionist, now):
    workflow.arrive(booked, by=receptionist, now=NINE)
    workflow.fulfil(booked, by=receptionist, now=NINE + timedelta(hours=1))
    booked.refresh_from_db()
    assert (booked.status, booked.revision) == ("fulfilled", 3)


def test_noshow(booked, receptionist, now):
    workflow.noshow(booked, by=receptionist, now=NINE)
    booked.refresh_from_db()
    assert (booked.status, booked.revision) == ("noshow", 2)


@pytest.mark.parametrize("verb", [workflow.arrive, workflow.fulfil, workflow.noshow])
def test_nobody_is_told_and_the_time_stays_taken(booked, receptionist, now, verb):
    booked.messages.update(sent_at=now)
    before = messages_of(booked)
    verb(booked, by=receptionist, now=NINE)
    assert messages_of(booked) == before
    assert holds_of(booked) == [("visit", NINE)]


@pytest.mark.parametrize(
    ("verb", "too_soon", "soon_enough"),
    [
        (workflow.arrive, MIDNIGHT - SECOND, MIDNIGHT),
        (workflow.fulfil, MIDNIGHT - SECOND, MIDNIGHT),
        (workflow.noshow, NINE - SECOND, NINE),
    ],
)
def test_what_came_of_it_is_known_on_the_day(booked, receptionist, now, verb, too_soon, soon_enough):
    before = state_of(booked)
    with pytest.raises(BookingError) as refusal:
        verb(booked, by=receptionist, now=too_soon)
    assert refusal.value.sentence == ("This visit is still to come: Wednesday, June 10 at 9:00 AM Eastern.")
    assert state_of(booked) == before
    verb(booked, by=receptionist, now=soon_enough)


def test_a_slip_of_the_hand_forgets_nothing(make_appointment, provider, receptionist, now):
    wishing = make_appointment(status="booked", starts_at=NINE, wished_time=at("2026-06-12 10:00"))
    offered = make_appointment(
        status="booked", starts_at=at("2026-06-10 14:00"), offers=[(provider, at("2026-06-12 14:00"))]
    )
    before = [(messages_of(one), holds_of(one)) for one in (wishing, offered)]
    early = NINE - timedelta(hours=1)
    for one in (wishing, offered):
        workflow.arrive(one, by=receptionist, now=early)
        assert (one.waiting_since, one.answer_by) == (None, None)
        workflow.undo(one, by=receptionist, now=early)
    assert [(messages_of(one), holds_of(one)) for one in (wishing, offered)] == before
    assert list(Appointment.objects.waiting_for_clinic()) == [wishing]
    assert list(Appointment.objects.waiting_for_patient()) == [offered]


@pytest.mark.parametrize("verb", [workflow.fulfil, workflow.noshow])
def test_whoever_was_seen_wishes_for_no_other_time(make_appointment, receptionist, now, verb):
    booked = make_appointment(status="booked", starts_at=NINE, wished_time=at("2026-06-12 10:00"))
    verb(booked, by=receptionist, now=NINE)
    assert (booked.wish, booked.waiting_since, booked.answer_by) == (None, None, None)
    assert holds_of(booked) == [("visit", NINE)]


@pytest.mark.parametrize("status", ["arrived", "fulfilled", "noshow"])
def test_undo(make_appointment, another_receptionist, now, status):
    appointment = make_appointment(status=status, starts_at=NINE)
    before, revision = messages_of(appointment), appointment.revision
    workflow.undo(appointment, by=another_receptionist, seen=revision, now=NINE + timedelta(hours=2))
    appointment.refresh_from_db()
    assert (appointment.status, appointment.starts_at) == ("booked", NINE)
    assert (appointment.revision, appointment.changed_by) == (revision + 1, another_receptionist)
    assert holds_of(appointment) == [("visit", NINE)]
    assert messages_of(appointment) == before


@pytest.mark.parametrize("status", ["waitlist", "pending", "proposed", "booked"])
def test_there_is_nothing_to_undo(make_appointment, receptionist, now, status):
    appointment = make_appointment(status=status)
    with pytest.raises(BookingError) as refusal:
        workflow.undo(appointment, by=receptionist, now=now)
    assert refusal.value.sentence == "There is nothing to undo."


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error"])
def test_what_is_over_stays_over(make_appointment, receptionist, now, status):
    """Somebody else may have the time by now."""
    appointment = make_appointment(status=status)
    with pytest.raises(Overtaken):
        workflow.undo(appointment, by=receptionist, now=now)


def test_whoever_was_seen_is_told_nothing_more(make_appointment, provider, receptionist, now):
    booked = make_appointment(status="booked", starts_at=NINE, offers=[(provider, NINE + timedelta(days=1))])
    workflow.arrive(booked, by=receptionist, now=NINE)
    assert list(Appointment.objects.waiting_for_patient()) == []
    workflow.fulfil(booked, by=receptionist, now=NINE)
    assert [one for one in messages_of(booked) if "overtaken" not in one] == ["alert by email"]
    assert holds_of(booked) == [("visit", NINE)]
