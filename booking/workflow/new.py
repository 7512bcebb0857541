"""How an appointment begins, and who may not begin another one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import CharField, ExpressionWrapper, F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from booking.errors import BookingError
from booking.models import Appointment, Contact, Draft, Status
from booking.models.appointments import UNANSWERED
from booking.models.contacts import same_line
from clinic.models import Practice

# Whoever has a browser that fills in everything still reads two pages and presses twice or more between
# choosing a time and sending. Card, Moran and Newell's keystroke-level model gives the most skilled about
# 4.2 seconds for it: 1.35 to think and 0.2 to press on each page, 1.1 to point at the last button. Most take
# a minute.
QUICKEST = timedelta(seconds=4)
TOGETHER = timedelta(minutes=10)
# Behind one address may be a whole office or phone company: one who floods from there slows the others by no
# more than most people take anyway.
LONGEST_WAIT = timedelta(minutes=2)


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
        f"phone {contact.phone and contact.phone.without_extension}": contact.phone,
        f"visitor {appointment.asked_by}": appointment.asked_by,
    }
    return [key for key, value in keys.items() if value]


def refuse_too_soon(appointment: Appointment, now: datetime) -> None:
    """A program is quicker than people: between choosing a time and sending lie some seconds at least.

    Drafts begun from one address within ten minutes wait as if one person wrote them one after the other, but
    no longer than LONGEST_WAIT. Else a flood would slow the server down until each of its requests seems to
    come from somebody with time. Drafts of others for the same contact do not count: anybody can type a
    patient's address, and the patient would wait for it. What was sent for one contact is limited by
    refuse_too_many(). What is refused can be sent again later: the draft's age only grows.
    """
    draft = Draft.objects.filter(pk=appointment.submission).first() if appointment.submission else None
    if draft is None:  # not from the pages, where there is one as long as it can be sent
        return
    begun = Draft.objects.of_visitor(draft.begun_by).filter(created_at__gt=now - TOGETHER).count()
    if now - draft.created_at < min(max(begun, 1) * QUICKEST, LONGEST_WAIT):
        raise BookingError(
            _(
                "That was very quick, and nothing was sent yet. Look at your answers once more and press the "
                "button again in a few seconds. If that does not help, call us on %(phone)s."
            )
            % {"phone": Practice.load().phone_in_a_sentence()}
        )


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
        same_contact |= same_line(contact.phone)
    given = {
        "email_lower": Lower("contact__email"),
        "number": ExpressionWrapper(F("contact__phone"), CharField()),
    }
    by_contact = unanswered.alias(**given).filter(same_contact).count()
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
            % {"phone": Practice.load().phone_in_a_sentence()}
        )
