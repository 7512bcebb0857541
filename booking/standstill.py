"""What patients read where their step cannot go on: one true sentence a cause."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from booking import diary, wording
from booking.diary import NotFree
from booking.models import Appointment, ProposedTime, Provider, VisitType

OTHER_BROWSER = gettext_lazy(
    "These answers were given in another browser, or forgotten by this one. Go on there, or start again."
)
NO_COOKIE = gettext_lazy(
    "This browser sent no cookie. Either it blocks cookies, and booking online needs them: allow them for "
    "this site. Or the answers were given in another browser."
)
TOO_OLD = gettext_lazy("We keep answers that were not sent for 24 hours. None are kept here any more.")


def retired(visit_type: VisitType | None, name: str) -> str:
    name = visit_type.name if visit_type else name
    return _("“%(visit)s” can no longer be booked online.") % {"visit": name}


def nobody(visit_type: VisitType) -> str:
    return _("Nobody here sees patients for “%(visit)s” at the moment.") % {"visit": visit_type.name}


def time_gone(visit: VisitType, wished: Provider | None, starts_at: datetime, now: datetime) -> str:
    why = diary.why_not_free(visit, diary.providers_for(visit, wished), starts_at, now)
    said = {"time": wording.when(starts_at), "visit": visit.name}
    if why is NotFree.PASSED:
        return _("%(time)s has passed.") % said
    if why is NotFree.TOO_SOON:
        return ngettext(
            "%(time)s is too soon to book online: we need %(hours)s hour of notice. Call us.",
            "%(time)s is too soon to book online: we need %(hours)s hours of notice. Call us.",
            visit.notice,
        ) % {**said, "hours": visit.notice}
    if why is NotFree.TOO_FAR:
        return _("%(time)s is further ahead than we book online.") % said
    if why is NotFree.CLOSED:
        return _("Our hours changed, or the visit did: %(time)s no longer fits into our hours.") % said
    if why is NotFree.NO_START:
        return _("“%(visit)s” no longer starts at %(time)s.") % said
    return _("%(time)s has just been taken.") % said


def offer_gone(appointment: Appointment, offer: ProposedTime) -> str:
    """Neither notice nor horizon bind what was offered."""
    said = {"time": wording.when(offer.starts_at)}
    if diary.why_not(appointment, offer.provider, offer.starts_at):
        return _("Our hours changed: we no longer see patients at %(time)s.") % said
    return _("%(time)s has just been taken.") % said
