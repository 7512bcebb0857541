"""What the front desk writes down. It is no change of the appointment: nobody is overtaken."""

from datetime import datetime
from typing import NoReturn

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from booking import diary, wording
from booking.errors import BookingError, Overtaken
from booking.models import Appointment, Message, Note, Voicemail
from booking.models.notes import NOT_REACHED
from booking.workflow.moves import name_of


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


def record_call(message: Message, *, by: User, now: datetime) -> None:
    """The patient was told on the phone what `message` says."""
    if not Message.objects.to_call().filter(pk=message.pk).update(called_at=now, called_by=by):
        refuse_told(message)


def tick_off(message: Message, *, by: User, now: datetime) -> None:
    """The desk has seen what the patient changed."""
    if Message.objects.to_see().filter(pk=message.pk).update(called_at=now, called_by=by):
        return
    message = Message.objects.select_related("called_by").get(pk=message.pk)
    if message.channel != Message.Channel.DESK or message.called_at is None:
        raise BookingError(_("This has changed since. Look at how it stands now."))
    raise Overtaken(
        _("%(who)s has seen it already, at %(time)s on %(day)s.")
        % {
            "who": name_of(message.called_by),
            "time": wording.clock_time(message.called_at),
            "day": wording.day(message.called_at),
        }
    )


def record_try(message: Message, kind: str, *, by: User, seen: int | None = None, now: datetime) -> Note:
    """Nobody was reached to be told what `message` says. `seen` is how many such tries the page showed."""
    appointment = message.appointment

    def locked() -> Note:
        if not Message.objects.to_call().filter(pk=message.pk).exists():
            refuse_told(message)
        if kind == Note.Kind.VOICEMAIL and appointment.contact.voicemail == Voicemail.NO:
            raise BookingError(_("This patient wants no voicemail."))
        tries = appointment.notes.filter(kind__in=NOT_REACHED, written_at__gte=message.created_at)
        last = tries.select_related("written_by").last()
        if last and seen is not None and tries.count() != seen:
            raise Overtaken(
                _("%(who)s tried already at %(time)s: %(outcome)s.")
                % {
                    "who": name_of(last.written_by),
                    "time": wording.clock_time(last.written_at),
                    "outcome": last.get_kind_display(),
                }
            )
        return write_note(appointment, kind, "", by=by, now=now)

    return diary.under_locks(locked, appointment=appointment)


def refuse_told(message: Message) -> NoReturn:
    """What `message` says is not to be told any more: asks the database why."""
    message = Message.objects.select_related("called_by").get(pk=message.pk)
    if message.called_at is None:
        raise BookingError(_("There is newer news to tell."))
    raise Overtaken(
        _("%(who)s has called already, at %(time)s on %(day)s.")
        % {
            "who": name_of(message.called_by),
            "time": wording.clock_time(message.called_at),
            "day": wording.day(message.called_at),
        }
    )
