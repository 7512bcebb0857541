"""Locks, taken here alone and by all in one order: keys of patients, providers by id, the appointment.

Nobody waits long for them. A web process has few threads: if all waited for one lock, none could show a page.
limit_waiting() says how many may wait; the others are refused soon.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Semaphore
from time import monotonic
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import errors

from booking.errors import BookingError, Busy, TimeTaken
from booking.models import Appointment, Hold, Provider

T = TypeVar("T")

LOCK_TIMEOUT = 2.5  # seconds, for all locks of one change together
SHORT_LOCK_TIMEOUT = 0.25  # where enough others wait: as long as a few changes one after the other take
TRIES = 5

waiting: Semaphore | None = None  # a place for each that may wait; None: no limit


def limit_waiting(places: int) -> None:
    """Of this process, for as long as it runs (deploy/gunicorn.conf.py)."""
    global waiting
    waiting = Semaphore(places)


@contextmanager
def lock_deadline() -> Iterator[float]:
    """When to give up, on the clock of time.monotonic()."""
    if waiting is None:
        yield monotonic() + LOCK_TIMEOUT
    elif waiting.acquire(blocking=False):
        try:
            yield monotonic() + LOCK_TIMEOUT
        finally:
            waiting.release()
    else:
        yield monotonic() + SHORT_LOCK_TIMEOUT


def under_locks(
    work: Callable[[], T],
    *,
    appointment: Appointment | None = None,
    providers: Iterable[Provider] = (),
    keys: Iterable[str] = (),
) -> T:
    """Run `work` in one transaction with everything locked that it may write.

    `appointment` is read afresh under its lock, so that `work` sees it as it is. Refuses with TimeTaken where
    the database refused an overlap, with Busy where a lock was not to be had; nothing is written then.
    """
    with lock_deadline() as deadline:
        return try_under_locks(work, appointment, {one.pk for one in providers}, list(keys), deadline)


def try_under_locks(
    work: Callable[[], T],
    appointment: Appointment | None,
    provider_ids: set[int],
    keys: list[str],
    deadline: float,
) -> T:
    refused: BookingError = Busy()
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                if lock(appointment, provider_ids, keys, deadline):
                    return work()
        except IntegrityError as error:
            if constraint_of(error) != "hold_no_overlap":
                raise
            # Written by somebody who takes no locks. Looked at again, another provider may be free.
            refused = TimeTaken()
        except OperationalError as error:
            if isinstance(error.__cause__, errors.LockNotAvailable):
                raise Busy from error
            # Somebody who takes no locks, or in another order, met us crosswise.
            if not isinstance(error.__cause__, errors.DeadlockDetected):
                raise
            if connection.in_atomic_block:
                raise Busy from error
    raise refused


def lock(
    appointment: Appointment | None, provider_ids: set[int], keys: Iterable[str], deadline: float
) -> bool:
    """False where the appointment got another provider between our look and our lock: look again."""
    for key in sorted(keys):
        wait_until(deadline)
        lock_key(key)
    concerned = provider_ids | providers_of(appointment)
    wait_until(deadline)
    list(Provider.objects.select_for_update(no_key=True).filter(pk__in=concerned).order_by("pk"))
    if appointment is None:
        return True
    wait_until(deadline)
    appointment.refresh_from_db(
        from_queryset=Appointment.objects.select_for_update(no_key=True, of=("self",))
    )
    return providers_of(appointment) <= concerned


def wait_until(deadline: float) -> None:
    """For the locks of this transaction from now on: PostgreSQL counts anew for each. 0 would be for ever."""
    left = max(1, round((deadline - monotonic()) * 1000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{left}ms"])


def lock_key(key: str) -> None:
    """Until the transaction ends: those who say the same key wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def lock_for_hours(providers: Iterable[Provider]) -> None:
    """For whoever changes hours, closures or extra openings, in their transaction: nobody books meanwhile."""
    try:
        with lock_deadline() as deadline, transaction.atomic():
            lock(None, {one.pk for one in providers}, (), deadline)
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
            raise Busy from error
        raise


def providers_of(appointment: Appointment | None) -> set[int]:
    if appointment is None:
        return set()
    return set(
        Appointment.objects.filter(pk=appointment.pk, provider__isnull=False)
        .values_list("provider_id", flat=True)
        .union(
            Hold.objects.filter(appointment=appointment).values_list("provider_id", flat=True),
            appointment.proposed_times.values_list("provider_id", flat=True),
        )
    )


def constraint_of(error: IntegrityError) -> str | None:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
