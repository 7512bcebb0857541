"""Whom a change of hours touched, as the list "To be moved" and the page that offers to each show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib import admin
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking import diary, wording, workflow
from booking.admin import sentences
from booking.admin.times import Place
from booking.models import Appointment, Hold, Status


@dataclass(frozen=True)
class Touched:
    appointment: Appointment
    trouble: Sequence[diary.Unserved]
    now: datetime

    @cached_property
    def around(self) -> Place:
        """The time that falls away, and with whom."""
        first = self.trouble[0]
        return first.provider, first.starts_at

    @property
    def is_to_be_offered(self) -> bool:
        """Not again where times that can be kept are on the table, and not over what the patient wishes for:
        somebody has to look at those."""
        one = self.appointment
        if not self.trouble or not one.can_be_changed(self.now):
            return False
        if one.status == Status.BOOKED and one.waiting_since:
            return False
        return not one.offers or self.an_offer_falls_away

    @property
    def an_offer_falls_away(self) -> bool:
        return any(place.kind == Hold.Kind.OFFERED for place in self.trouble)

    @property
    def standing(self) -> str:
        """What it waits for."""
        one = self.appointment
        if one.offers and not self.an_offer_falls_away and one.answer_by:
            if one.answer_by <= self.now:
                return _("offered, the patient has not answered in time")
            return _("offered, waits for the patient until %(time)s") % {
                "time": wording.short_when(one.answer_by)
            }
        if one.status == Status.BOOKED and one.wish:
            return _("booked, the patient wishes for another time: %(time)s") % {
                "time": wording.short_when(one.wish.starts_at)
            }
        if one.status == Status.BOOKED and one.waiting_since:
            return _("booked, no time offered suits the patient")
        return one.get_status_display()


def look_at(appointments: Iterable[Appointment], now: datetime) -> list[Touched]:
    """With `provider` and `proposed_times__provider` loaded."""
    found = list(appointments)
    trouble = diary.unserved(found)
    return [Touched(one, trouble[one.pk], now) for one in found]


def to_be_moved(now: datetime) -> list[Touched]:
    """By their times. Without what patients wrote (STANDARDS 3.7)."""
    return look_at(
        Appointment.objects.filter(touched_at__isnull=False)
        .select_related("contact", "provider", "visit_type")
        .prefetch_related("proposed_times__provider")
        .defer("note", "contact__access_needs", "contact__interpreter")
        .order_by(F("starts_at").asc(nulls_last=True), "pk"),
        now,
    )


# The list's columns


def prepare(appointments: Iterable[Appointment]) -> None:
    """Of a whole page at once."""
    for one in look_at(appointments, timezone.now()):
        one.appointment.as_touched = one  # type: ignore[attr-defined]


def as_touched(appointment: Appointment) -> Touched:
    found: Touched = appointment.as_touched  # type: ignore[attr-defined]
    return found


@admin.display(description=gettext_lazy("Falls away"))
def falls_away(appointment: Appointment) -> SafeString:
    trouble = as_touched(appointment).trouble
    if not trouble:
        return format_html("{}", _("Somebody serves it again: keep it at this time."))
    return format_html_join(
        "",
        '<div>{}, {}<br><span class="desk-quiet">{}</span></div>',
        (
            (
                wording.short_when(one.starts_at),
                one.provider.name,
                capfirst(sentences.because(one.why, one.provider)),
            )
            for one in trouble
        ),
    )


@admin.display(description=gettext_lazy("Is"))
def standing(appointment: Appointment) -> str:
    return as_touched(appointment).standing


@admin.display(description=gettext_lazy("What to do"))
def to_do(appointment: Appointment) -> SafeString:
    """Named after the patient for whoever does not see the row."""
    verbs = [("move", _("Move"))]
    if appointment.can_be_changed(as_touched(appointment).now):
        verbs.insert(0, ("offer", _("Offer times")))
    was_offered = workflow.was_offered_others(appointment)
    if was_offered:
        verbs.append(("decline", _("Keep")))
    links = format_html_join(
        " ",
        '<a class="desk-button" href="{}?back=touched">{}<span class="visually-hidden"> {}</span></a>',
        (
            (
                reverse(f"admin:booking_appointment_{verb}", args=[appointment.pk]),
                label,
                appointment.reference,
            )
            for verb, label in verbs
        ),
    )
    if was_offered:
        return links
    return format_html(
        '{} <button class="desk-button" formaction="{}?back=touched" name="seen" value="{}">{}'
        '<span class="visually-hidden"> {}</span></button>',
        links,
        reverse("admin:booking_appointment_keep", args=[appointment.pk]),
        appointment.revision,
        _("Keep"),
        appointment.reference,
    )
