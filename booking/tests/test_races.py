"""Many at once, with real threads and connections: nobody is promised what somebody else has."""

import random
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError, OperationalError, connection

from booking import workflow
from booking.availability import Span
from booking.diary import locks
from booking.errors import BookingError, Busy, Overtaken, TimeTaken
from booking.models import Appointment, Contact, Hold, Message
from booking.tests.conftest import at, holds_of, messages_of, overlaps
from conftest import NOW, make_provider

pytestmark = pytest.mark.django_db(transaction=True)

NINE = at("2026-06-10 09:00")
TWO = at("2026-06-10 14:00")
LAPSED = at("2026-06-03 11:00")
MINUTES = timedelta(minutes=1)


def at_once(*jobs):
    """What each job gives back or raises; all begin together, each on a connection of its own."""
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def kinds(results):
    return Counter(type(result) for result in results)


def request(visit_type, starts_at, *, now=NOW, email=None, **fields):
    """A job: somebody new asks for that time."""
    email = email or f"{uuid.uuid4()}@example.com"
    return lambda: workflow.request(
        Appointment(visit_type=visit_type, **fields),
        Contact(patient_name="Pat Doe", email=email),
        starts_at,
        now=now,
    )


def write(appointment, provider, starts_at):
    """A job: a shell or another program takes the time, past the diary."""
    return lambda: Hold.objects.create(
        appointment=appointment,
        provider=provider,
        kind="asked",
        starts_at=starts_at,
        ends_at=starts_at + 60 * MINUTES,
        expires_at=starts_at,
    )


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


@pytest.mark.parametrize("providers", [1, 2])
def test_the_same_submission_many_times(visit_type, provider, make_appointment, providers):
    if providers == 2:
        make_provider("Quentin Hand", visit_type)
    submission = uuid.uuid4()
    job = request(visit_type, NINE, email="pat@example.com", submission=submission)
    results = at_once(*[job] * 6)
    assert kinds(results) == {Appointment: 6}
    assert len({result.pk for result in results}) == 1
    assert Appointment.objects.count() == Hold.objects.count() == 1
    assert Message.objects.count() == 2


def test_the_same_submission_with_other_details(visit_type, provider):
    """The second tab says another e-mail address: still one wish, and no page breaks."""
    submission = uuid.uuid4()

    def join(email):
        return lambda: workflow.join_waitlist(
            Appointment(visit_type=visit_type, submission=submission),
            Contact(patient_name="Pat Doe", email=email),
            now=NOW,
        )

    results = at_once(*[join(f"{number}@example.com") for number in range(6)])
    assert kinds(results) == {Appointment: 6}
    assert Appointment.objects.count() == 1


def test_the_same_phone_booking_with_another_provider(visit_type, provider, another_provider, receptionist):
    submission = uuid.uuid4()

    def book(provider):
        return lambda: workflow.book(
            Appointment(visit_type=visit_type, submission=submission),
            Contact(patient_name="Cal Lerr", phone="+19195550100"),
            provider,
            NINE,
            by=receptionist,
            now=NOW,
        )

    results = at_once(*[book(provider), book(another_provider)] * 3)
    assert kinds(results) == {Appointment: 6}
    assert Appointment.objects.count() == Hold.objects.count() == 1


@pytest.mark.parametrize("how", ["one address", "one e-mail", "one phone"])
def test_the_limit_holds(visit_type, provider, settings, how):
    settings.BOOKING_UNANSWERED_PER_ADDRESS = 3
    times = [NINE + number * timedelta(days=1) for number in (0, 1, 2, 5, 6, 7, 8, 9)]

    def ask(starts_at, number):
        emails = ["pat@example.com", "PAT@example.com"]
        contact = Contact(
            patient_name="Pat Doe",
            email=emails[number % 2] if how == "one e-mail" else f"{number}@example.com",
            phone="+19195550100" if how == "one phone" else "",
        )
        appointment = Appointment(visit_type=visit_type, asked_by="a" if how == "one address" else "")
        return lambda: workflow.request(appointment, contact, starts_at, now=NOW)

    results = at_once(*[ask(starts_at, number) for number, starts_at in enumerate(times)])
    assert kinds(results) == {Appointment: 3, BookingError: 5}
    assert Appointment.objects.count() == 3


