"""Jobs that run at the same moment, with real threads and connections."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from booking import workflow
from booking.models import Appointment, Contact
from conftest import NOW


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
