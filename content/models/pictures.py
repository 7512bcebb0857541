from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clinic.moments import in_range
from clinic.text import LineField
from clinic.traces.changes import tracked

# Pixels. The large one is sharp on a phone, and wide enough for the column of text.
SMALL, LARGE = 640, 1280


class PictureQuerySet(models.QuerySet["Picture"]):
    def light(self) -> "PictureQuerySet":
        """Without the pictures themselves, which only content.views.picture sends."""
        return self.defer("small", "large")


@tracked(exclude=["small", "large"])
class Picture(models.Model):
    """A photograph or drawing that staff have uploaded, as WebP in two widths, and nothing else of the file.

    In the database like all else, so that every web server has it and a backup is whole.
    """

    alt = LineField(
        _("what it shows"), max_length=200, help_text=_("For whoever cannot see it. One sentence.")
    )
    small = models.BinaryField()
    large = models.BinaryField()
    width = models.PositiveIntegerField(_("width"), editable=False)  # of the large one, in pixels
    height = models.PositiveIntegerField(_("height"), editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of `large`: its address
    added_at = models.DateTimeField(_("added"), editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        ordering = ["-added_at", "-pk"]
        constraints = [in_range("picture_moments", moments=("added_at",))]

    def __str__(self) -> str:
        return self.alt

    def get_absolute_url(self) -> str:
        return self.address(self.width)

    def address(self, width: int) -> str:
        return reverse("content:picture", args=[self.digest, width])

    @property
    def small_width(self) -> int:
        """A picture that is small itself has the same file twice."""
        return min(self.width, SMALL)

    @property
    def small_address(self) -> str:
        return self.address(self.small_width)

    @property
    def code(self) -> str:
        """Puts it into the text of an article: clinic/body.py."""
        return f'<figure data-picture="{self.digest}"><figcaption></figcaption></figure>'