@pytest.mark.parametrize("how", ["asked_by", "email", "phone"])
def test_the_limit_holds_where_no_provider_is_locked(visit_type, settings, how):
    settings.BOOKING_UNANSWERED_PER_ADDRESS = 3

    def join(number):
        contact = Contact(
            patient_name="Pat Doe", email="pat@example.com" if how == "email" else f"{number}@a.us"
        )
        contact.phone = "+19195550100" if how == "phone" else ""
        appointment = Appointment(visit_type=visit_type, asked_by="a" if how == "asked_by" else "")
        return lambda: workflow.join_waitlist(appointment, contact, now=NOW)

    results = at_once(*[join(number) for number in range(8)])
    assert kinds(results) == {Appointment: 3, BookingError: 5}
    assert Appointment.objects.count() == 3


def test_page_desk_and_other_programs_at_once(visit_type, provider, make_appointment, receptionist):
    """No promise twice, whoever writes. A program that does not take the diary's locks may be told so by
    PostgreSQL; nobody who uses the workflow is told anything but that the time is taken."""
    visit_type.every = 5
    visit_type.save()
    others = [make_appointment(status="waitlist") for _number in range(6)]
    booked = make_appointment(status="booked", starts_at=TWO)
    pages = [request(visit_type, NINE + number * 10 * MINUTES) for number in range(8)]
    desk = [
        lambda: workflow.reschedule(booked, provider, NINE + 20 * MINUTES, by=receptionist, now=NOW),
        lambda: workflow.book(
            Appointment(visit_type=visit_type),
            Contact(patient_name="Cal Lerr", phone="+19195550100"),
            provider,
            NINE + 50 * MINUTES,
            by=receptionist,
            now=NOW,
        ),
    ]
    programs = [write(other, provider, NINE + number * 15 * MINUTES) for number, other in enumerate(others)]
    results = at_once(*programs, *pages, *desk)
    assert set(kinds(results[:6])) <= {Hold, IntegrityError, OperationalError}
    assert set(kinds(results[6:])) <= {Appointment, TimeTaken}
    assert overlaps() == []
    assert Hold.objects.filter(starts_at__lt=TWO).exists()


def test_other_programs_at_once(provider, make_appointment):
    others = [make_appointment(status="waitlist") for _number in range(8)]
    results = at_once(*[write(other, provider, NINE) for other in others])
    assert kinds(results)[Hold] == 1
    assert Hold.objects.count() == 1


def test_a_lock_that_is_not_to_be_had_is_a_sentence(visit_type, provider, monkeypatch):
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", "100ms")
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


# The constraint is what stands between two writers. With it off the race is there, and it is lost.


def look_then_write(appointment, provider, both_looked):
    def job():
        if not Hold.objects.overlapping([provider], Span(NINE, NINE + 60 * MINUTES)).exists():
            both_looked.wait(timeout=30)
            write(appointment, provider, NINE)()
            return "written"
        return "taken"

    return job


def two_who_looked_first(make_appointment, provider):
    both_looked = Barrier(2)
    appointments = [make_appointment(status="waitlist") for _number in range(2)]
    return at_once(*[look_then_write(one, provider, both_looked) for one in appointments])


@pytest.fixture
def without_the_constraint(transactional_db):
    constraint = next(one for one in Hold._meta.constraints if isinstance(one, ExclusionConstraint))
    with connection.schema_editor() as editor:
        editor.remove_constraint(Hold, constraint)
    yield
    Hold.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Hold, constraint)


def test_the_constraint_stops_whoever_looked_too_early(make_appointment, provider):
    # The other is refused, or gives way where both wait for each other.
    assert kinds(two_who_looked_first(make_appointment, provider))[str] == 1
    assert overlaps() == []


def test_without_the_constraint_the_time_is_promised_twice(
    without_the_constraint, make_appointment, provider
):
    assert two_who_looked_first(make_appointment, provider) == ["written", "written"]
    assert len(overlaps()) == 1
