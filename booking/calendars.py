"""A visit as a file for the patient's calendar (RFC 5545, RFC 5546). It never says why somebody comes."""

from datetime import UTC, datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from booking import wording
from clinic.models import Practice

PUBLISH = "PUBLISH"  # not REQUEST: that shows the patient answer buttons whose answers nobody reads
CANCEL = "CANCEL"


def calendar(
    *,
    reference: str,
    starts_at: datetime,
    ends_at: datetime,
    sequence: int,
    method: str,
    now: datetime,
    practice: Practice,
) -> bytes:
    """A whole .ics. Times are aware and go out in UTC, so that 1:30 on the night the clocks go back is one
    moment, not two. `sequence` is the appointment's calendar_sequence; `method` PUBLISH or CANCEL.

    Many programs ignore METHOD, STATUS and SEQUENCE, keep the old time, or let an older file win: summary and
    description say in words what counts. The UID outlives a move to another domain."""
    is_cancelled = method == CANCEL
    event = Event()
    event.add("uid", f"appointment-{reference}@{practice.uid}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    summary = _("Cancelled: visit to %(practice)s") if is_cancelled else _("Visit to %(practice)s")
    event.add("summary", summary % {"practice": practice.name})
    event.add("location", ", ".join([practice.name, *address_of(practice)]))
    event.add("description", description(reference, starts_at, practice, is_cancelled=is_cancelled))
    event["organizer"] = organizer(practice)

    file = Calendar()
    file.add("prodid", "-//Knecht Chiropractic Center//Appointments//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    file.add_component(event)
    return file.to_ical()


def description(reference: str, starts_at: datetime, practice: Practice, *, is_cancelled: bool) -> str:
    """The time on the clinic's clock: an entry that a program kept at an old time names that time."""
    words = (
        _(
            "This visit is cancelled. It was planned for %(time)s on %(day)s. "
            "Reference %(reference)s. Questions? Call %(phone)s."
        )
        if is_cancelled
        else _(
            "%(time)s on %(day)s. The link in our latest email shows the time that counts. "
            "Reference %(reference)s. To change or cancel, use that link or call %(phone)s."
        )
    )
    return words % {
        "time": f"{wording.clock_time(starts_at)} {wording.zone_name()}",
        "day": wording.day_and_year(starts_at),
        "reference": reference,
        "phone": practice.phone.as_national,
    }


def organizer(practice: Practice) -> vCalAddress:
    """RFC 5546 3.2.1 and 3.2.5 demand one."""
    address = vCalAddress(f"mailto:{parseaddr(settings.MAIL_FROM)[1]}")
    # RFC 5545 3.1 knows no backslash in a parameter; readers that do take the colon behind it for the name's.
    address.params["CN"] = practice.name.replace("\\", "/")
    return address


def address_of(practice: Practice) -> list[str]:
    """What is known of it, and nothing else."""
    last_line = f"{practice.state} {practice.postal_code}".strip()
    return [part for part in (practice.street, practice.city, last_line) if part]
