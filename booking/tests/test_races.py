"""Many at once, with real threads and connections: nobody is promised what somebody else has."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from booking import workflow
from booking.diary import locks
from booking.errors import Busy, Overtaken, TimeTaken
from booking.models import Appointment, Contact, Hold, Message
from booking.tests.at_once import at_once, kinds, request
from booking.tests.conftest import at, holds_of, messages_of, overlaps
from conftest import NOW, make_provider

pytestmark = pytest.mark.django_db(transaction=True)

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")
LAPSED = at("2026-06-03 11:00")
MINUTES = timedelta(minutes=1)


def test_twenty_ask_for_one_time(visit_type, provider):
    results = at_once(*[request(visit_type, NINE)] * 20)
    assert kinds(results) == {Appointment: 1, TimeTaken: 19}
    assert Appointment.objects.count() == Contact.objects.count() == Hold.objects.count() == 1
    assert messages_of(Appointment.objects.get()) == ["received by email", "alert by email"]


def test_twenty_ask_for_a_time_that_is_booked_at_once(visit_type, provider):
    visit_type.confirmed_at_once = True
    visit_type.save()
    results = at_once(*[request(visit_type, NINE) for _number in range(20)])
    assert kinds(results) == {Appointment: 1, TimeTaken: 19}
    assert [hold.kind for hold in Hold.objects.all()] == ["visit"]


@pytest.mark.parametrize("seed", range(3))
def test_staggered_times(visit_type, provider, another_provider, seed):
    """Every time that overlaps the next: no deadlock and no timeout reaches anybody."""
    visit_type.every = 5
    visit_type.save()
    times = [NINE + number * 10 * MINUTES for number in range(12)] * 2
    random.Random(seed).shuffle(times)
    results = at_once(*[request(visit_type, starts_at) for starts_at in times])
    assert set(kinds(results)) == {Appointment, TimeTaken}
    assert overlaps() == []
    # Two hours and three quarters of two people hold four visits of an hour at least.
    assert Hold.objects.count() == Appointment.objects.count() >= 4


def test_any_of_three_providers(visit_type, provider, another_provider):
    make_provider("Ruth Hand", visit_type)
    results = at_once(*[request(visit_type, NINE) for _number in range(12)])
    assert kinds(results) == {Appointment: 3, TimeTaken: 9}
    assert Hold.objects.values("provider").distinct().count() == 3


def test_any_provider_and_one_that_is_wished_for(visit_type, provider, another_provider):
    wishes = [request(visit_type, NINE, wished_provider=provider) for _number in range(6)]
    results = at_once(*wishes, *[request(visit_type, NINE) for _number in range(6)])
    assert kinds(results) == {Appointment: 2, TimeTaken: 10}
    assert overlaps() == []


@pytest.fixture
def lapsed_wish(make_appointment):
    """Its hold is over, and the front desk has not answered yet."""
    return make_appointment(starts_at=NINE)


@pytest.mark.parametrize("round_", range(3))
def test_confirm_races_requests(visit_type, lapsed_wish, receptionist, round_):
    requests = [request(visit_type, NINE, now=LAPSED) for _number in range(5)]
    results = at_once(*requests, lambda: workflow.confirm(lapsed_wish, by=receptionist, now=LAPSED))
    assert kinds(results) == {Appointment: 1, TimeTaken: 5}
    assert overlaps() == []
    lapsed_wish.refresh_from_db()
    assert Hold.objects.count() == 1
    assert (lapsed_wish.status == "booked") == (results[-1] == lapsed_wish)


@pytest.mark.parametrize("round_", range(3))
def test_accept_races_requests(visit_type, provider, make_appointment, round_):
    proposed = make_appointment(status="proposed", starts_at=TWO, offers=[(provider, NINE)])
    offer = proposed.offers[0]
    late = NOW + timedelta(days=3)
    requests = [request(visit_type, NINE, now=late) for _number in range(5)]
    results = at_once(*requests, lambda: workflow.accept(proposed, offer, now=late))
    assert kinds(results) == {Appointment: 1, TimeTaken: 5}
    assert Hold.objects.filter(starts_at=NINE).count() == 1
    assert overlaps() == []


@pytest.mark.parametrize("round_", range(3))
def test_reschedule_races_requests(visit_type, provider, make_appointment, receptionist, round_):
    booked = make_appointment(status="booked", starts_at=TWO)
    requests = [request(visit_type, NINE) for _number in range(5)]
    results = at_once(
        *requests, lambda: workflow.reschedule(booked, provider, NINE, by=receptionist, now=NOW)
    )
    assert kinds(results) == {Appointment: 1, TimeTaken: 5}
    assert overlaps() == []
    booked.refresh_from_db()
    assert holds_of(booked) == [("visit", booked.starts_at)]


def test_two_visits_change_places(provider, another_provider, make_appointment, receptionist):
    """Each needs the other's provider: locks taken in two orders would block each other for ever."""
    one = make_appointment(status="booked", starts_at=NINE, provider=provider)
    other = make_appointment(status="booked", starts_at=TWO, provider=another_provider)

    def move(appointment, provider, starts_at):
        return lambda: workflow.reschedule(appointment, provider, starts_at, by=receptionist, now=NOW)

    results = at_once(move(one, another_provider, NINE), move(other, provider, TWO))
    assert kinds(results) == {Appointment: 2}
    assert (one.provider, other.provider) == (another_provider, provider)


