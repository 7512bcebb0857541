"""What the front desk writes down. It is no change of the appointment: nobody is overtaken."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from booking import diary
from booking.errors import BookingError
from booking.models import Appointment, Note


def write_note(
    appointment: Appointment, kind: str, text: str, *, by: User, after: int | None = None, now: datetime
) -> Note:
    """A note, or a try to reach the patient by phone; refuses a note without a word.

    `after` is the id of the last note that the page showed, 0 for none: the same again from the same person
    behind it is a double click, and gives the note that is there already.
    """
    text = text.strip()
    if kind == Note.Kind.NOTE and not text:
        raise BookingError(_("Write the note first."))

    def locked() -> Note:
        its = {"appointment": appointment, "kind": kind, "text": text, "written_by": by}
        again = Note.objects.filter(**its, pk__gt=after).first() if after is not None else None
        return again or Note.objects.create(**its, written_at=now)

    return diary.under_locks(locked, appointment=appointment)
