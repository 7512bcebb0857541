import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.moments import in_range

DRAFT_KEPT_FOR = timedelta(hours=24)


class DraftQuerySet(models.QuerySet["Draft"]):
    def live(self) -> "DraftQuerySet":
        return self.filter(created_at__gt=timezone.now() - DRAFT_KEPT_FOR)

    def of_visitor(self, begun_by: str) -> "DraftQuerySet":
        """Begun from one address; where none is known, nobody's."""
        return self.filter(begun_by=begun_by) if begun_by else self.none()


class Draft(models.Model):
    """A patient's answers on the way to "send", named in the address: two tabs, two drafts.

    `id` becomes the appointment's `submission`, so that a double send makes one request; `answers` is
    emptied by then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answers = models.JSONField(default=dict)
    # When the time was chosen, for good: no later answer moves it, and nothing that is sent can.
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    begun_by = models.CharField(max_length=64, blank=True)  # clinic.visitors.visitor_key

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        constraints = [in_range("draft_moments", moments=("created_at",))]

    def __str__(self) -> str:
        return "draft"
