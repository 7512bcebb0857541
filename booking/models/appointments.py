"""An appointment from asking to having been seen."""

from copy import copy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from booking.models.schedule import Provider, VisitType
from clinic.moments import in_range
from clinic.text import LineField, LinesCharField, LinesField
from clinic.traces.changes import tracked

if TYPE_CHECKING:
    from booking.models.holds import ProposedTime

LINKS_END_AFTER = timedelta(days=30)


class Status(models.TextChoices):
    """HL7 FHIR R4 Appointment.status."""

    WAITLIST = "waitlist", _("no time found yet")
    PENDING = "pending", _("time asked for")
    PROPOSED = "proposed", _("times offered")
    BOOKED = "booked", _("booked")
    ARRIVED = "arrived", _("arrived")
    FULFILLED = "fulfilled", _("seen")
    NOSHOW = "noshow", _("did not come")
    CANCELLED = "cancelled", _("cancelled")
    ENTERED_IN_ERROR = "entered-in-error", _("entered in error")


UNANSWERED = [Status.WAITLIST, Status.PENDING, Status.PROPOSED]
OPEN = [*UNANSWERED, Status.BOOKED]
AGREED = [Status.BOOKED, Status.ARRIVED, Status.FULFILLED, Status.NOSHOW]
OVER = [Status.CANCELLED, Status.ENTERED_IN_ERROR]


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    MIDDAY = "midday", _("Around noon")
    AFTERNOON = "afternoon", _("Afternoon")


def new_reference() -> str:
    """Eight characters that nobody confuses on the phone, and no vowels, so that it spells nothing."""
    return get_random_string(8, "23456789BCDFGHJKMNPQRSTVWXZ")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def waiting_for_clinic(self) -> "AppointmentQuerySet":
        """Requests and wishes that the front desk owes an answer, the oldest first."""
        return self.filter(waiting_since__isnull=False).order_by("waiting_since", "pk")

    def waiting_for_patient(self) -> "AppointmentQuerySet":
        """Times were offered, and the patient has not answered."""
        asked = self.filter(proposed_times__kind="offered", status__in=[Status.PROPOSED, Status.BOOKED])
        return asked.distinct().order_by("answer_by", "pk")


