"""What the front desk writes down. It is no change of the appointment: nobody is overtaken."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from booking.errors import BookingError
from booking.models import Appointment, Note


def write_note(appointment: Appointment, kind: str, text: str, *, by: User, now: datetime) -> Note:
    """A note, or a try to reach the patient by phone; refuses a note without a word."""
    if kind == Note.Kind.NOTE and not text.strip():
        raise BookingError(_("Write the note first."))
    return Note.objects.create(
        appointment=appointment, kind=kind, text=text.strip(), written_at=now, written_by=by
    )
