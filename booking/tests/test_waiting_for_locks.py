"""A provider's row is locked elsewhere for long: few wait for it, and pages are shown meanwhile."""

import runpy
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from booking.diary import locks
from booking.errors import BookingError, Busy
from booking.models import Appointment
from booking.tests.at_once import kinds, request
from booking.tests.conftest import at

pytestmark = pytest.mark.django_db(transaction=True)

NINE = at("2026-06-10 09:00")
SENDERS = 24


@pytest.fixture
def gunicorn(monkeypatch):
    """The shipped settings, in force in this process until the test ends."""
    config = runpy.run_path(str(settings.BASE_DIR / "deploy" / "gunicorn.conf.py"))
    monkeypatch.setattr(locks, "waiting", None)
    config["post_worker_init"](None)
    return config


def sent(job):
    try:
        return job()
    except BookingError as refusal:
        return refusal
    finally:
        connection.close()


def test_senders_who_wait_leave_threads_for_pages(visit_type, provider, monkeypatch, gunicorn):
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", 600)  # who waits does so until the row is free
    monkeypatch.setattr(locks, "SHORT_LOCK_TIMEOUT", 0.05)
    threads = gunicorn["threads"]
    with ThreadPoolExecutor(threads) as pool:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM booking_provider FOR UPDATE")
            try:
                senders = [
                    pool.submit(sent, request(visit_type, NINE + number % 5 * timedelta(hours=1)))
                    for number in range(SENDERS)
                ]
                page = pool.submit(sent, lambda: Client().get("/"))
                assert page.result(timeout=30).status_code == 200
                assert sum(not sender.done() for sender in senders) <= threads // 2
            finally:
                cursor.execute("ROLLBACK")
        results = [sender.result(timeout=30) for sender in senders]
    assert kinds(results)[Busy] == SENDERS - threads // 2
    assert Appointment.objects.count() == kinds(results)[Appointment] > 0


def test_a_place_is_given_back(visit_type, provider, gunicorn):
    for number in range(gunicorn["threads"]):
        sent(request(visit_type, NINE + number * timedelta(hours=1)))
    assert locks.waiting and locks.waiting.acquire(blocking=False)


def test_one_change_waits_no_longer_for_many_locks_than_for_one(provider):
    """Each lock is waited for until one moment, not for a time of its own."""
    with locks.lock_deadline() as deadline, connection.cursor() as cursor:
        cursor.execute("BEGIN")
        left = []
        for passed in (0, locks.LOCK_TIMEOUT - 1, locks.LOCK_TIMEOUT + 1):
            locks.wait_until(deadline - passed)
            cursor.execute("SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'")
            left.append(cursor.fetchone()[0])
        cursor.execute("ROLLBACK")
    assert 2000 < left[0] <= 2500
    assert 500 < left[1] <= 1000
    assert left[2] == 1  # not 0, which is for ever
