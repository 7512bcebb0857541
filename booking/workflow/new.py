"""How an appointment begins, and who may not begin another one."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from booking.errors import BookingError
from booking.models import Appointment, Contact, Status
from booking.models.appointments import UNANSWERED
from clinic.models import Practice


def begin(appointment: Appointment, *, by: User | None, now: datetime) -> None:
    """Write down the visit's name and length as they are today: editing the visit type changes no visit."""
    appointment.visit_name = appointment.visit_type.name
    appointment.length = appointment.visit_type.length
    appointment.buffer = appointment.visit_type.buffer
    appointment.created_at = appointment.changed_at = now
    appointment.changed_by = by


def save_new(appointment: Appointment, contact: Contact) -> None:
    appointment.save(force_insert=True)
    contact.appointment = appointment
    contact.save(force_insert=True)


def sent_before(appointment: Appointment) -> Appointment | None:
    """The appointment that an earlier press of the same button made."""
    if appointment.submission is None:
        return None
    return Appointment.objects.filter(submission=appointment.submission).first()


def patient_keys(appointment: Appointment, contact: Contact) -> list[str]:
    """What requests wait for each other on: those of one contact or visitor, so that the limits hold, and
    those of one button, so that the second press finds what the first one made."""
    keys = {
        f"submission {appointment.submission}": appointment.submission,
        f"email {contact.email.lower()}": contact.email,
        f"phone {contact.phone}": contact.phone,
        f"visitor {appointment.asked_by}": appointment.asked_by,
    }
    return [key for key, value in keys.items() if value]


def refuse_too_many(appointment: Appointment, contact: Contact, now: datetime) -> None:
    """One visitor must not hold the week: so many unanswered requests a contact, and so many an address.

    A visit to come that was booked at once counts too: nobody at the clinic has looked at it.
    """
    unseen = Q(status=Status.BOOKED, starts_at__gt=now, visit_type__confirmed_at_once=True, changed_by=None)
    unanswered = Appointment.objects.filter(Q(status__in=UNANSWERED) | unseen)
    same_contact = Q()
    if contact.email:
        same_contact |= Q(email_lower=contact.email.lower())
    if contact.phone:
        same_contact |= Q(contact__phone=contact.phone)
    by_contact = unanswered.alias(email_lower=Lower("contact__email")).filter(same_contact).count()
    by_address = unanswered.filter(asked_by=appointment.asked_by).count() if appointment.asked_by else 0
    if (
        by_contact >= settings.BOOKING_UNANSWERED_PER_CONTACT
        or by_address >= settings.BOOKING_UNANSWERED_PER_ADDRESS
    ):
        raise BookingError(
            _(
                "There are several requests already from you, or from your network. "
                "Call us on %(phone)s, and we will sort it out together."
            )
            % {"phone": Practice.load().phone.as_national}
        )
