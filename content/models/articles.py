import re
from datetime import datetime
from html import unescape
from math import ceil
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.body import sanitized
from clinic.moments import in_range, validate_day
from clinic.search_text import SearchWords
from clinic.text import LineField, clean_html
from clinic.traces.changes import tracked
from content.models.pictures import Picture
from content.models.topics import Topic

# Addresses under /articles/ that are pages of their own.
RESERVED_SLUGS = ["topics", "search", "feed", "preview", "pictures"]


def refuse_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("“%(slug)s” is a page of its own. Choose another address."), params={"slug": slug}
        )


OUT = ["scheduled", "published"]

# What an editor writes and readers see, and what a version brings back. Not its state, its address and what
# hangs on it.
WRITTEN = [
    "title", "topic_id", "summary", "body", "author", "is_about_pain", "reviewed_by", "reviewed_on",
    "review_due_on", "picture_id",
]  # fmt: skip

WORDS_A_MINUTE = 230  # what grown-ups read to themselves


class WithoutTags(models.Func):
    template = "regexp_replace(%(expressions)s, '<[^>]*>', ' ', 'g')"
    output_field = models.TextField()


class Prose(models.Func):
    """Of HTML: without tags and entities."""

    template = "regexp_replace(%(expressions)s, '<[^>]*>|&[a-z]+;', ' ', 'g')"
    output_field = models.TextField()


def words_of(text: str | models.Func, weight: str) -> SearchVector:
    """X-ray as x ray and as xray: content/search.py looks for both."""
    return SearchVector(SearchWords(text), weight=weight, config="english")


# What readers search in.
WORDS = words_of("title", "A") + words_of("summary", "B") + words_of(Prose("body"), "C")


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self, now: datetime) -> "ArticleQuerySet":
        """The one definition of what the public sees: pages, home page and sitemap all ask here.

        What is scheduled is published when its time has come: nobody has to press anything again.
        """
        return self.filter(state__in=OUT, published_at__lte=now)

    def with_what_shows(self) -> "ArticleQuerySet":
        """The topic, and of the picture all but itself."""
        return self.select_related("topic", "picture").defer("picture__small", "picture__large")

    def showing(self, picture: Picture) -> "ArticleQuerySet":
        """Above the text or in it."""
        return self.filter(models.Q(picture=picture) | models.Q(body__contains=picture.digest))


class ArticleManager(models.Manager.from_queryset(ArticleQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> ArticleQuerySet:
        """Without what only a search reads, and that in the database."""
        return super().get_queryset().defer("words")


@tracked(exclude=["words"], quiet=["edition", "updated_at"])
class Article(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    title = LineField(
        _("title"),
        max_length=120,
        help_text=_("The question as a patient would ask it. 60 letters show in a search."),
    )
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        validators=[refuse_reserved],
        help_text=_("The last part of the page's address. One that readers had leads here for good."),
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="articles", verbose_name=_("topic")
    )
    summary = LineField(
        _("summary"),
        max_length=300,
        help_text=_("The short answer, in one or two sentences. Shown under the title."),
    )
    body = models.TextField(
        _("text"),
        help_text=_(
            "What you paste is tidied when you save. Short words and sentences, no promise of a result."
        ),
    )
    author = LineField(
        _("author"), max_length=100, blank=True, help_text=_("Leave empty to publish in the practice's name.")
    )
    is_about_pain = models.BooleanField(
        _("about pain"), default=False, help_text=_("Shows when to call 911, below the text.")
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, validators=[validate_day])
    reviewed_by = LineField(
        _("reviewed by"),
        max_length=100,
        blank=True,
        help_text=_("The clinician who has read it, with title. Empty: nobody yet."),
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True, validators=[validate_day])
    review_due_on = models.DateField(
        _("next review"),
        null=True,
        blank=True,
        validators=[validate_day],
        help_text=_("When somebody has to read it again."),
    )
    change_note = LineField(
        _("what has changed"),
        max_length=200,
        blank=True,
        help_text=_("For your colleagues, in the list of versions. Readers never see it."),
    )
    picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("picture")
    )
    # What readers of a retired one are told to read.
    moved_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("read instead")
    )
    edition = models.PositiveIntegerField(default=0, editable=False)  # which one a form showed
    updated_at = models.DateTimeField(_("last changed"), editable=False)
    # Kept: a search compares and ranks articles by it, and to make it takes milliseconds for each.
    words = models.GeneratedField(expression=WORDS, output_field=SearchVectorField(), db_persist=True)

    objects = ArticleManager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-published_at", "-pk"]
        constraints = [
            in_range(
                "article_moments",
                days=("reviewed_on", "review_due_on"),
                moments=("published_at", "updated_at"),
            ),
            # published() compares the time: without one a published article would be seen by nobody.
            models.CheckConstraint(
                condition=~models.Q(state__in=["scheduled", "published"])
                | models.Q(published_at__isnull=False),
                name="article_published_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(slug__in=RESERVED_SLUGS), name="article_slug_not_reserved"
            ),
            # A review names who did it and when, or is none.
            models.CheckConstraint(
                condition=models.Q(reviewed_by="", reviewed_on=None)
                | ~models.Q(reviewed_by="") & models.Q(reviewed_on__isnull=False),
                name="article_review_is_whole",
            ),
        ]
        indexes = [GinIndex(fields=["words"], name="article_words")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_in()
        if self.is_changed():
            self.updated_at = timezone.now()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("content:article", args=[self.slug])

    def clean(self) -> None:
        self.fill_in()  # a form checks the constraints before it saves

    def fill_in(self) -> None:
        self.body = sanitized(clean_html(self.body))
        if self.state == self.State.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()

    def is_published(self, now: datetime) -> bool:
        """As ArticleQuerySet.published(), for the one at hand."""
        return self.state in OUT and self.published_at is not None and self.published_at <= now

    def standing(self, now: datetime) -> "Article.State":
        """Scheduled is published once its time has come, and nobody wrote that down."""
        return Article.State.PUBLISHED if self.is_published(now) else Article.State(self.state)

    @property
    def changed_at(self) -> datetime:
        """Since when readers have it as it is: what was written before it was out, nobody saw."""
        return max(self.updated_at, self.published_at or self.updated_at)

    def is_gone(self, now: datetime) -> bool:
        """Readers have known it, and find it no longer. What was never out is not even said to be gone."""
        return self.state == self.State.RETIRED and self.published_at is not None and self.published_at <= now

    def is_revised(self) -> bool:
        """Changed on a later day than it came out: readers are told the day, not the hour."""
        if self.published_at is None:
            return False
        return timezone.localdate(self.updated_at) > timezone.localdate(self.published_at)

    def minutes(self) -> int:
        """To read the text, tables and all."""
        text = unescape(re.sub(r"<[^>]*>", " ", self.body))
        return max(ceil(len(re.findall(r"\w+(?:['’-]\w+)*", text)) / WORDS_A_MINUTE), 1)

    def is_changed(self) -> bool:
        """Whether a reader would see a difference: search engines are told of no other change."""
        stored = Article.objects.filter(pk=self.pk).values(*WRITTEN).first()
        return stored != {name: getattr(self, name) for name in WRITTEN}
