"""What can be booked, with whom, and when they work.

Midnight: 12:00 AM begins a day where something starts, and ends that day where something ends, in weekly
hours, closures and extra openings alike (`availability.end_of`).
"""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from booking.availability import MIDNIGHT, LocalSpan, Rules, WeeklySpan, end_of
from clinic.moments import in_range
from clinic.text import LineField
from clinic.traces.changes import tracked

YEAR = 365


class VisitTypeQuerySet(models.QuerySet["VisitType"]):
    def bookable_online(self) -> "VisitTypeQuerySet":
        return self.filter(is_active=True, online=True)


@tracked()
class VisitType(models.Model):
    """A kind of visit. Editing one changes no visit that was asked for before."""

    name = LineField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), unique=True, help_text=_("Its part of the web address."))
    summary = LineField(
        _("summary"), max_length=200, blank=True, help_text=_("One sentence that patients read beside it.")
    )
    length = models.PositiveSmallIntegerField(
        _("length in minutes"), validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    buffer = models.PositiveSmallIntegerField(
        _("minutes kept free after it"), default=0, validators=[MaxValueValidator(240)]
    )
    every = models.PositiveSmallIntegerField(
        _("a start every … minutes"), default=30, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    notice = models.PositiveSmallIntegerField(
        _("minimum notice in hours"),
        default=4,
        help_text=_("Nobody can ask online for a time sooner than this."),
    )
    horizon = models.PositiveSmallIntegerField(
        _("days ahead"),
        default=60,
        validators=[MaxValueValidator(YEAR)],
        help_text=_("How far ahead patients can ask."),
    )
    online = models.BooleanField(_("patients can book it online"), default=True)
    confirmed_at_once = models.BooleanField(
        _("booked at once"),
        default=False,
        help_text=_("Otherwise the front desk answers each request."),
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Untick to retire it. Visits that use it stay as they are.")
    )
    position = models.PositiveSmallIntegerField(_("position in lists"), default=0)

    objects = VisitTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit type")
        ordering = ["position", "name"]
        constraints = [
            # Nobody can be given a visit of no length, and the walk along the wall clock must end.
            models.CheckConstraint(
                condition=Q(length__gt=0, every__gt=0), name="visit_type_minutes_positive"
            ),
            # The page of times reads all of these days (booking/weeks.py).
            models.CheckConstraint(condition=Q(horizon__lte=YEAR), name="visit_type_horizon_a_year"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_chosen(self) -> bool:
        """As bookable_online()."""
        return self.is_active and self.online

    @property
    def rules(self) -> Rules:
        return Rules(
            length=timedelta(minutes=self.length),
            buffer=timedelta(minutes=self.buffer),
            every=timedelta(minutes=self.every),
            notice=timedelta(hours=self.notice),
            horizon=self.horizon,
        )


@tracked()
class Provider(models.Model):
    """Somebody whom patients see. Retired, never deleted: past visits name them."""

    name = LineField(_("name"), max_length=100, help_text=_("As patients read it."))
    visit_types = models.ManyToManyField(
        VisitType, verbose_name=_("visits"), related_name="providers", blank=True
    )
    is_sample = models.BooleanField(
        _("a sample"),
        default=False,
        help_text=_("This entry came with the program. Put in the real name and hours, then untick."),
    )
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Untick to retire."))

    class Meta:
        verbose_name = _("provider")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


@tracked()
class ProviderVisitType(Provider.visit_types.through):  # type: ignore[name-defined]
    """The table behind Provider.visit_types, to be tracked."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("visit of a provider")


@tracked()
class WeeklyHours(models.Model):
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(
        _("day"),
        choices=list(WEEKDAYS.items()),
    )
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"), help_text=_("12:00 AM: to the end of that day."))

    class Meta:
        verbose_name = verbose_name_plural = _("weekly hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=time(0)),
                name="weekly_hours_close_after_opening",
                violation_error_message=_("The end must be later than the start."),
            ),
        ]

    def __str__(self) -> str:
        from booking import wording  # which knows the models

        times = wording.labels(self.opens, self.closes)
        return _("%(day)s, %(times)s") % {"day": self.get_weekday_display(), "times": times}

    @property
    def span(self) -> WeeklySpan:
        return WeeklySpan(self.weekday, self.opens, self.closes)


class DatedSpan(models.Model):
    """A stretch on the clinic's clock: whole days, or from a time on the first to a time on the last."""

    provider = models.ForeignKey(
        Provider,
        models.CASCADE,
        null=True,
        blank=True,
        verbose_name=_("provider"),
        help_text=_("Empty: everybody."),
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    from_time = models.TimeField(
        _("from"), null=True, blank=True, help_text=_("Empty or 12:00 AM: from the start of the first day.")
    )
    to_time = models.TimeField(
        _("to"), null=True, blank=True, help_text=_("Empty or 12:00 AM: to the end of the last day.")
    )
    reason = LineField(_("reason"), max_length=100, blank=True)

    class Meta:
        abstract = True
        ordering = ["first_day", "from_time"]
        constraints = [in_range("%(class)s_days", days=("first_day", "last_day"))]

    def __str__(self) -> str:
        from booking import wording  # which knows the models

        return wording.stretch(self.first_day, self.from_time, self.last_day, self.to_time)

    @property
    def span(self) -> LocalSpan:
        starts = datetime.combine(self.first_day, self.from_time or MIDNIGHT)
        return LocalSpan(starts, end_of(self.last_day, self.to_time or MIDNIGHT))

    def clean(self) -> None:
        if self.first_day and self.last_day and self.span.ends <= self.span.starts:
            raise ValidationError(_("The end must be later than the start."))


@tracked()
class Closure(DatedSpan):
    """Nothing new is booked here. Visits that are already there stay until somebody deals with them."""

    class Meta(DatedSpan.Meta):
        verbose_name = _("closure")


@tracked()
class ExtraOpening(DatedSpan):
    class Meta(DatedSpan.Meta):
        verbose_name = _("extra opening")
