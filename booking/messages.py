"""Who is told what: one function a message, called in the transaction of what it tells of.

`told` says that the patient knows already, from the page or on the phone: then nobody has to call them.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from booking import diary
from booking.models import Appointment, Hold, Message

Kind = Message.Kind

# What tells of something that a patient can do. Of the others a stranger can cause none.
BY_PATIENTS = [
    Kind.RECEIVED,
    Kind.WAITLISTED,
    Kind.CHANGE_RECEIVED,
    Kind.CONFIRMED,
    Kind.MOVED,
    Kind.CANCELLED,
]


def received(appointment: Appointment, *, now: datetime) -> None:
    tell_patient(appointment, Kind.RECEIVED, told=True, now=now)


def is_change(appointment: Appointment, starts_at: datetime, revision: int) -> bool:
    """Whether the patient had read before that we have a request for another time than this one."""
    earlier = appointment.messages.filter(kind=Kind.RECEIVED, revision__lte=revision)
    times = earlier.values_list("facts__starts_at", flat=True)
    return any(datetime.fromisoformat(one) != starts_at for one in times)


def was_told_of_visit(message: Message) -> bool:
    """Whether the patient had heard before this message that the visit is booked."""
    agreed = Message.objects.filter(
        appointment=message.appointment_id, kind__in=[Kind.CONFIRMED, Kind.MOVED], pk__lt=message.pk
    )
    return agreed.filter(Q(sent_at__isnull=False) | Q(called_at__isnull=False)).exists()


def waitlisted(appointment: Appointment, *, now: datetime) -> None:
    tell_patient(appointment, Kind.WAITLISTED, told=True, now=now)


def change_received(appointment: Appointment, *, now: datetime) -> None:
    tell_patient(appointment, Kind.CHANGE_RECEIVED, told=True, now=now)


def confirmed(appointment: Appointment, *, told: bool, now: datetime) -> None:
    tell_patient(appointment, Kind.CONFIRMED, told=told, now=now)


def offered(appointment: Appointment, *, now: datetime) -> None:
    tell_patient(appointment, Kind.OFFERED, told=False, now=now)


def moved(appointment: Appointment, *, old_time: datetime, told: bool, now: datetime) -> None:
    """Names each old time that may still stand in the patient's calendar: of moves in a row, those that no
    mail has told of are told with the last."""
    last = appointment.messages.filter(kind=Kind.MOVED).order_by("-pk").first()
    untold = last.facts.get("old_times", []) if last and not last.sent_at and not last.called_at else []
    old_times = list(dict.fromkeys([*untold, old_time.isoformat()]))
    tell_patient(appointment, Kind.MOVED, told=told, now=now, facts={"old_times": old_times})


def kept(appointment: Appointment, *, now: datetime) -> None:
    tell_patient(appointment, Kind.KEPT, told=False, now=now)


def declined(appointment: Appointment, *, now: datetime) -> None:
    tell_patient(appointment, Kind.DECLINED, told=False, now=now)


def cancelled(appointment: Appointment, *, told: bool, now: datetime) -> None:
    tell_patient(appointment, Kind.CANCELLED, told=told, now=now)


def overdue(appointment: Appointment, *, now: datetime) -> None:
    """Not for a patient without e-mail: the desk, which has to answer anyway, would call twice."""
    tell_patient(appointment, Kind.OVERDUE, told=True, now=now)
    tell_front_desk(appointment, Kind.OVERDUE_ALERT, now=now)


def late_again(appointment: Appointment, *, now: datetime) -> None:
    """To another address of the patient: the desk knows already."""
    tell_patient(appointment, Kind.OVERDUE, told=True, now=now)


def offer_lapsed(appointment: Appointment, *, now: datetime) -> None:
    tell_patient(appointment, Kind.OFFER_LAPSED, told=False, now=now)


def link(appointment: Appointment, *, now: datetime) -> None:
    write(appointment, Kind.LINK, Message.Audience.PATIENT, Message.Channel.EMAIL, now)


def alert(appointment: Appointment, *, now: datetime) -> None:
    """Something new for the front desk to look at."""
    tell_front_desk(appointment, Kind.ALERT, now=now)


def changed_by_patient(appointment: Appointment, *, now: datetime) -> None:
    """What the patient did and nobody has to answer: on the desk's page until it is ticked off, and an alert.

    Of one appointment only the last stands there: it says how things are.
    """
    appointment.messages.to_see().update(superseded_at=now)
    write(appointment, Kind.BY_PATIENT, Message.Audience.FRONT_DESK, Message.Channel.DESK, now)
    alert(appointment, now=now)  # behind it: of the front desk's, the outbox sends the last


def tell_patient(
    appointment: Appointment,
    kind: Kind,
    *,
    told: bool,
    now: datetime,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Whatever was still to be told about the appointment is overtaken: this says how it stands now.

    Whoever would rather be called gets by mail, with the link, only what they know already.
    """
    supersede(appointment, now=now, by=kind)
    contact = appointment.contact
    if contact.email and (told or not contact.wants_a_call):
        write(appointment, kind, Message.Audience.PATIENT, Message.Channel.EMAIL, now, facts)
    elif not told:
        write(appointment, kind, Message.Audience.PATIENT, Message.Channel.PHONE, now, facts)


