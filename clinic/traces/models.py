"""Who saw and changed what (45 CFR 164.312(b)). Nobody edits these; clinic.traces.admin shows them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clinic.moments import in_range
from clinic.traces import accounts
from clinic.traces.triggers import AppendOnly

__all__ = ["Look", "accounts"]


class Look(models.Model):
    """Somebody of the staff saw patients, or signed in, or tried to. Only clinic.traces.looks writes them."""

    class Action(models.TextChoices):
        OPENED = "opened", _("opened")
        LISTED = "listed", _("listed")
        SEARCHED = "searched", _("searched")
        EXPORTED = "exported", _("exported")
        TRACED = "traced", _("looked at who saw and changed what")
        SIGNED_IN = "signed-in", _("signed in")
        SIGNED_OUT = "signed-out", _("signed out")
        INVITED = "invited", _("sent a link to choose a password")
        SIGN_IN_FAILED = "sign-in-failed", _("failed to sign in")

    is_record = True  # the program's database role may add rows, and no more

    at = models.DateTimeField(db_default=Now())  # the database's clock, as of the changes
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    username = models.CharField(max_length=150, blank=True)  # as it was then
    address = models.CharField(max_length=45, blank=True)
    action = models.CharField(max_length=16, choices=Action)
    what = models.CharField(max_length=200, blank=True)  # which view, or which words were searched for
    references = ArrayField(models.CharField(max_length=8), default=list)  # of all patients shown, in order
    session = models.CharField(max_length=16, blank=True)  # tells one sign-in from the next; opens nothing

    class Meta:
        verbose_name = verbose_name_plural = _("who saw and changed what")
        default_permissions = ["view"]
        triggers = [AppendOnly()]
        indexes = [
            models.Index("at", "id", name="look_at"),
            models.Index("user", "at", "id", name="look_by"),
            GinIndex("references", name="look_of"),
            # Is this a refresh?
            models.Index("session", "action", "what", "id", name="look_last"),
        ]
        constraints = [in_range("look_moments", moments=("at",))]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"
