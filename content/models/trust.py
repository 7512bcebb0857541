"""What makes an article worth believing: sources, corrections, and who has signed what off."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.moments import in_range, validate_day
from clinic.text import LineField
from clinic.traces.changes import tracked
from content.models.articles import Article


@tracked()
class Source(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="sources")
    title = LineField(_("title"), max_length=200)
    publisher = LineField(_("published by"), max_length=100)
    url = models.URLField(_("address"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("source")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


@tracked()
class Correction(models.Model):
    """Readers see it, dated, below the text."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="corrections")
    made_on = models.DateField(_("corrected on"), validators=[validate_day])
    text = LineField(_("what was wrong, and what is right"), max_length=300)

    class Meta:
        verbose_name = _("correction")
        ordering = ["-made_on", "-pk"]
        constraints = [in_range("correction_days", days=("made_on",))]

    def __str__(self) -> str:
        return f"{self.made_on}"


@tracked()
class SignOff(models.Model):
    """Somebody has read a warning about these words and answers for them (STANDARDS 3.14)."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="sign_offs")
    rule = models.CharField(_("rule"), max_length=40)
    words = models.CharField(_("words"), max_length=300)
    signed_at = models.DateTimeField(_("signed"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("sign-off")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            in_range("sign_off_moments", moments=("signed_at",)),
            # The same words need no second one; other words do.
            models.UniqueConstraint("article", "rule", "words", name="sign_off_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.pk}"


@tracked()
class OldAddress(models.Model):
    """An address that an article had: it leads to the present one for good."""

    slug = models.SlugField(max_length=80, unique=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="old_addresses")

    class Meta:
        verbose_name = _("old address")
        default_permissions = ()

    def __str__(self) -> str:
        return self.slug