def tell_front_desk(appointment: Appointment, kind: Kind, *, now: datetime) -> None:
    if settings.FRONT_DESK_EMAIL:
        write(appointment, kind, Message.Audience.FRONT_DESK, Message.Channel.EMAIL, now)


def supersede(appointment: Appointment, *, now: datetime, by: Kind | None = None) -> None:
    """A mail that the worker is sending this moment stays: it is out of our hands. A link does not: each mail
    brings one. `by` itself stays where it was written before: the constraint lets nobody write it again."""
    appointment.messages.filter(
        Q(leased_until=None) | Q(leased_until__lt=Now()),
        audience=Message.Audience.PATIENT,
        sent_at=None,
        superseded_at=None,
        called_at=None,
    ).exclude(kind=by, revision=appointment.revision).update(superseded_at=now)


def write(
    appointment: Appointment,
    kind: Kind,
    audience: str,
    channel: str,
    now: datetime,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    Message.objects.bulk_create(
        [
            Message(
                appointment=appointment,
                kind=kind,
                audience=audience,
                channel=channel,
                revision=appointment.revision,
                facts={**facts_of(appointment), "by_patient": is_by_patient(appointment, kind), **facts},
                created_at=now,
                due_at=now,
            )
        ],
        ignore_conflicts=True,  # the constraint: nobody is told the same thing twice
    )


def is_by_patient(appointment: Appointment, kind: Kind) -> bool:
    """Whoever has or knows an address caused it, and no member of staff: see booking/mail_limits.py."""
    return kind == Kind.LINK or (kind in BY_PATIENTS and appointment.changed_by_id is None)


def facts_of(appointment: Appointment) -> dict[str, Any]:
    """How things stand, in words that the patient reads. No name: it is looked up when the mail goes out."""
    proposed = list(appointment.proposed_times.select_related("provider"))
    return {
        "status": appointment.status,
        "visit": appointment.visit_name,
        "length": appointment.length,
        "provider": appointment.provider.name if appointment.provider else "",
        "starts_at": appointment.starts_at,
        "ends_at": appointment.ends_at,
        "answer_by": appointment.answer_by,
        "reason": appointment.reason,
        "sequence": appointment.calendar_sequence,
        "touched": diary.falls_away(appointment),  # not in facts that were written before
        "wish": next((one.starts_at for one in proposed if one.kind == Hold.Kind.ASKED), None),
        "offers": [
            {"starts_at": one.starts_at, "provider": one.provider.name}
            for one in proposed
            if one.kind == Hold.Kind.OFFERED
        ],
    }
