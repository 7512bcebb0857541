"""What happened to a request, in one line of time: moves, messages, notes and calls, the newest first.

Moves come from the events that PostgreSQL wrote (clinic/traces/changes.py). Each counts the revision up, so
all events of one revision are one move. So does a change of hours, which leaves changed_at as it was.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from django.contrib.auth.models import User
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.admin import moves, sentences
from booking.admin.moves import Move
from booking.models import Appointment, Contact, Message, Note, ProposedTime
from booking.workflow.answering import CORRECTED
from booking.workflow.moves import is_by_hours, name_of

appointments: Any = Appointment.pgh_event_model  # type: ignore[attr-defined]
contacts: Any = Contact.pgh_event_model  # type: ignore[attr-defined]
proposed: Any = ProposedTime.pgh_event_model  # type: ignore[attr-defined]

# What a move is told by. Not what the patient wrote.
FIELDS = [
    "pgh_created_at", "pgh_user", "pgh_context", "revision", "status", "provider_id", "starts_at", "reason",
    "waiting_since", "touched_at", "changed_at", "changed_by_id",
]  # fmt: skip

WROTE = {
    Note.Kind.NOTE: gettext_lazy("%(who)s wrote a note"),
    Note.Kind.SPOKE: gettext_lazy("%(who)s spoke on the phone"),
    Note.Kind.VOICEMAIL: gettext_lazy("%(who)s left a voicemail"),
    Note.Kind.NO_ANSWER: gettext_lazy("%(who)s called: no answer"),
}
TO_WHOM = {
    ("patient", "email"): gettext_lazy("E-mail to the patient: %(what)s"),
    ("patient", "phone"): gettext_lazy("To tell the patient on the phone: %(what)s"),
    ("front-desk", "desk"): gettext_lazy("On the desk: %(what)s"),
    ("front-desk", "email"): gettext_lazy("E-mail, %(what)s"),
}

LAST = 2**31


@dataclass(frozen=True)
class Entry:
    """`kind`: change, message, call or note. `more` is what somebody wrote, or what became of it.

    `revision` puts those of one moment in order: a move, and behind it what was told of it.
    """

    at: datetime
    kind: str
    what: str
    more: str = ""
    revision: int = LAST


def of(appointment: Appointment) -> list[Entry]:
    """`appointment` has its messages and notes at hand. Four queries, however long it is."""
    found = [
        *changes(appointment),
        *(message_entry(one) for one in appointment.messages.all()),
        *(call_entry(one) for one in appointment.messages.all() if one.called_at),
        *(note_entry(one) for one in appointment.notes.all()),
    ]
    return sorted(found, key=lambda one: (one.at, one.revision))[::-1]


def changes(appointment: Appointment) -> list[Entry]:
    rows = list(appointments.objects.filter(pgh_obj=appointment.pk).order_by("pgh_id").values(*FIELDS))
    kinds: dict[int, set[str]] = defaultdict(set)
    for message in appointment.messages.all():
        kinds[message.revision].add(message.kind)
    groups = [list(some) for _revision, some in groupby(rows, key=lambda row: row["revision"])]
    staff = names(row[name] for row in rows for name in ("changed_by_id", "pgh_user"))
    corrected, offered, asked = corrections(appointment), *times_proposed(appointment)
    found: list[Entry] = []
    before: dict[str, Any] | None = None
    on_table = False
    for number, group in enumerate(groups):
        first = group[0]
        if before and is_by_hours(before, first):
            found.append(by_hours(first, staff))
            before = group[-1]
            continue
        begins, saved = (before or first)["pgh_created_at"], first["pgh_created_at"]
        ends = groups[number + 1][0]["pgh_created_at"] if number + 1 < len(groups) else None
        move = Move(
            before=before,
            now=first,
            kinds=kinds[first["revision"]],
            corrected=[name for at, some in corrected if begins < at <= saved for name in some],
            # The workflow writes a wish before the appointment, offers behind it.
            asked=next((time for at, time in asked if begins < at <= saved), None),
            offered=[time for at, time in offered if saved <= at and (ends is None or at < ends)],
            on_table=on_table,
        )
        words, more = moves.told(move, who(first, staff))
        found.append(Entry(first["changed_at"], "change", words, more, first["revision"]))
        on_table = bool(move.offered) or (on_table and bool(move.corrected))
        before = group[-1]
    return found


def by_hours(row: dict[str, Any], staff: dict[int, str]) -> Entry:
    words = {"who": staff.get(row["pgh_user"]) or _("The program")}
    if row["touched_at"]:
        sentence, at = _("%(who)s changed the hours: to be moved"), row["touched_at"]
    else:
        sentence, at = _("%(who)s changed the hours: it may stay"), row["pgh_created_at"]
    return Entry(at, "change", sentence % words, revision=row["revision"])


def corrections(appointment: Appointment) -> list[tuple[datetime, list[str]]]:
    """When contact details were saved, and the names of those that differ."""
    rows = list(
        contacts.objects.filter(appointment=appointment.pk)
        .order_by("pgh_id")
        .values("pgh_created_at", *CORRECTED)
    )
    return [
        (later["pgh_created_at"], [name for name in CORRECTED if earlier[name] != later[name]])
        for earlier, later in pairwise(rows)
    ]


def times_proposed(appointment: Appointment) -> tuple[Any, Any]:
    """Offered, and asked for instead of a booked one: when, and which."""
    rows = list(
        proposed.objects.filter(appointment=appointment.pk, pgh_label="insert")
        .order_by("starts_at", "pgh_id")
        .values_list("kind", "pgh_created_at", "starts_at")
    )
    return tuple([(at, time) for kind, at, time in rows if kind == sort] for sort in ("offered", "asked"))  # type: ignore[return-value]


def names(ids: Iterable[int | None]) -> dict[int, str]:
    return {user.pk: name_of(user) for user in User.objects.filter(pk__in={one for one in ids if one})}


def who(row: dict[str, Any], staff: dict[int, str]) -> str:
    if row["changed_by_id"]:
        return staff[row["changed_by_id"]]
    actor = (row["pgh_context"] or {}).get("actor", "")
    is_program = actor == "worker" or actor.startswith("manage.py")
    return _("The program") if is_program else _("The patient")


def message_entry(message: Message) -> Entry:
    words = TO_WHOM[message.audience, message.channel] % {"what": message.get_kind_display()}
    state = capfirst(sentences.state_of(message))
    return Entry(message.created_at, "message", words, state, message.revision)


def call_entry(message: Message) -> Entry:
    assert message.called_at is not None
    words = {"who": name_of(message.called_by), "what": message.get_kind_display()}
    if message.channel == Message.Channel.DESK:
        return Entry(message.called_at, "change", _("%(who)s has seen what the patient changed") % words)
    return Entry(message.called_at, "call", _("%(who)s told the patient on the phone: %(what)s") % words)


def note_entry(note: Note) -> Entry:
    kind = "note" if note.kind == Note.Kind.NOTE else "call"
    return Entry(note.written_at, kind, WROTE[note.kind] % {"who": name_of(note.written_by)}, note.text)  # type: ignore[index]
