"""Locks, taken here alone and by all in one order: keys of patients, providers by id, the appointment."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import errors

from booking.errors import BookingError, Busy, TimeTaken
from booking.models import Appointment, Hold, Provider

T = TypeVar("T")

LOCK_TIMEOUT = "10s"
TRIES = 5


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
    refused: BookingError = Busy()
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                if lock(appointment, {one.pk for one in providers}, keys):
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


def lock(appointment: Appointment | None, provider_ids: set[int], keys: Iterable[str]) -> bool:
    """False where the appointment got another provider between our look and our lock: look again."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    for key in sorted(keys):
        lock_key(key)
    concerned = provider_ids | providers_of(appointment)
    list(Provider.objects.select_for_update(no_key=True).filter(pk__in=concerned).order_by("pk"))
    if appointment is None:
        return True
    appointment.refresh_from_db(
        from_queryset=Appointment.objects.select_for_update(no_key=True, of=("self",))
    )
    return providers_of(appointment) <= concerned


def lock_key(key: str) -> None:
    """Until the transaction ends: those who say the same key wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def lock_for_hours(providers: Iterable[Provider]) -> None:
    """For whoever changes hours, closures or extra openings, in their transaction: nobody books meanwhile."""
    try:
        with transaction.atomic():
            lock(None, {one.pk for one in providers}, ())
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
