"""The page that asks before a change of hours touches somebody."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.models import Appointment
from clinic.traces import looks

# Fields of that page: whom the change touches, as it named them; and the button that goes back.
CONFIRMED = "touches"
GO_BACK = "_back"
OWN = {CONFIRMED, GO_BACK, "csrfmiddlewaretoken", "whose"}


class Unconfirmed(Exception):
    """Rolls back a change that touches somebody."""

    def __init__(self, appointments: Iterable[Appointment]) -> None:
        self.ids = [one.pk for one in appointments]


def ask_first(request: HttpRequest, change: Unconfirmed, opts: Any, *, back: str = "") -> HttpResponse:
    """All that was typed comes along, and is sent once more by whoever says yes. Going back shows the form
    with it, or the page `back` where nothing was typed."""
    found = list(
        Appointment.objects.filter(pk__in=change.ids)
        .select_related("contact", "provider")
        .prefetch_related("proposed_times__provider")
        .defer("note", "contact__access_needs", "contact__interpreter")
        .order_by(F("starts_at").asc(nulls_last=True), "pk")
    )
    looks.record(request, looks.Action.LISTED, [one.reference for one in found], "hours")
    title = ngettext(
        "This change touches one visit or request",
        "This change touches %(count)s visits or requests",
        len(found),
    ) % {"count": len(found)}
    return TemplateResponse(
        request,
        "admin/booking/hours/touches.html",
        {
            **admin.site.each_context(request),
            "title": title,
            "opts": opts,
            "found": found,
            "confirmed": " ".join(one.reference for one in found),
            "confirmed_name": CONFIRMED,
            "go_back": GO_BACK,
            "back": back,
            "shown_before": CONFIRMED in request.POST,
            "typed": [
                (name, value) for name, values in request.POST.lists() if name not in OWN for value in values
            ],
            "action": _("Save it; I see to each") if not back else _("Delete it; I see to each"),
        },
    )
