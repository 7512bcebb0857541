"""Sending what messages.py wrote: claim a mail, commit, send it outside any transaction, record the outcome.

At least once. A second copy, with the same Message-ID, goes out where the mail server has taken a mail and we
do not know it: a crash falls between its answer and the record, or it hangs up or falls silent before that.
Any number of workers may do this side by side. Leases are set and compared on the database's clock alone: the
workers' clocks may differ.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.core import mail
from django.db import Error as DatabaseError  # of every kind: also a connection that is gone
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from booking import mail_answers, mail_limits, mail_trouble, mails
from booking.diary.locks import lock_key
from booking.failures import NOT_THE_ROWS
from booking.models import Appointment, Message, Status
from booking.stopping import Stop

log = logging.getLogger(__name__)

# Longer than the mail server may take between keep_lease() and its answer: four steps of EMAIL_TIMEOUT.
LEASE = timedelta(seconds=120)
RETRY_AFTER = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=14),
    timedelta(hours=16),
]  # two days in all, then somebody calls
RECORD_AGAIN_AFTER = 0.5  # seconds


class LeaseLost(Exception):
    """We were so slow that another worker has taken it over."""


class Moot(Exception):
    """It was overtaken while we had it in hand."""


class NotTaken(Exception):
    """The mail server was not given it."""


def send_next(stop: Stop) -> bool:
    """Send the mail that has been due for longest. False: none is."""
    message = claim(timezone.now())
    if message is None:
        return False
    try:
        send(message)
    except NOT_THE_ROWS:
        raise  # nothing has gone out: it is sent when the lease ends
    except LeaseLost:
        log.warning("%s %s: another worker has it now", message.kind, message.pk)
    except Exception as error:
        report(message, error)
        record_failure(message, error, timezone.now())
        if is_about_us(error):
            mail_trouble.count_failure()
    else:
        record_sent(message, stop)
        with suppress(DatabaseError):  # the next one clears it
            mail_trouble.clear_failures()
    return True


def claim(now: datetime) -> Message | None:
    """Lease the mail that is due and free, and within the limits; what is not, is put off until it will be.

    One worker at a time: two would count the same mails, and each would send one too many.
    """
    while True:
        with transaction.atomic():
            lock_key("outbox claim")
            message = next_free(now)
            if message is None:
                return None
            try:
                with transaction.atomic():
                    if take(message, now):
                        return message
            except NOT_THE_ROWS:
                raise
            except Exception as error:
                # It would be the first to be due at each look, and nothing behind it would go out.
                log.exception("%s %s: %s", message.kind, message.pk, type(error).__name__)
                set_back(message, now)


def take(message: Message, now: datetime) -> bool:
    """False where it is not to be sent now."""
    row = Message.objects.filter(pk=message.pk)
    if is_moot(message):
        # Its worker died, or it was to be tried again, and there is something newer to tell.
        row.update(superseded_at=now, leased_until=None)
    elif message.attempts > len(RETRY_AFTER):
        # Whoever took it never came back, each time: perhaps it is this mail that kills workers.
        row.update(failed_at=now, leased_until=None)
    elif (due_at := mail_limits.free_at(message, now)) > now:
        put_off(message, due_at, now)
    else:
        gather_alerts(message, now)
        row.update(leased_until=Now() + LEASE, attempts=F("attempts") + 1)
        message.attempts += 1
        return True
    return False


def set_back(message: Message, now: datetime) -> None:
    attempts = message.attempts + 1
    if attempts > len(RETRY_AFTER):
        outcome = {"failed_at": now}
    else:
        outcome = {"due_at": now + RETRY_AFTER[attempts - 1]}
    Message.objects.filter(pk=message.pk).update(attempts=attempts, leased_until=None, **outcome)


def put_off(message: Message, due_at: datetime, now: datetime) -> None:
    """A request that was called off before a mail told of it is told of to nobody: whoever did it knows."""
    row = Message.objects.filter(pk=message.pk)
    tried = Message.objects.filter(
        appointment=message.appointment_id, audience=Message.Audience.PATIENT, attempts__gt=0
    )
    unheard_of = message.kind == Message.Kind.CANCELLED and not message.facts["sequence"]
    if unheard_of and not tried.exists():
        row.update(superseded_at=now, leased_until=None)
    else:
        row.update(due_at=due_at, leased_until=None)


def gather_alerts(message: Message, now: datetime) -> None:
    """An alert that was put off speaks for all others that were: its link leads to the desk's first page."""
    if message.kind != Message.Kind.ALERT or message.due_at == message.created_at:
        return
    others = Message.objects.unsent().filter(
        kind=Message.Kind.ALERT, attempts=0, leased_until=None, due_at__gt=F("created_at")
    )
    if others.exclude(pk=message.pk).update(superseded_at=now):
        message.facts["several"] = True
        Message.objects.filter(pk=message.pk).update(facts=message.facts)


