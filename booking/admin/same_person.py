"""Maybe the same person: other appointments with the same phone or e-mail. Families share both, so they are
shown as they are, each with the name given then, and nothing is put together."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from booking.models import Appointment, Contact
from booking.models.contacts import NUMBER, same_line

MOST = 10


@dataclass(frozen=True)
class Other:
    """`same` says what they share."""

    appointment: Appointment
    same: str


def others(contact: Contact) -> Sequence[Other]:
    """The newest first. Two queries: first who, by the indexes of phone and e-mail alone."""
    shared = Q()
    if contact.phone:
        shared |= same_line(contact.phone)
    if contact.email:
        shared |= Q(email_lower=contact.email.lower())
    if not shared:
        return []
    found = Contact.objects.alias(email_lower=Lower("email"), **NUMBER).filter(shared).exclude(pk=contact.pk)
    ids = list(found.values_list("appointment_id", flat=True))
    newest = (
        Appointment.objects.filter(pk__in=ids)
        .select_related("contact", "provider")
        .defer("note", "contact__access_needs", "contact__interpreter")
        .order_by("-created_at", "-pk")[:MOST]
    )
    return [Other(one, what_is_same(contact, one.contact)) for one in newest]


def what_is_same(one: Contact, other: Contact) -> str:
    words = []
    if one.phone and other.phone and one.phone.without_extension == other.phone.without_extension:
        words.append(_("same phone"))
    if one.email and one.email.lower() == other.email.lower():
        words.append(_("same e-mail"))
    return ", ".join(words)
