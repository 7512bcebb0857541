"""What a verb would tell the patient, before anybody presses its button."""

from collections.abc import Callable

from django.db import transaction

from booking.models import Appointment, Message


def rehearse(appointment: Appointment, verb: Callable[[], object]) -> Message | None:
    """The message that `verb` would write to the patient; None where it would write none.

    The verb runs as it would, refusals included, and all of it is taken back: so the words are those of the
    real thing. Afterwards the appointment is what the database says it is.
    """
    try:
        with transaction.atomic():
            verb()
            told = appointment.messages.filter(
                audience=Message.Audience.PATIENT, revision=appointment.revision
            ).last()
            transaction.set_rollback(True)
    finally:
        appointment.refresh_from_db()
    return told
