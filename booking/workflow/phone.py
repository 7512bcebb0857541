"""A caller on the phone gets a visit at once."""

from datetime import datetime

from django.contrib.auth.models import User

from booking import diary, messages
from booking.errors import TimeTaken
from booking.models import Appointment, Contact, Provider, Status
from booking.workflow.agreeing import refuse_outside_hours
from booking.workflow.moves import place, refuse_past, set_status
from booking.workflow.new import begin, patient_keys, save_new, sent_before


def book(
    appointment: Appointment,
    contact: Contact,
    provider: Provider,
    starts_at: datetime,
    *,
    by: User,
    outside_hours: bool = False,
    now: datetime,
) -> Appointment:
    """Book a caller. Refuses with OutsideHours unless that is meant, and always where the time is taken.

    `appointment` and `contact` are new; the same `submission` again gives the appointment it made before.
    """

    def locked() -> Appointment:
        if earlier := sent_before(appointment):
            return earlier
        begin(appointment, by=by, now=now)
        refuse_past(starts_at, now)
        if not diary.has_room(provider, diary.hold_span(appointment, starts_at), now):
            raise TimeTaken
        if not outside_hours:
            refuse_outside_hours(appointment, provider, starts_at, now)
        set_status(appointment, Status.BOOKED)
        place(appointment, provider, starts_at)
        appointment.agreed_at = now
        save_new(appointment, contact)
        diary.book(appointment, provider, starts_at, now)
        messages.confirmed(appointment, told=True, now=now)
        return appointment

    return diary.under_locks(locked, providers=[provider], keys=patient_keys(appointment, contact))
