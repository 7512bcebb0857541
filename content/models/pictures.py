from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.traces.changes import tracked


@tracked(exclude=["small", "large"])
class Picture(models.Model):
    """A photograph or drawing that staff have uploaded, as WebP in two widths, and nothing else of the file.

    In the database like all else, so that every web server has it and a backup is whole.
    """

    alt = models.CharField(
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

    class Meta:
        verbose_name = _("picture")
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.alt
