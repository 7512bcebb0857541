"""The calendar file that comes with a mail, where a visit is booked."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from booking.models import Message
from booking.tests.written import LATER, TUESDAY, MakeMessage, calendar_parts, sent
from clinic.models import Practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.mark.parametrize(
    ("kind", "method", "sequence", "starts_at"),
    [
        ("confirmed", "PUBLISH", 0, TUESDAY),
        ("moved", "PUBLISH", 1, LATER),
        ("cancelled", "CANCEL", 1, TUESDAY),
    ],
)
def test_calendar_is_attached(
    make_message: MakeMessage, kind: str, method: str, sequence: int, starts_at: datetime
) -> None:
    message = make_message(kind)

    [attached] = calendar_parts(sent(message))

    assert attached["Content-Type"].params == {"charset": "utf-8", "method": method}
    assert attached.get_filename() == "visit.ics"
    calendar: Any = Calendar.from_ical(attached.get_content())
    [event] = calendar.walk("VEVENT")
    assert calendar["method"] == method
    assert event["uid"] == f"appointment-{message.appointment.reference}@{Practice.load().uid}"
    assert (event["sequence"], event["dtstart"].dt) == (sequence, starts_at)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=45)


@pytest.mark.parametrize(
    "kind", sorted(set(Message.Kind) - {"confirmed", "moved", "cancelled", "by-patient"})
)
def test_no_calendar_unless_booked(make_message: MakeMessage, kind: str) -> None:
    assert calendar_parts(sent(make_message(kind))) == []


def test_no_calendar_for_a_cancelled_request(make_message: MakeMessage) -> None:
    assert calendar_parts(sent(make_message("cancelled", status="pending"))) == []
