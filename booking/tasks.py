"""What the worker does besides sending. Each may run at any time, again, and in several workers at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Lower

from booking import diary, failures, messages
from booking.errors import Busy
from booking.models import Appointment, Draft, LinkRequest, Message, Status
from booking.models.appointments import LINKS_END_AFTER, UNANSWERED, AppointmentQuerySet
from booking.models.drafts import DRAFT_KEPT_FOR

LINK_AGAIN_AFTER = timedelta(minutes=10)
LINK_REQUESTS_AT_A_LOOK = 20  # the worker sends and sweeps between two looks, however many there are


def sweep(now: datetime) -> None:
    """What can wait a minute."""
    for task in (tell_overdue, tell_lapsed_offers, delete_old_drafts, delete_old_sessions):
        failures.run(task.__name__, partial(task, now), now)


def delete_old_drafts(now: datetime) -> None:
    Draft.objects.filter(created_at__lte=now - DRAFT_KEPT_FOR).delete()


def delete_old_sessions(now: datetime) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def tell_overdue(now: datetime) -> None:
    """The front desk owed an answer by now: the patient is told so, and the desk."""
    late = Appointment.objects.waiting_for_clinic().filter(answer_by__lt=now)
    late = late.exclude(status=Status.BOOKED, starts_at__lte=now)  # a wish to move what has begun is moot
    if not settings.FRONT_DESK_EMAIL:
        late = late.exclude(contact__email="")  # the desk's list shows it; there is no mail to write
    kinds = [Message.Kind.OVERDUE, Message.Kind.OVERDUE_ALERT]
    for_each_untold("overdue", late, kinds, lambda one: messages.overdue(one, now=now), now)


def tell_lapsed_offers(now: datetime) -> None:
    """The times offered are held no longer. Nothing else changes: one that is still free can be taken. Of a
    booked visit that is past there is nothing to tell."""
    lapsed = Appointment.objects.waiting_for_patient().filter(answer_by__lt=now).exclude(starts_at__lte=now)
    kinds = [Message.Kind.OFFER_LAPSED]
    for_each_untold("lapsed offer", lapsed, kinds, lambda one: messages.offer_lapsed(one, now=now), now)


def for_each_untold(
    task: str,
    found: AppointmentQuerySet,
    kinds: list[Message.Kind],
    tell: Callable[[Appointment], None],
    now: datetime,
) -> None:
    """Tell once of each answer that is due. Asked again under the lock: it may have come meanwhile."""
    told = Message.objects.filter(
        appointment=OuterRef("pk"), created_at__gte=OuterRef("answer_by"), kind__in=kinds
    )
    untold = found.filter(~Exists(told))

    def tell_if_untold(appointment: Appointment) -> None:
        if untold.filter(pk=appointment.pk).exists():
            tell(appointment)

    def lock_and_tell(number: int) -> None:
        appointment = Appointment.objects.get(pk=number)
        diary.under_locks(partial(tell_if_untold, appointment), appointment=appointment)

    failures.run_each(task, list(untold.values_list("pk", flat=True)), lock_and_tell, now)


def answer_link_requests(now: datetime) -> None:
    """ "Send my link again": one mail for each of the appointments that the address has, if it has any.

    A transaction for each appointment: two locked at once could deadlock. After a crash the request is there
    still, and send_link() knows which were done.
    """
    places = iter(range(LINK_REQUESTS_AT_A_LOOK))

    def answer(number: int) -> None:
        if next(places, None) is None:
            raise Busy  # at the next look
        request = LinkRequest.objects.get(pk=number)
        for appointment in appointments_of(request.email, now):
            diary.under_locks(partial(send_link, appointment, now), appointment=appointment)
        request.delete()

    requests = LinkRequest.objects.order_by("pk").values_list("pk", flat=True)
    failures.run_each("link request", list(requests), answer, now)


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