@tracked(
    patient="pgh_obj",
    quiet=[
        "submission",
        "asked_by",
        "revision",
        "calendar_sequence",
        "agreed_at",
        "changed_at",
        "changed_by",
    ],
    indexes=[models.Index("reference", name="appointmentevent_reference")],
)
class Appointment(models.Model):
    """One evaluation asked for or agreed.

    While it is pending, provider and time are what the patient asked for. From booked on they are what was
    agreed, also while a change is wished for or offered, and they stay when the hold is gone.
    """

    reference = models.CharField(
        _("reference"), max_length=8, unique=True, default=new_reference, editable=False
    )
    submission = models.UUIDField(unique=True, null=True, editable=False)
    status = models.CharField(_("status"), max_length=16, choices=Status, editable=False)
    visit_type = models.ForeignKey(VisitType, models.PROTECT, verbose_name=_("visit type"), editable=False)
    visit_name = LineField(_("visit"), max_length=100, editable=False)
    length = models.PositiveSmallIntegerField(_("length in minutes"), editable=False)
    buffer = models.PositiveSmallIntegerField(_("minutes kept free after it"), default=0, editable=False)

    wished_provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("provider wished for"),
    )  # fmt: skip
    provider = models.ForeignKey(
        Provider, models.PROTECT, null=True, blank=True, editable=False, verbose_name=_("provider")
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, editable=False)

    preferred_days = ArrayField(
        models.PositiveSmallIntegerField(choices=list(WEEKDAYS.items())),
        verbose_name=_("preferred days"), default=list, blank=True, editable=False,
    )  # fmt: skip
    preferred_parts = ArrayField(
        models.CharField(max_length=10, choices=PartOfDay),
        verbose_name=_("preferred times of day"), default=list, blank=True, editable=False,
    )  # fmt: skip
    note = LinesField(_("what the patient wrote"), max_length=500, blank=True, editable=False)
    reason = LinesCharField(_("reason"), max_length=300, blank=True, editable=False)
    article = models.SlugField(_("article that led here"), max_length=100, blank=True, editable=False)
    asked_by = models.CharField(max_length=64, blank=True, editable=False)  # clinic.visitors.visitor_key

    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True, editable=False)
    answer_by = models.DateTimeField(_("answer due"), null=True, blank=True, editable=False)

    # Since when nobody serves its time, after the hours or a provider's visits were changed.
    touched_at = models.DateTimeField(_("to be moved since"), null=True, blank=True, editable=False)

    # When its present time was booked: from that day on costs are to be estimated (booking/estimates.py).
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)  # RFC 5545 3.8.7.4
    created_at = models.DateTimeField(_("asked"), editable=False)
    changed_at = models.DateTimeField(_("last changed"), editable=False)
    changed_by = models.ForeignKey(  # nobody: the patient
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        permissions = [("export_appointment", "Can export appointments")]
        constraints = [
            in_range(
                "appointment_moments",
                moments=(
                    "starts_at",
                    "ends_at",
                    "waiting_since",
                    "answer_by",
                    "touched_at",
                    "agreed_at",
                    "created_at",
                    "changed_at",
                ),
            ),
            # A patient who has a time has somebody to see and an end.
            models.CheckConstraint(
                condition=Q(provider=None, starts_at=None, ends_at=None)
                | Q(provider__isnull=False, starts_at__isnull=False, ends_at__isnull=False)
                & Q(ends_at__gt=F("starts_at")),
                name="appointment_time_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.PENDING, *AGREED]) | Q(starts_at__isnull=False),
                name="appointment_has_a_time",
            ),
            # The estimate of the costs that a patient has a right to is due so long after this.
            models.CheckConstraint(
                condition=~Q(status__in=AGREED) | Q(agreed_at__isnull=False), name="appointment_agreed_once"
            ),
            # Nobody waits for an answer to something that is over.
            models.CheckConstraint(
                condition=Q(waiting_since=None)
                | Q(status__in=[Status.WAITLIST, Status.PENDING, Status.BOOKED], answer_by__isnull=False),
                name="appointment_waiting_is_open",
            ),
            # What is over needs no other time.
            models.CheckConstraint(
                condition=Q(touched_at=None) | Q(status__in=OPEN),
                name="appointment_touched_is_open",
            ),
        ]
        indexes = [
            # The queue, and the sweep for what is overdue.
            models.Index("waiting_since", name="appointment_queue", condition=Q(waiting_since__isnull=False)),
            models.Index("answer_by", name="appointment_answer_by", condition=Q(answer_by__isnull=False)),
            # "Fewest visits that day", and the day sheet.
            models.Index("provider", "starts_at", name="appointment_day"),
            # Today, coming, past; and the days that the queue is narrowed down to.
            models.Index("starts_at", name="appointment_starts"),
            # Whom a change of hours touched.
            models.Index("touched_at", name="appointment_touched", condition=Q(touched_at__isnull=False)),
            # The admin's list.
            models.Index("created_at", name="appointment_newest"),
            # The limit per address.
            models.Index("asked_by", name="appointment_asked_by", condition=~Q(asked_by="")),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("booking:appointment", args=[self.reference])

    @property
    def wish(self) -> "ProposedTime | None":
        """The other time that the patient of a booked visit would rather have."""
        return next((one for one in self.proposed_times.all() if one.kind == "asked"), None)

    @property
    def offers(self) -> list["ProposedTime"]:
        return [one for one in self.proposed_times.all() if one.kind == "offered"]

    def visit_type_as_agreed(self) -> VisitType:
        """Not to be saved: the visit type with this appointment's own length and buffer, to look for another
        time with. Editing the visit type has changed neither."""
        agreed = copy(self.visit_type)
        agreed.length, agreed.buffer = self.length, self.buffer
        return agreed

    def links_end_at(self) -> datetime | None:
        """None: as long as a request is open, its patient gets in."""
        if self.status in UNANSWERED:
            return None
        return (self.ends_at or self.changed_at) + LINKS_END_AFTER

    def is_past(self, now: datetime) -> bool:
        return self.status in AGREED and self.starts_at is not None and self.starts_at <= now

    def is_overdue(self, now: datetime) -> bool:
        return self.answer_by is not None and self.answer_by < now

    def can_be_changed(self, now: datetime) -> bool:
        """By the patient: another time, or none at all."""
        return self.status in UNANSWERED or (self.status == Status.BOOKED and not self.is_past(now))
