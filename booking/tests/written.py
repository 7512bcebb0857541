"""Mails as their readers get them: of each kind one, by way of the workflow."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django.contrib.auth.models import User

from booking import mails, messages, workflow
from booking.models import Message, Provider
from conftest import NOW, MakeAppointment

TUESDAY = datetime(2026, 6, 2, 13, 0, tzinfo=UTC)
IN_WORDS = "Tuesday, June 2 at 9:00 AM Eastern"
LATER = datetime(2026, 6, 25, 14, 30, tzinfo=UTC)
LATER_IN_WORDS = "Thursday, June 25 at 10:30 AM Eastern"

MakeMessage = Callable[..., Message]

STATUSES = {
    "waitlisted": "waitlist",
    "change-received": "booked",
    "confirmed": "booked",
    "offered": "proposed",
    "moved": "booked",
    "kept": "booked",
    "cancelled": "booked",
    "offer-lapsed": "proposed",
}


def maker(make_appointment: MakeAppointment, receptionist: User, provider: Provider) -> MakeMessage:
    """The message of that kind, by way of the workflow, about a visit on TUESDAY; another time is LATER."""

    def make(kind: str, **changes: Any) -> Message:
        about = {"status": STATUSES.get(kind, "pending"), "starts_at": TUESDAY} | changes
        if about["status"] == "proposed":
            about["offers"] = [(provider, LATER), (provider, LATER + timedelta(days=1))]
        if kind in {"kept", "change-received"}:
            about["wished_time"] = LATER
        appointment = make_appointment(**about)
        if kind == "moved":
            workflow.reschedule(appointment, provider, LATER, by=receptionist, now=NOW)
        elif kind in {"kept", "declined"}:
            workflow.decline(appointment, reason="We are closed that week.", by=receptionist, now=NOW)
        elif kind == "cancelled":
            workflow.cancel(appointment, reason="The doctor is ill.", by=receptionist, now=NOW)
        elif kind in {"overdue", "overdue-alert"}:
            messages.overdue(appointment, now=NOW)
        elif kind == "offer-lapsed":
            messages.offer_lapsed(appointment, now=NOW)
        elif kind == "link":
            messages.link(appointment, now=NOW)
        return Message.objects.get(kind=kind, appointment=appointment)

    return make


def sent(message: Message) -> EmailMessage:
    """As its reader's mail program sees it."""
    raw = mails.compose(message).message().as_bytes()
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default)


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found
    content: str = found.get_content()
    return content.replace("\r\n", "\n")


def text_of(message: Message) -> str:
    return part(sent(message), "plain")


def calendar_parts(mail: EmailMessage) -> list[Any]:
    return [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
