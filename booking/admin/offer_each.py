"""Other times for everybody whom a change of hours touched: shown first, then offered one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from booking import wording, workflow
from booking.admin import nearest, sentences, times
from booking.admin.addresses import number_in
from booking.admin.touched import Touched, to_be_moved
from booking.admin.verbs.base import staff
from booking.errors import BookingError
from booking.models import Appointment, Provider, Status
from clinic.answers import keeps_answers, pressed
from clinic.traces import looks

FIELD = "offer"


@dataclass(frozen=True)
class Row:
    """`value` says what is shown, to be offered exactly so: the appointment, its revision, its places."""

    touched: Touched
    places: Sequence[times.Place]

    @property
    def value(self) -> str:
        one = self.touched.appointment
        return " ".join([str(one.pk), str(one.revision), *map(times.value_of, self.places)])


@keeps_answers
def offer_each(request: HttpRequest) -> HttpResponse:
    user, now = staff(request), timezone.now()
    if pressed(request):
        report(request, list(offer(request.POST.getlist(FIELD), user, now)))
        return redirect(f"{reverse('admin:booking_appointment_changelist')}?view=touched")
    waiting = to_be_moved(now)
    free = [one for one in waiting if one.is_to_be_offered]
    found = nearest.places([(one.appointment, one.around) for one in free], now)
    rows = [Row(one, found[one.appointment.pk]) for one in free]
    looks.record(request, looks.Action.LISTED, [one.appointment.reference for one in free], "offer-each")
    return TemplateResponse(
        request,
        "admin/booking/touched/offer_each.html",
        {
            **admin.site.each_context(request),
            "title": _("Offer each the nearest free times"),
            "opts": Appointment._meta,
            "rows": rows,
            "field": FIELD,
            "others": len(waiting) - len(rows),
        },
    )


Result = tuple[Appointment, bool, str]


def offer(chosen: Sequence[str], user: User, now: datetime) -> Iterator[Result]:
    """What became of each; whatever nobody of ours wrote is left out."""
    providers = list(Provider.objects.all())
    asked = [one for one in (read(words, providers) for words in chosen) if one]
    found = Appointment.objects.select_related("contact", "visit_type").in_bulk([pk for pk, *_rest in asked])
    for pk, seen, places in asked:
        if pk not in found:
            continue
        appointment = found[pk]
        if was_settled(appointment):
            yield appointment, False, _("can stay by now.")
            continue
        if not places:
            yield appointment, False, _("nothing is free. Call the patient.")
            continue
        try:
            workflow.propose(appointment, places, by=user, seen=seen, now=now)
        except BookingError as refusal:
            yield appointment, False, _("changed meanwhile. %(why)s") % {"why": refusal.sentence}
        else:
            assert appointment.answer_by is not None
            until = _("offered until %(time)s.") % {"time": wording.when(appointment.answer_by)}
            yield appointment, True, f"{until} {sentences.told_how(appointment)}"


def was_settled(appointment: Appointment) -> bool:
    """Nobody has to be moved any more, and nothing else was offered: else `seen` tells who was first."""
    stays = appointment.status in (Status.PENDING, Status.BOOKED) and not appointment.offers
    return stays and appointment.touched_at is None


def read(words: str, providers: Sequence[Provider]) -> tuple[int, int, list[times.Place]] | None:
    """See Row.value."""
    pk, _space, rest = words.partition(" ")
    seen, *values = rest.split(" ")
    places = [times.parse_place(value, providers) for value in values]
    number, revision = number_in(pk), number_in(seen)
    if number is None or revision is None or None in places:
        return None
    return number, revision, [one for one in places if one]


def report(request: HttpRequest, results: Sequence[Result]) -> None:
    if done := [one for one in results if one[1]]:
        messages.success(request, lines(_("Other times are offered:"), done))
    if failed := [one for one in results if not one[1]]:
        messages.warning(request, lines(_("Not offered:"), failed))
    if not results:
        messages.warning(request, _("Nobody was ticked: nothing is offered."))


def lines(heading: str, results: Sequence[Result]) -> SafeString:
    return format_html("{}{}", heading, format_html_join("", '<br><a href="{}">{}</a>: {}', (
        (reverse("admin:booking_appointment_change", args=[one.pk]), one.reference, words)
        for one, _done, words in results
    )))  # fmt: skip
