from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from pytest_django import Settings

from booking import calendars
from booking.tests.conftest import at
from clinic.models import Practice

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 14, 0, 30, tzinfo=UTC)


def file(starts_at: datetime, **changes: Any) -> bytes:
    return calendars.calendar(
        **{
            "reference": "BCDF2345",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=60),
            "sequence": 0,
            "method": calendars.PUBLISH,
            "now": NOW,
            "practice": Practice.load(),
            **changes,
        }
    )


def parsed(body: bytes) -> tuple[Calendar, Any]:
    calendar = Calendar.from_ical(body)
    assert isinstance(calendar, Calendar)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_published_visit(settings: Settings) -> None:
    settings.SITE_URL = "https://clinic.example"
    settings.MAIL_FROM = "Front desk <desk@clinic.example>"

    calendar, event = parsed(file(at("2026-06-02 09:00")))

    assert (calendar["method"], calendar["version"]) == ("PUBLISH", "2.0")
    assert event["uid"] == f"appointment-BCDF2345@{Practice.load().uid}"
    assert (event["sequence"], event["status"]) == (0, "CONFIRMED")
    assert event["dtstamp"].dt == NOW
    assert event["summary"] == "Visit to Knecht Chiropractic Center"
    assert event["location"] == "Knecht Chiropractic Center, Sanford, North Carolina"
    assert event["organizer"] == "mailto:desk@clinic.example"
    assert event["description"] == (
        "9:00 AM Eastern on Tuesday, June 2, 2026. The link in our latest email shows the time that counts. "
        "Reference BCDF2345. To change or cancel, use that link or call (919) 777-5242."
    )
    assert event.errors == []


def test_cancelled_visit() -> None:
    _published, before = parsed(file(at("2026-06-02 09:00")))
    calendar, event = parsed(file(at("2026-06-02 09:00"), method=calendars.CANCEL, sequence=1))

    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert event["uid"] == before["uid"]
    assert event["summary"] == "Cancelled: visit to Knecht Chiropractic Center"
    assert event["description"] == (
        "This visit is cancelled. It was planned for 9:00 AM Eastern on Tuesday, June 2, 2026. "
        "Reference BCDF2345. Questions? Call (919) 777-5242."
    )


def test_a_move_to_another_domain_leaves_the_file_as_it_is(settings: Settings) -> None:
    """Otherwise a calendar shows a visit twice, and a cancellation takes nothing away."""
    settings.MAIL_FROM = "desk@clinic.example"
    files = set()
    for site in ("https://clinic.example", "https://www.new-name.example"):
        settings.SITE_URL = site
        files.add(file(at("2026-06-02 09:00")))

    assert len(files) == 1


@pytest.mark.parametrize(
    ("starts_at", "in_utc"),
    [
        (at("2027-11-07 01:30"), "20271107T053000Z"),
        (at("2027-11-07 01:30", fold=1), "20271107T063000Z"),
        (at("2027-11-07 03:00"), "20271107T080000Z"),
        (at("2027-03-14 01:30"), "20270314T063000Z"),
        (at("2027-03-14 03:00"), "20270314T070000Z"),
    ],
)
def test_a_moment_stays_that_moment_when_the_clocks_change(starts_at: datetime, in_utc: str) -> None:
    body = file(starts_at.astimezone(ZoneInfo("America/New_York")), ends_at=starts_at + timedelta(minutes=60))
    _calendar, event = parsed(body)

    assert f"DTSTART:{in_utc}\r\n".encode() in body
    assert (event["dtstart"].dt, event["dtend"].dt) == (starts_at, starts_at + timedelta(minutes=60))


def test_lines_are_short_and_end_in_crlf() -> None:
    practice = Practice(name="Crème Brûlée, Rücken; Nähe \\ Center 🙂 " * 2, street="5 Long Street\n" * 3)
    body = file(at("2026-06-02 09:00"), practice=practice)

    assert body.replace(b"\r\n", b"").count(b"\n") == 0
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert parsed(body)[1]["summary"] == f"Visit to {practice.name}"


def test_address_is_given_where_it_is_known() -> None:
    practice = Practice(street="5 Long Street", postal_code="27330")

    assert parsed(file(at("2026-06-02 09:00"), practice=practice))[1]["location"] == (
        "Knecht Chiropractic Center, 5 Long Street, Sanford, North Carolina 27330"
    )
