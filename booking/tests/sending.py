"""Running the outbox by hand, and reading what came of it."""

from threading import Thread
from typing import Any

from django.core import mail
from django.db import connection

from booking import outbox
from booking.models import Message
from booking.stopping import Stop


def send_all() -> None:
    while outbox.send_next(Stop()):
        pass


def in_threads(*works: Any) -> None:
    def then_close(work: Any) -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=then_close, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def subjects() -> list[str]:
    """Without the practice's name and the reference."""
    return [one.subject.partition(": ")[2].partition(" (")[0] for one in mail.outbox]


def stand(message: Message) -> str:
    message.refresh_from_db()
    states = {
        "sent": message.sent_at,
        "failed": message.failed_at,
        "overtaken": message.superseded_at,
        "leased": message.leased_until,
    }
    return ", ".join(name for name, moment in states.items() if moment) or "waiting"
