"""What the worker does besides sending. Each may run at any time, again, and in several workers at once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Lower

from booking import diary, messages
from booking.errors import Busy
from booking.models import Appointment, Draft, LinkRequest, Message, Status
from booking.models.appointments import LINKS_END_AFTER, UNANSWERED, AppointmentQuerySet
from booking.models.drafts import DRAFT_KEPT_FOR

LINK_AGAIN_AFTER = timedelta(minutes=10)


def sweep(now: datetime) -> None:
    """What can wait a minute."""
    tell_overdue(now)
    tell_lapsed_offers(now)
    Draft.objects.filter(created_at__lte=now - DRAFT_KEPT_FOR).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def tell_overdue(now: datetime) -> None:
    """The front desk owed an answer by now: the patient is told so, and the desk."""
    late = Appointment.objects.waiting_for_clinic().filter(answer_by__lt=now)
    late = late.exclude(status=Status.BOOKED, starts_at__lte=now)  # a wish to move what has begun is moot
    if not settings.FRONT_DESK_EMAIL:
        late = late.exclude(contact__email="")  # the desk's list shows it; there is no mail to write
    for_each_untold(
        late, [Message.Kind.OVERDUE, Message.Kind.OVERDUE_ALERT], lambda one: messages.overdue(one, now=now)
    )


def tell_lapsed_offers(now: datetime) -> None:
    """The times offered are held no longer. Nothing else changes: one that is still free can be taken. Of a
    booked visit that is past there is nothing to tell."""
    lapsed = Appointment.objects.waiting_for_patient().filter(answer_by__lt=now).exclude(starts_at__lte=now)
    for_each_untold(lapsed, [Message.Kind.OFFER_LAPSED], lambda one: messages.offer_lapsed(one, now=now))


def for_each_untold(
    found: AppointmentQuerySet, kinds: list[Message.Kind], tell: Callable[[Appointment], None]
) -> None:
    """Tell once of each answer that is due. Asked again under the lock: it may have come meanwhile."""
    told = Message.objects.filter(
        appointment=OuterRef("pk"), created_at__gte=OuterRef("answer_by"), kind__in=kinds
    )
    untold = found.filter(~Exists(told))

    def tell_if_untold(appointment: Appointment) -> None:
        if untold.filter(pk=appointment.pk).exists():
            tell(appointment)

    for appointment in untold:
        with suppress(Busy):  # somebody holds it for long: at the next look, then
            diary.under_locks(partial(tell_if_untold, appointment), appointment=appointment)


def answer_link_requests(now: datetime) -> None:
    """ "Send my link again": one mail for each of the appointments that the address has, if it has any.

    A transaction for each appointment: two locked at once could deadlock. After a crash the request is there
    still, and send_link() knows which were done.
    """
    for request in LinkRequest.objects.order_by("pk"):
        with suppress(Busy):  # the request stays for the next look
            for appointment in appointments_of(request.email, now):
                diary.under_locks(partial(send_link, appointment, now), appointment=appointment)
            request.delete()


def appointments_of(email: str, now: datetime) -> AppointmentQuerySet:
    """Those that a link still opens: see Appointment.links_end_at()."""
    return (
        Appointment.objects.alias(
            email_lower=Lower("contact__email"), over_at=Coalesce("ends_at", "changed_at")
        )
        .filter(Q(status__in=UNANSWERED) | Q(over_at__gt=now - LINKS_END_AFTER), email_lower=email.lower())
        .exclude(status=Status.ENTERED_IN_ERROR)
        .order_by("pk")
    )


def send_link(appointment: Appointment, now: datetime) -> None:
    """Not again and again: whoever knows an address could fill its mailbox."""
    lately = appointment.messages.filter(kind=Message.Kind.LINK, created_at__gt=now - LINK_AGAIN_AFTER)
    if not lately.exists():
        messages.link(appointment, now=now)