def next_free(now: datetime) -> Message | None:
    """Locked; what other workers have locked is passed over. Links that anybody can ask for, in floods, too,
    go out while no other mail is due."""
    free = (
        Message.objects.sendable(now)
        .filter(Q(leased_until=None) | Q(leased_until__lt=Now()))
        .select_related("appointment")
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .order_by("due_at", "pk")
    )
    is_link = Q(kind=Message.Kind.LINK)
    return free.exclude(is_link).first() or free.filter(is_link).first()


def is_moot(message: Message) -> bool:
    """Something newer says how things stand now, or all of it was a mistake."""
    later = Message.objects.filter(
        appointment=message.appointment_id, audience=message.audience, pk__gt=message.pk
    )
    return (
        message.appointment.status == Status.ENTERED_IN_ERROR
        or later.exclude(kind=Message.Kind.LINK).exists()
    )


def send(message: Message) -> None:
    """Returns once the mail server has taken it."""
    with transaction.atomic():
        # Whoever corrects the address ends the links under this lock: ours is minted before that, or after it
        # for the new address.
        lock_appointment(message)
        if is_moot(message):
            raise Moot
        email = mails.compose(message)
    server = mail.get_connection()
    try:
        server.open()
        # Greeting, encryption and sign-in may have used up most of the lease.
        keep_lease(message)
        if server.send_messages([email]) != 1:
            raise NotTaken
    finally:
        with suppress(Exception):  # a rude goodbye changes nothing about what was taken
            server.close()


def keep_lease(message: Message) -> None:
    """`attempts` tells our claim from any later one."""
    mine = Message.objects.unsent().filter(pk=message.pk, attempts=message.attempts)
    if not mine.update(leased_until=Now() + LEASE):
        raise LeaseLost


def record_sent(message: Message, stop: Stop) -> None:
    """Where the database is away: again and again, because forgetting it means sending it twice."""
    while True:
        leaving = stop.asked
        try:
            recorded = Message.objects.filter(pk=message.pk, sent_at=None).update(
                sent_at=timezone.now(), leased_until=None
            )
        except DatabaseError as error:
            log.warning("%s %s: sent, not recorded yet (%s)", message.kind, message.pk, type(error).__name__)
            connection.close()
            if leaving:
                return
            stop.wait(RECORD_AGAIN_AFTER)
        else:
            log.info("%s %s: %s", message.kind, message.pk, "sent" if recorded else "sent a second time")
            return


def record_failure(message: Message, error: Exception, now: datetime) -> None:
    """Due again later, or given up: then somebody has to call."""
    with transaction.atomic():
        # Whoever is writing a newer message holds this lock and passes over leased ones: let them finish.
        lock_appointment(message)
        due_at = next_try(message, now)
        if is_moot(message):
            outcome = {"superseded_at": now}
        elif due_at is None or is_permanent(error):
            outcome = {"failed_at": now}
        else:
            outcome = {"due_at": due_at}
        mine = Message.objects.unsent().filter(pk=message.pk, attempts=message.attempts)
        mine.update(leased_until=None, **outcome)


def lock_appointment(message: Message) -> None:
    """Read afresh, and nobody changes it or writes another message until the transaction ends."""
    locked = Appointment.objects.select_for_update(no_key=True)
    message.appointment = locked.get(pk=message.appointment_id)


def next_try(message: Message, now: datetime) -> datetime | None:
    if message.attempts > len(RETRY_AFTER):
        return None
    due_at = now + RETRY_AFTER[message.attempts - 1]
    starts_at = message.facts.get("starts_at")
    if starts_at and now < datetime.fromisoformat(starts_at) <= due_at:
        return None  # it would come after the visit that it is about
    return due_at


def is_permanent(error: Exception) -> bool:
    """What else a mail server refuses is about us or the text, and the clinic can mend that."""
    return isinstance(error, mails.NoAddress) or mail_answers.no_such_mailbox(error)


def is_about_us(error: Exception) -> bool:
    """The mail server's answer, or its silence, says something of other mails, too. Every SMTPException is an
    OSError, as are refused connections, TLS and silence."""
    return isinstance(error, OSError | NotTaken) and not mail_answers.is_mailbox_trouble(error)


def report(message: Message, error: Exception) -> None:
    """Never the text of a mail server's answer: it quotes addresses."""
    words = [type(error).__name__, *(str(code) for code, _text in mail_answers.answers(error))]
    log.warning("%s %s: not sent, try %s (%s)", message.kind, message.pk, message.attempts, " ".join(words))
