"""Whether mails leave at all: for the first page, in red, and gone as soon as one went out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from booking.models import Message

FAILURES = "mail_failures"  # in a row, of all workers, since a mail last went out
MANY_FAILURES = 3
LONG_DUE = timedelta(minutes=10)
KEPT_FOR = 3 * 24 * 60 * 60  # seconds: longer than a mail is tried


@dataclass(frozen=True)
class MailTrouble:
    """`stands_still`: no mail leaves. `unsent_since`: when the oldest that is due was due, if for long.
    `alert_refused_at`: since then no alert has reached the front desk's mailbox. `often_refused`:
    how many were tried three times or more, in vain."""

    stands_still: bool
    unsent_since: datetime | None
    alert_refused_at: datetime | None
    often_refused: int


def count_failure() -> None:
    if not cache.add(FAILURES, 1, KEPT_FOR):
        try:
            cache.incr(FAILURES)
        except ValueError:  # it ended between the two
            cache.set(FAILURES, 1, KEPT_FOR)


def clear_failures() -> None:
    cache.delete(FAILURES)


def mail_trouble(now: datetime) -> MailTrouble | None:
    """Also where no worker runs, and nothing fails because nothing is tried."""
    long_due = Message.objects.sendable(now - LONG_DUE).order_by("due_at", "pk")
    unsent_since = long_due.values_list("due_at", flat=True).first()
    many = cache.get(FAILURES, 0) >= MANY_FAILURES
    refused_at = alert_refused_at()
    unsent = Message.objects.unsent().filter(channel=Message.Channel.EMAIL)
    often = unsent.filter(attempts__gte=MANY_FAILURES).count()
    if not (many or unsent_since or refused_at or often):
        return None
    return MailTrouble(many or unsent_since is not None, unsent_since, refused_at, often)


def alert_refused_at() -> datetime | None:
    alerts = Message.objects.filter(audience=Message.Audience.FRONT_DESK, channel=Message.Channel.EMAIL)
    failed = alerts.filter(failed_at__isnull=False, superseded_at=None, called_at=None)
    last = failed.order_by("-failed_at").values_list("failed_at", flat=True).first()
    return last if last and not alerts.filter(sent_at__gt=last).exists() else None
