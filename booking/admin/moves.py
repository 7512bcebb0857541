"""One move of an appointment in words: "Rita Desk offered 2 times"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from booking import wording
from booking.models import Contact, Message, Status
from booking.models.appointments import UNANSWERED

Kind = Message.Kind

ENDED: dict[str, str | Promise] = {
    Status.CANCELLED: gettext_lazy("%(who)s cancelled it"),
    Status.ENTERED_IN_ERROR: gettext_lazy("%(who)s closed it as an error"),
    Status.ARRIVED: gettext_lazy("%(who)s noted that the patient has arrived"),
    Status.FULFILLED: gettext_lazy("%(who)s noted that the patient was seen"),
    Status.NOSHOW: gettext_lazy("%(who)s noted that the patient did not come"),
}


@dataclass(frozen=True)
class Move:
    """`before` and `now` are the rows around it. `kinds` are those of the messages that tell of it.

    `on_table`: times had been offered and not answered yet.
    """

    before: dict[str, Any] | None
    now: dict[str, Any]
    kinds: set[str]
    corrected: Sequence[str]
    asked: datetime | None
    offered: Sequence[datetime]
    on_table: bool


def told(move: Move, who: str) -> tuple[str, str]:
    """What somebody did, and the reason or the times."""
    words = {"who": who, "time": when(move.now["starts_at"])}
    if move.before is None:
        return str(begun(move)) % words, ""
    if move.corrected:
        names = [str(Contact._meta.get_field(one).verbose_name) for one in move.corrected]  # type: ignore[union-attr]
        return _("%(who)s corrected: %(what)s") % {**words, "what": ", ".join(names)}, ""
    if move.offered:
        number = len(move.offered)
        sentence = ngettext("%(who)s offered %(number)s time", "%(who)s offered %(number)s times", number)
        return sentence % {**words, "number": number}, "; ".join(when(one) for one in move.offered)
    was, status = move.before["status"], move.now["status"]
    sentence, more = became(move, was, status) if was != status else stayed(move, status)
    if status == Status.BOOKED and was != status and was not in UNANSWERED:
        words["status"] = str(Status(was).label)
    if move.asked:
        words["time"] = when(move.asked)
    return sentence % words, more


def begun(move: Move) -> str:
    if move.now["status"] == Status.WAITLIST:
        return _("%(who)s asked for a time to be found")
    if move.now["status"] == Status.PENDING:
        return _("%(who)s asked for %(time)s")
    return _("%(who)s booked %(time)s")


def became(move: Move, was: str, status: str) -> tuple[str, str]:
    """Another status."""
    if status == Status.CANCELLED and Kind.DECLINED in move.kinds:
        return _("%(who)s declined it"), move.now["reason"]
    if status in ENDED:
        return str(ENDED[status]), move.now["reason"]
    if status == Status.BOOKED:
        return (_("%(who)s booked %(time)s") if was in UNANSWERED else _("%(who)s undid: %(status)s")), ""
    if status == Status.PENDING:
        return _("%(who)s asked for %(time)s"), ""
    return none_suits(move.on_table), ""


def stayed(move: Move, status: str) -> tuple[str, str]:
    """The same status, and something else."""
    assert move.before is not None
    place = [[row[name] for name in ("provider_id", "starts_at")] for row in (move.before, move.now)]
    waits_anew = move.now["waiting_since"] not in (None, move.before["waiting_since"])
    if status == Status.BOOKED and (place[0] != place[1] or Kind.MOVED in move.kinds):
        return _("%(who)s moved it to %(time)s"), ""
    if Kind.KEPT in move.kinds:
        return _("%(who)s kept the visit as it was"), move.now["reason"]
    if status == Status.PENDING and (waits_anew or place[0] != place[1]):
        return _("%(who)s asked for %(time)s"), ""
    if status == Status.BOOKED and move.asked:
        return _("%(who)s asked for %(time)s instead"), ""
    if waits_anew:
        return none_suits(move.on_table), ""
    if move.before["touched_at"] and not move.now["touched_at"]:
        return _("%(who)s left it at its time, whatever the hours say"), ""
    return _("%(who)s looked through the contact details"), ""


def none_suits(were_offered: bool) -> str:
    if were_offered:
        return _("%(who)s: none of the times suits")
    return _("%(who)s asked for another time to be found")


def when(moment: datetime | None) -> str:
    return wording.when(moment) if moment else ""
