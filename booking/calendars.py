"""A visit as a file for the patient's calendar (RFC 5545, RFC 5546). It never says why somebody comes."""

from datetime import UTC, datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

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
    moment, not two. `sequence` is the appointment's calendar_sequence; `method` PUBLISH or CANCEL."""
    event = Event()
    event.add("uid", f"appointment-{reference}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("summary", _("Visit to %(practice)s") % {"practice": practice.name})
    event.add("location", ", ".join([practice.name, *address_of(practice)]))
    event.add(
        "description",
        _("Reference %(reference)s. To change or cancel, use the link in our e-mail or call %(phone)s.")
        % {"reference": reference, "phone": practice.phone.as_national},
    )
    event["organizer"] = organizer(practice)

    file = Calendar()
    file.add("prodid", "-//Knecht Chiropractic Center//Appointments//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    file.add_component(event)
    return file.to_ical()


def organizer(practice: Practice) -> vCalAddress:
    """RFC 5546 3.2.1 and 3.2.5 demand one."""
    address = vCalAddress(f"mailto:{parseaddr(settings.MAIL_FROM)[1]}")
    address.params["CN"] = practice.name
    return address


def address_of(practice: Practice) -> list[str]:
    """What is known of it, and nothing else."""
    last_line = f"{practice.state} {practice.postal_code}".strip()
    return [part for part in (practice.street, practice.city, last_line) if part]
