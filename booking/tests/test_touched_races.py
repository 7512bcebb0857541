"""A day is closed while a patient asks for it: whoever comes first is seen by the other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.urls import reverse

from booking import diary, workflow
from booking.errors import Overtaken, TimeTaken
from booking.models import Appointment, Closure, Contact
from booking.tests.test_admin_schedule import CLOSURE
from booking.tests.test_admin_touching import asks_about, press

pytestmark = pytest.mark.django_db(transaction=True)


def somebody_waits():
    """For a lock of this database's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def test_a_day_is_closed_while_a_patient_asks_for_it(head, visit_type, provider):
    now = datetime.now(UTC)
    day = diary.local_day(now) + timedelta(days=15 - diary.local_day(now).weekday())
    first, second = diary.free_starts(visit_type, [provider], first_day=day, last_day=day, now=now)[:4:3]
    has_asked, may_commit = Event(), Event()

    def request(starts_at, email):
        contact = Contact(patient_name="Pat Doe", email=email)
        return workflow.request(Appointment(visit_type=visit_type), contact, starts_at, now=now)

    def ask():
        def locked():
            asked = request(first, "first@example.com")
            has_asked.set()
            assert may_commit.wait(60)
            return asked

        return in_a_thread(lambda: diary.under_locks(locked, providers=[provider]))

    def close():
        answers = {**CLOSURE, "first_day": day.isoformat(), "last_day": day.isoformat()}
        return in_a_thread(lambda: head.post(reverse("admin:booking_closure_add"), answers, follow=True))

    with ThreadPoolExecutor(2) as pool:
        asking = pool.submit(ask)
        assert has_asked.wait(60)
        closing = pool.submit(close)
        while not (somebody_waits() or closing.done()):
            pass
        may_commit.set()
        asked, page = asking.result(), closing.result()

    assert asks_about(page) == [asked.reference]
    assert not Closure.objects.exists()
    press(head, page)
    asked.refresh_from_db()
    assert asked.touched_at is not None
    with pytest.raises(TimeTaken):
        request(second, "second@example.com")


@pytest.mark.parametrize("verb", ["confirm", "decline"])
@pytest.mark.parametrize("first", ["hours", "answer"])
def test_a_day_is_closed_while_the_desk_answers(head, make_appointment, provider, receptionist, verb, first):
    """A booked visit that its patient would rather have at another time of that day."""
    now = datetime.now(UTC)
    day = diary.local_day(now) + timedelta(days=15 - diary.local_day(now).weekday())
    starts = diary.free_starts(provider.visit_types.get(), [provider], first_day=day, last_day=day, now=now)
    one = make_appointment(status="booked", starts_at=starts[0], wished_time=starts[4], now=now)
    has_locked, may_commit = Event(), Event()
    answers = {**CLOSURE, "first_day": day.isoformat(), "last_day": day.isoformat(), "touches": one.reference}

    def hold_on():
        has_locked.set()
        assert may_commit.wait(60)

    def hours():
        head.post(reverse("admin:booking_closure_add"), answers)

    def answer():
        mine, seen = Appointment.objects.get(pk=one.pk), one.revision
        if verb == "confirm":
            workflow.confirm(mine, by=receptionist, seen=seen, now=now)
        else:
            workflow.decline(mine, reason="We are full.", by=receptionist, seen=seen, now=now)

    def run(job, then=None):
        """In one transaction that ends behind `then`."""

        def in_transaction():
            with transaction.atomic():
                job()
                if then:
                    then()

        return in_a_thread(in_transaction)

    jobs = [hours, answer] if first == "hours" else [answer, hours]
    with ThreadPoolExecutor(2) as pool:
        leads = pool.submit(run, jobs[0], hold_on)
        assert has_locked.wait(60)
        follows = pool.submit(run, jobs[1])
        while not (somebody_waits() or follows.done()):
            pass
        assert not follows.done()
        may_commit.set()
        leads.result()
        refusal = follows.exception()

    one.refresh_from_db()
    assert Closure.objects.count() == 1
    assert one.touched_at is not None
    if first == "hours":
        assert isinstance(refusal, Overtaken)
        assert one.wish is not None
    else:
        assert refusal is None
        assert one.wish is None


def in_a_thread(job):
    try:
        return job()
    finally:
        connection.close()