def test_two_clerks_confirm(make_appointment, receptionist, another_receptionist):
    pending = make_appointment(starts_at=NINE)
    clerks = [receptionist, another_receptionist] * 3
    results = at_once(
        *[
            lambda clerk=clerk: workflow.confirm(
                Appointment.objects.get(), by=clerk, seen=pending.revision, now=NOW
            )
            for clerk in clerks
        ]
    )
    assert kinds(results) == {Appointment: 1, Overtaken: 5}
    pending.refresh_from_db()
    assert (pending.status, pending.revision) == ("booked", 1)
    winner = next(clerk for clerk, result in zip(clerks, results, strict=True) if result == pending)
    assert pending.changed_by == winner
    told = {
        str(result.sentence).split(" changed this")[0] for result in results if isinstance(result, Overtaken)
    }
    assert told == {winner.get_full_name()}
    assert messages_of(pending) == ["received by email, overtaken", "alert by email", "confirmed by email"]
    assert holds_of(pending) == [("visit", NINE)]


def test_one_clerk_confirms_while_the_other_declines(make_appointment, receptionist, another_receptionist):
    pending = make_appointment(starts_at=NINE)
    results = at_once(
        lambda: workflow.confirm(Appointment.objects.get(), by=receptionist, now=NOW),
        lambda: workflow.decline(Appointment.objects.get(), reason="Away", by=another_receptionist, now=NOW),
    )
    assert kinds(results) == {Appointment: 1, Overtaken: 1}
    pending.refresh_from_db()
    assert pending.revision == 1
    assert Message.objects.filter(revision=1).count() == 1


@pytest.mark.parametrize("verb", [workflow.decline, workflow.close])
def test_four_clerks_end_a_request_that_has_no_provider(
    make_appointment, receptionist, another_receptionist, verb
):
    """No provider's row is there to wait for: the appointment's own has to do."""
    make_appointment(status="waitlist", wished_provider=None)
    results = at_once(
        *[
            lambda clerk=clerk: verb(Appointment.objects.get(), reason="Away", by=clerk, seen=0, now=NOW)
            for clerk in [receptionist, another_receptionist] * 2
        ]
    )
    assert kinds(results) == {Appointment: 1, Overtaken: 3}
    assert Appointment.objects.get().revision == 1


def test_two_clerks_offer_times_that_overlap(provider, make_appointment, receptionist, another_receptionist):
    one, other = make_appointment(), make_appointment()
    results = at_once(
        lambda: workflow.propose(one, [(provider, TWO), (provider, NINE)], by=receptionist, now=NOW),
        lambda: workflow.propose(
            other, [(provider, NINE + 30 * MINUTES), (provider, TWO)], by=another_receptionist, now=NOW
        ),
    )
    assert kinds(results) == {Appointment: 1, TimeTaken: 1}
    assert Counter(Appointment.objects.values_list("status", flat=True)) == {"proposed": 1, "pending": 1}
    assert overlaps() == []


def test_two_clerks_offer_times_to_one_patient(
    provider, make_appointment, receptionist, another_receptionist
):
    pending = make_appointment()
    results = at_once(
        *[
            lambda clerk=clerk, starts_at=starts_at: workflow.propose(
                Appointment.objects.get(), [(provider, starts_at)], by=clerk, seen=0, now=NOW
            )
            for clerk, starts_at in [(receptionist, NINE), (another_receptionist, TWO)]
        ]
    )
    assert kinds(results) == {Appointment: 1, Overtaken: 1}
    assert len(holds_of(pending)) == 1
    assert Message.objects.filter(kind="offered").count() == 1


def test_a_lock_that_is_not_to_be_had_is_a_sentence(visit_type, provider, monkeypatch):
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", 0.1)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM booking_provider FOR UPDATE")
        results = at_once(request(visit_type, NINE))
        cursor.execute("ROLLBACK")
    assert kinds(results) == {Busy: 1}
    assert Appointment.objects.count() == 0
    assert results[0].sentence == (
        "The diary was busy for a moment, and nothing was changed. Send it once more."
    )
