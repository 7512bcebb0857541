"""`manage.py worker`, as a thread of ours and as a process that is killed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore, Thread
from typing import Any

import pytest
from django.conf import settings as deployed
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import Settings

from booking import outbox, tasks
from booking.management.commands import worker
from booking.models import Appointment, LinkRequest, Message
from booking.stopping import Stop
from booking.tests.database import end_the_lease, hang_up_on_everybody
from booking.tests.mail_server import MailServer, Pause
from clinic import startup
from clinic.tests.database import program_environment
from conftest import NOW, MakeAppointment

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20

WORKER = ["manage.py", "worker"]

# Its next look is in an hour, and it says when it begins to wait.
PATIENT_WORKER = """
import django

django.setup()

from django.core.management import call_command

from booking.management.commands import worker


class Stop(worker.Stop):
    def wait(self, seconds):
        print("waits", flush=True)
        super().wait(3600)


worker.Stop = Stop
call_command("worker")
"""


@pytest.fixture(autouse=True)
def no_front_desk(settings: Settings) -> None:
    settings.FRONT_DESK_EMAIL = ""


def unsent() -> int:
    return Message.objects.unsent().count()


# The loop


class Paced(Stop):
    """After each look the worker waits, however long, until the test has it look again."""

    def __init__(self) -> None:
        super().__init__()
        self.looked = Semaphore(0)

    def wait(self, seconds: float) -> None:
        self.looked.release()
        super().wait(3600)

    def until_it_has_looked(self) -> None:
        assert self.looked.acquire(timeout=PATIENCE)

    def look(self) -> None:
        self.bell.put(None)
        self.until_it_has_looked()


@contextmanager
def working() -> Iterator[Paced]:
    """A worker that has looked once."""
    stop = Paced()

    def work() -> None:
        try:
            worker.work(stop)
        finally:
            connection.close()

    thread = Thread(target=work)
    thread.start()
    try:
        stop.until_it_has_looked()
        yield stop
    finally:
        stop.ask()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_sends_what_is_written_while_it_runs(make_appointment: MakeAppointment) -> None:
    with working() as paced:
        appointment = make_appointment(now=timezone.now())
        paced.look()

    assert [one.to for one in mail.outbox] == [[appointment.contact.email]]


def test_answers_link_requests_and_sweeps(make_appointment: MakeAppointment) -> None:
    make_appointment(email="pat@example.com", now=timezone.now())
    Appointment.objects.update(answer_by=NOW)

    with working() as paced:
        paced.look()
        assert Message.objects.filter(kind="overdue", sent_at__isnull=False).exists()
        LinkRequest.objects.create(email="pat@example.com")
        paced.look()
        paced.look()
        assert Message.objects.filter(kind="link", sent_at__isnull=False).exists()


def test_survives_a_restart_of_the_database(make_appointment: MakeAppointment) -> None:
    with working() as paced:
        for number in range(3):
            hang_up_on_everybody()
            connection.close()
            make_appointment(now=timezone.now())
            paced.look()
            assert (unsent(), len(mail.outbox)) == (1, number)
            paced.look()
            assert (unsent(), len(mail.outbox)) == (0, number + 1)


def test_waits_longer_each_time_where_the_database_stays_away(
    make_appointment: MakeAppointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    stop = Stop()

    def away(_stop: Stop) -> bool:
        raise OperationalError

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 12:
            stop.ask()

    monkeypatch.setattr(outbox, "send_next", away)
    monkeypatch.setattr(stop, "wait", wait)

    worker.work(stop)

    assert waits == [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30]


def test_sweep_that_breaks_does_not_stop_the_mails(
    make_appointment: MakeAppointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_now: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(tasks, "sweep", broken)

    with working() as paced:
        make_appointment(now=timezone.now())
        paced.look()
        assert unsent() == 0


def test_stop_wakes_it_up() -> None:
    stop = Stop()
    thread = Thread(target=stop.wait, args=[3600], daemon=True)
    thread.start()
    stop.ask()
    thread.join(PATIENCE)
    assert not thread.is_alive()


# Once


def test_once_does_what_is_due_and_ends(make_appointment: MakeAppointment) -> None:
    make_appointment()

    call_command("worker", once=True)

    assert unsent() == 0
    assert len(mail.outbox) == 1  # overdue since June: that is the newest to tell


def test_signals_are_given_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    call_command("worker", once=True)
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("once", [True, False])
def test_refuses_to_start_where_the_site_does(once: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ImproperlyConfigured("The clock was changed.")

    monkeypatch.setattr(startup, "checks", [refuse])

    with pytest.raises(CommandError, match="The clock was changed"):
        call_command("worker", once=once)


# The process


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@contextmanager
def process(mail_server: MailServer, *arguments: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    env = program_environment(MAIL_URL=f"smtp://127.0.0.1:{mail_server.port}", FRONT_DESK_EMAIL="")
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, cwd=deployed.BASE_DIR, env=env, **options) as running:
        try:
            yield running
        finally:
            running.kill()


def make_appointments(make_appointment: MakeAppointment, count: int) -> None:
    """Whose answers are not late yet, so that each is to be told one thing."""
    for _number in range(count):
        make_appointment(now=timezone.now())
    Appointment.objects.update(waiting_since=None, answer_by=None)


def test_killed_worker_loses_nothing(make_appointment: MakeAppointment, mail_server: MailServer) -> None:
    make_appointments(make_appointment, 6)
    mail_server.about_to_answer = pause = Pause(at=3)
    with process(mail_server, *WORKER) as killed:
        assert pause.reached.wait(PATIENCE)
        killed.send_signal(signal.SIGKILL)
        assert killed.wait(PATIENCE) == -signal.SIGKILL
    pause.over.set()

    [in_hand] = Message.objects.filter(leased_until__isnull=False)
    assert unsent() == 4
    end_the_lease(in_hand)
    with process(mail_server, *WORKER, "--once") as second:
        assert second.wait(PATIENCE) == 0

    assert unsent() == 0
    copies = {f"<{uid}@localhost>": 1 for uid in Message.objects.values_list("uid", flat=True)}
    assert mail_server.copies() == copies | {f"<{in_hand.uid}@localhost>": 2}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_worker_asked_to_stop_finishes_the_mail_in_hand(
    make_appointment: MakeAppointment, mail_server: MailServer, number: signal.Signals
) -> None:
    make_appointments(make_appointment, 2)
    mail_server.about_to_answer = pause = Pause()
    with process(mail_server, *WORKER) as running:
        assert pause.reached.wait(PATIENCE)
        running.send_signal(number)  # which has it before the answer comes
        pause.over.set()
        assert running.wait(PATIENCE) == 0

    assert (len(mail_server.mails), unsent()) == (1, 1)
    assert not Message.objects.filter(leased_until__isnull=False).exists()


def test_idle_worker_stops_at_once(make_appointment: MakeAppointment, mail_server: MailServer) -> None:
    make_appointments(make_appointment, 1)
    with process(mail_server, "-c", PATIENT_WORKER, stdout=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stdout.readline() == b"waits\n"
        assert unsent() == 0
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE) == 0
