"""Sends mails and does the sweeps, for ever. Any number may run; SIGTERM ends one after the mail in hand."""

import logging
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from booking import outbox, tasks
from booking.stopping import Stop
from clinic import startup
from clinic.traces import acting

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
SWEEP_EVERY = 60.0
LONGEST_WAIT = 30.0  # after several failures in a row


class Command(BaseCommand):
    help = "Sends mails and does what is due, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now, then end.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        stop = Stop()
        before = {number: signal.signal(number, stop.ask) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            with acting.program("worker"):
                if once:
                    startup.check()
                    work_off(stop)
                else:
                    work(stop)
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def work_off(stop: Stop) -> None:
    """All that is due now, also what the sweeps write."""
    tasks.sweep(timezone.now())
    tasks.answer_link_requests(timezone.now())
    while not stop.asked and outbox.send_next(stop):
        pass


def work(stop: Stop) -> None:
    """Survives whatever happens to the database or in one look: waits, longer each time, and goes on."""
    wait = LOOK_EVERY
    checked = False
    next_sweep = 0.0
    while not stop.asked:
        try:
            if not checked:
                startup.check()
                checked = True
            while not stop.asked and outbox.send_next(stop):
                pass
            tasks.answer_link_requests(timezone.now())
            if time.monotonic() >= next_sweep:
                next_sweep = time.monotonic() + SWEEP_EVERY
                tasks.sweep(timezone.now())
            wait = LOOK_EVERY
        except ImproperlyConfigured:
            raise
        except Exception as error:
            is_expected = isinstance(error, DatabaseError)
            log.warning(
                "again in %.0f s (%s)", wait, type(error).__name__, exc_info=None if is_expected else error
            )
            connection.close()
            stop.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        else:
            stop.wait(LOOK_EVERY)
