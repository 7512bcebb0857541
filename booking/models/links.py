import hashlib
import secrets
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.models.appointments import Appointment
from clinic.moments import in_range
from clinic.text import EmailField
from clinic.traces.changes import tracked


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class LinkQuerySet(models.QuerySet["Link"]):
    def mint(self, appointment: Appointment) -> "tuple[Link, str]":
        """A new link and its token of 192 random bits, of which only the hash is kept (ASVS 11.5.1)."""
        token = secrets.token_urlsafe(24)
        return self.create(appointment=appointment, token_hash=hash_of(token)), token

    def with_appointment(self) -> "LinkQuerySet":
        return self.select_related(
            "appointment__contact",
            "appointment__provider",
            "appointment__visit_type",
            "appointment__wished_provider",
        )


@tracked(patient="appointment", exclude=["token_hash"])
class Link(models.Model):
    """A patient's way to one appointment without an account. Several are valid at once."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        constraints = [in_range("link_moments", moments=("created_at", "revoked_at"))]

    def __str__(self) -> str:
        return f"link {self.pk}"

    def is_live(self, now: datetime) -> bool:
        end = self.appointment.links_end_at()
        return self.revoked_at is None and (end is None or now < end)


class LinkRequest(models.Model):
    """Somebody asked for their link again. The worker finds out whether there is one: the page, and the
    time that it takes, are the same for everybody (ASVS 6.3.8)."""

    email = EmailField(
        max_length=254, unique=True
    )  # one waiting request an address, however often it is sent
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request for a link")
        constraints = [in_range("link_request_moments", moments=("created_at",))]

    def __str__(self) -> str:
        return f"request {self.pk}"
