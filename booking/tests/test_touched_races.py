"""A day is closed while a patient asks for it: whoever comes first is seen by the other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import connection
from django.urls import reverse

from booking import diary, workflow
from booking.errors import TimeTaken
from booking.models import Appointment, Closure, Contact
from booking.tests.test_admin_schedule import CLOSURE, asks_about, press

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


def in_a_thread(job):
    try:
        return job()
    finally:
        connection.close()
