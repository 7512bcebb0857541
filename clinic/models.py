import re
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.body import sanitized
from clinic.moments import in_range, validate_day
from clinic.phones import PhoneField
from clinic.text import LineField, LinesField, clean_html
from clinic.traces.changes import tracked


@tracked(exclude=["uid"])  # it never changes
class Practice(models.Model):
    """The practice's own facts: one row, made by the first migration.

    What is not known stays empty and is shown nowhere; nothing about the clinic is invented.
    """

    # What calendars and feed readers know us by: made once, whatever becomes of SITE_URL.
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    name = LineField(_("name"), max_length=100, default="Knecht Chiropractic Center")
    phone: Any = PhoneField(_("phone"), default="+19197775242")
    street = LineField(_("street address"), max_length=200, blank=True)
    city = LineField(_("town"), max_length=100, default="Sanford")
    state = LineField(_("state"), max_length=100, default="North Carolina")
    postal_code = LineField(_("ZIP code"), max_length=20, blank=True)
    how_to_find_us = LinesField(
        _("how to find us"),
        max_length=1000,
        blank=True,
        help_text=_("Where to park, which door to take. Patients read it once their visit is booked."),
    )
    what_to_bring = LinesField(
        _("what to bring"),
        max_length=1000,
        blank=True,
        help_text=_("Patients read it once their visit is booked, on its page and in mails."),
    )
    google_review_url = models.URLField(
        _("Google review page"),
        blank=True,
        default="https://search.google.com/local/writereview?placeid=ChIJ1RLeoBqnrIkR3Nywwbe2reM",
    )
    yelp_review_url = models.URLField(
        _("Yelp review page"),
        blank=True,
        default="https://www.yelp.com/writeareview/biz/zZ6rzHVtJpjZ_U2eF9TN0g",
    )
    hours_confirmed = models.BooleanField(
        _("the opening hours are right"),
        default=False,
        help_text=_(
            "Tick this once the hours of every provider are the real ones. Until then the site shows "
            "no hours, and a site that is live on the internet offers no online times, only the phone."
        ),
    )
    time_zone = models.CharField(max_length=64, blank=True, editable=False)
    # When a mail server took the test mail of a manager.
    mail_tried_at = models.DateTimeField(_("test mail sent"), null=True, editable=False)
    starters_loaded_at = models.DateTimeField(null=True, editable=False)

    # Kind and title of the legal pages that the public may read: load() brings them, in the one query.
    legal_pages: Sequence[dict[str, str]] = ()

    # By this process: for the page that says that the database is away.
    last_known: ClassVar["Practice | None"] = None

    class Meta:
        verbose_name = verbose_name_plural = _("practice")
        constraints = [
            in_range("practice_moments", moments=("mail_tried_at", "starters_loaded_at")),
            # A second row would make "the practice" mean two things.
            models.CheckConstraint(condition=models.Q(pk=1), name="practice_is_one"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not self.phone:
            raise ValidationError({"phone": _("Enter the phone number that patients call.")})
        if self.postal_code and not re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", self.postal_code):
            raise ValidationError({"postal_code": _("Enter the five digits of the ZIP code.")})

    def phone_in_a_sentence(self) -> str:
        """On one line, wherever the sentence breaks."""
        return str(self.phone.as_national).replace(" ", "\N{NO-BREAK SPACE}")

    @classmethod
    def load(cls) -> "Practice":
        published = LegalPage.objects.published().order_by("pk")
        links = ArraySubquery(published.values(link=JSONObject(kind="kind", title="title")))
        cls.last_known = cls.objects.annotate(legal_pages=links).get_or_create(pk=1)[0]
        return cls.last_known


# What is still to be replaced in a legal page says so, in capitals.
MARK = "DRAFT"


class LegalPageQuerySet(models.QuerySet["LegalPage"]):
    def published(self) -> "LegalPageQuerySet":
        """The one definition of what the public sees: pages, footer and sitemap all ask here."""
        return self.filter(state=LegalPage.State.PUBLISHED)


@tracked()
class LegalPage(models.Model):
    """One row a kind, made by clinic/legal.py as a draft for the practice and its counsel to replace."""

    class Kind(models.TextChoices):
        """Their values are the last part of the page's address."""

        PRIVACY = "privacy", _("Notice of privacy practices")
        ESTIMATE = "good-faith-estimate", _("Good-faith estimate")
        NON_DISCRIMINATION = "non-discrimination", _("Non-discrimination")
        LANGUAGE = "language-assistance", _("Language assistance")
        ACCESSIBILITY = "accessibility", _("Accessibility")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    kind = models.CharField(_("page"), max_length=30, choices=Kind, unique=True, editable=False)
    title = LineField(
        _("title"), max_length=100, help_text=_("The page's heading, and its link at the foot of every page.")
    )
    body = models.TextField(
        _("text"),
        help_text=_(
            "Written in HTML: p, h2, h3, ul, ol, li, strong, em, a, blockquote and tables. Anything else is "
            "taken out when you save. Replace each part that says DRAFT: until then it cannot be published."
        ),
    )
    effective_on = models.DateField(
        _("in effect from"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("Shown above the text. The notice of privacy practices needs it."),
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=State,
        default=State.DRAFT,
        help_text=_(
            "Only managers see a draft, with “View on site”. What is published is linked on every page."
        ),
    )
    updated_at = models.DateTimeField(_("last changed"), editable=False)

    objects = LegalPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal page")
        verbose_name_plural = _("legal pages")
        ordering = ["pk"]
        constraints = [
            in_range("legal_page_moments", days=("effective_on",), moments=("updated_at",)),
            # Nobody is to take our words for the practice's.
            models.CheckConstraint(
                condition=models.Q(state="draft") | ~models.Q(body__contains=MARK),
                name="legal_page_published_is_no_draft",
            ),
            # 45 CFR 164.520(b)(1)(viii)
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | ~models.Q(kind="privacy")
                | models.Q(effective_on__isnull=False),
                name="legal_page_privacy_has_its_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.body = sanitized(clean_html(self.body))
        if self.is_changed():
            self.updated_at = timezone.now()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("legal", args=[self.kind])

    def clean(self) -> None:
        if not self.is_published:
            return
        refused = {}
        if MARK in sanitized(self.body):
            refused["body"] = _("The text still says DRAFT. Replace each part that says so, then publish it.")
        if self.kind == self.Kind.PRIVACY and self.effective_on is None:
            refused["effective_on"] = _("Enter the date from which this notice counts.")
        if refused:
            raise ValidationError(refused)

    @property
    def is_published(self) -> bool:
        """As LegalPageQuerySet.published(), for the one at hand."""
        return self.state == self.State.PUBLISHED

    def is_changed(self) -> bool:
        """Whether a reader would see a difference: search engines are told of no other change."""
        seen = ["title", "body", "effective_on"]
        stored = LegalPage.objects.filter(pk=self.pk).values(*seen).first()
        return stored != {name: getattr(self, name) for name in seen}
