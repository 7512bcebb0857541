"""Each task of the worker, and each row of a task, stands for itself: what fails is noted, the rest goes on.

A connection that is gone, and a deadlock, are no fault of the row: they end the look, and the next one is
after them. A row that failed is tried again later, each time after twice as long.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError

from booking.errors import Busy
from booking.models import TaskFailure

log = logging.getLogger(__name__)

FIRST_AGAIN_AFTER = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
NOT_THE_ROWS = (OperationalError, InterfaceError)


def run(task: str, work: Callable[[], None], now: datetime) -> None:
    run_each(task, [0], lambda _row: work(), now)


def run_each(task: str, rows: Iterable[int], work: Callable[[int], None], now: datetime) -> None:
    """`work` for each of `rows`, ids of what the task is about. What is Busy comes again at the next look."""
    failed = {failure.row: failure for failure in TaskFailure.objects.filter(task=task)}
    for row in rows:
        failure = failed.pop(row, None)
        if failure and failure.due_at > now:
            continue
        try:
            work(row)
        except Busy:
            continue
        except NOT_THE_ROWS:
            raise
        except Exception as error:
            log.exception("%s %s: %s", task, row, type(error).__name__)
            note(failure or TaskFailure(task=task, row=row, since=now, tries=0), error, now)
        else:
            if failure:
                failure.delete()
    # Dealt with otherwise: nobody asks for them any more.
    TaskFailure.objects.filter(pk__in=[failure.pk for failure in failed.values()]).delete()


def note(failure: TaskFailure, error: Exception, now: datetime) -> None:
    failure.error = type(error).__name__
    failure.tries += 1
    failure.due_at = now + min(LONGEST, FIRST_AGAIN_AFTER * 2 ** min(failure.tries - 1, 10))
    TaskFailure.objects.bulk_create(
        [failure],
        update_conflicts=True,
        unique_fields=["task", "row"],
        update_fields=["error", "tries", "due_at"],
    )
