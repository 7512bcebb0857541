"""A caller on the phone gets a visit at once."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext as _

from booking import diary, messages
from booking.errors import OutsideHours, TimeTaken
from booking.models import Appointment, Contact, Provider, Status, VisitType
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
            refuse_outside_hours(appointment.visit_type, provider, starts_at, now)
        set_status(appointment, Status.BOOKED)
        place(appointment, provider, starts_at)
        save_new(appointment, contact)
        diary.book(appointment, provider, starts_at, now)
        messages.confirmed(appointment, told=True, now=now)
        return appointment

    return diary.under_locks(locked, providers=[provider], keys=patient_keys(appointment, contact))


def refuse_outside_hours(
    visit_type: VisitType, provider: Provider, starts_at: datetime, now: datetime
) -> None:
    """Of the hours alone: whether anybody else has the time is another question, with another answer."""
    day = diary.local_day(starts_at)
    anything = Q(pk__isnull=False)
    found = diary.free_starts(visit_type, [provider], first_day=day, last_day=day, now=now, without=anything)
    if starts_at not in found:
        raise OutsideHours(
            _("This is outside the hours, or sooner or later than patients can ask for. Book it anyway?")
        )
