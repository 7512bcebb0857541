"""How many mails patients' own acts may cause: anybody can send a request with somebody else's address.

What is too much waits, and what changes meanwhile is one mail: the last, which says how things are. Nothing
that its reader must know is left untold, and whoever acted has read it on the page. What the desk does is
neither held back nor counted.
"""

from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower, Now

from booking.models import Message

HOUR = timedelta(hours=1)
BETWEEN = timedelta(minutes=2)  # two mails to the patient of one visit
PER_VISIT, PER_CONTACT, PER_ADDRESS = 5, 8, 30  # mails to patients in an hour
ALERTS_BETWEEN = timedelta(minutes=10)  # two alerts about one visit
ALERTS_PER_HOUR = 20

ALERTS = [Message.Kind.ALERT, Message.Kind.OVERDUE_ALERT]
LINK = Message.Kind.LINK


class Sent(NamedTuple):
    visit: int
    contact: str | None  # email
    address: str  # clinic.visitors.visitor_key; empty: not known
    at: datetime | None  # None: on its way


def free_at(message: Message, now: datetime) -> datetime:
    """When `message` may go out: `now`, or later. Exact only where no other worker asks meanwhile."""
    if message.kind in ALERTS:
        sent = lately(Message.objects.filter(kind__in=ALERTS), now)
        about_visit = [one for one in sent if one.visit == message.appointment_id]
        return max(now, after(about_visit, ALERTS_BETWEEN, 1, now), after(sent, HOUR, ALERTS_PER_HOUR, now))
    if not message.facts.get("by_patient"):
        return now
    # Whoever knows an address can ask for its links: those delay no news.
    same_sort = Q(kind=LINK) if message.kind == LINK else ~Q(kind=LINK)
    sent = lately(Message.objects.filter(same_sort, facts__by_patient=True), now)
    own = Sent(*read(Message.objects.filter(pk=message.pk)).get())
    of_visit = [one for one in sent if one.visit == own.visit]
    of_contact = [one for one in sent if own.contact and one.contact == own.contact]
    of_address = [one for one in sent if own.address and one.address == own.address]
    return max(
        now,
        after(of_visit, BETWEEN, 1, now),
        after(of_visit, HOUR, PER_VISIT, now),
        after(of_contact, HOUR, PER_CONTACT, now),
        after(of_address, HOUR, PER_ADDRESS, now),
    )


def after(sent: list[Sent], span: timedelta, most: int, now: datetime) -> datetime:
    """When there is room for one more, so that no `span` of time has more than `most`."""
    times = sorted((one.at or now for one in sent), reverse=True)
    return times[most - 1] + span if len(times) >= most else now


def lately(messages: "QuerySet[Message]", now: datetime) -> list[Sent]:
    """Sent within the last hour, or on their way."""
    sent = messages.filter(sent_at__gt=now - HOUR)
    on_their_way = messages.filter(
        sent_at=None, failed_at=None, superseded_at=None, channel="email", leased_until__gt=Now()
    )
    return [Sent(*row) for row in chain(read(sent), read(on_their_way))]


def read(messages: "QuerySet[Message]") -> "QuerySet[Message, tuple[int, str | None, str, datetime | None]]":
    return messages.order_by().values_list(
        "appointment_id", Lower("appointment__contact__email"), "appointment__asked_by", "sent_at"
    )
