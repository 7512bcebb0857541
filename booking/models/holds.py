"""The diary, and the times on the table."""

from collections.abc import Iterable

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from booking.availability import Span
from booking.models.appointments import Appointment
from booking.models.schedule import Provider
from clinic.moments import in_range
from clinic.traces.changes import tracked

# The provider as a range of one point: an exclusion constraint over it needs no extension.
PROVIDER_RANGE = Func(
    "provider_id", "provider_id", Value("[]"), function="int8range", output_field=BigIntegerRangeField()
)
TIME_RANGE = Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField())


class HoldQuerySet(models.QuerySet["Hold"]):
    def overlapping(self, providers: Iterable[Provider], span: Span) -> "HoldQuerySet":
        """What is taken in `span`, asked with the constraint's own expressions: its index answers, and the
        past is never read."""
        ids = [one.pk for one in providers]
        if not ids:
            return self.none()
        return self.alias(provider_range=PROVIDER_RANGE, time_range=TIME_RANGE).filter(
            provider_range__overlap=NumericRange(min(ids), max(ids), "[]"),
            time_range__overlap=DateTimeTZRange(span.starts_at, span.ends_at),
            provider__in=ids,
        )


class Hold(models.Model):
    """The diary: one span of one provider's time that is taken, from a visit's start to its end plus buffer.

    A hold that is asked or offered ends at `expires_at`; whoever wants its time from then on deletes it.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", _("asked for")
        OFFERED = "offered", _("offered")
        VISIT = "visit", _("visit")

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="holds")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=8, choices=Kind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("time taken")
        constraints = [
            in_range("hold_moments", moments=("starts_at", "ends_at", "expires_at")),
            # No provider is promised to two people at once, whoever writes.
            ExclusionConstraint(
                name="hold_no_overlap",
                expressions=[
                    (PROVIDER_RANGE, RangeOperators.OVERLAPS),
                    (TIME_RANGE, RangeOperators.OVERLAPS),
                ],
            ),
            # An empty span overlaps nothing and would slip into time that is taken.
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hold_is_not_empty"),
            # A visit never lapses; a wish or an offer always does.
            models.CheckConstraint(
                condition=Q(kind="visit", expires_at=None) | (~Q(kind="visit") & Q(expires_at__isnull=False)),
                name="hold_expires_unless_visit",
            ),
            models.UniqueConstraint("appointment", condition=Q(kind="visit"), name="hold_one_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}Z"


@tracked(patient="appointment")
class ProposedTime(models.Model):
    """A time on the table: offered by the clinic, or asked for by a patient whose visit is booked already.

    It outlives its Hold, so that what was said is still known when the time is gone.
    """

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="proposed_times")
    kind = models.CharField(
        max_length=8, choices=[choice for choice in Hold.Kind.choices if choice[0] != "visit"]
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()

    class Meta:
        verbose_name = _("proposed time")
        ordering = ["starts_at", "pk"]
        constraints = [
            in_range("proposed_time_moments", moments=("starts_at",)),
            models.UniqueConstraint("appointment", "starts_at", name="proposed_time_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}Z"
