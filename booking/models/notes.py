from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models.appointments import Appointment
from clinic.moments import in_range
from clinic.text import LinesCharField
from clinic.traces.changes import tracked


@tracked(patient="appointment")
class Note(models.Model):
    """What the front desk writes down about an appointment, and each try to reach the patient on the phone.

    Never changed and never shown to the patient. A mistake is put right by another note.
    """

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        SPOKE = "spoke", _("spoke on the phone")
        VOICEMAIL = "voicemail", _("left a voicemail")
        NO_ANSWER = "no-answer", _("no answer")

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="notes")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    text = LinesCharField(_("text"), max_length=500, blank=True)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("note")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            in_range("note_moments", moments=("written_at",)),
            # A note without a word says nothing. A call may: when, and who, is what it says.
            models.CheckConstraint(condition=~Q(kind="note", text=""), name="note_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


# Somebody dialed, and nobody was reached.
NOT_REACHED = [Note.Kind.VOICEMAIL, Note.Kind.NO_ANSWER]
