import uuid
from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from booking.models.appointments import Appointment
from clinic.moments import in_range
from clinic.traces.changes import tracked


class MessageQuerySet(models.QuerySet["Message"]):
    def unsent(self) -> "MessageQuerySet":
        return self.filter(sent_at=None, failed_at=None, superseded_at=None)

    def sendable(self, due_by: datetime) -> "MessageQuerySet":
        """Mails due by then, leased or not. A patient's go out in their order, but a link that somebody asked
        for waits for none."""
        waiting = self.unsent().filter(channel=Message.Channel.EMAIL)
        patients = Message.Audience.PATIENT
        earlier = waiting.filter(
            appointment=OuterRef("appointment"), audience=patients, pk__lt=OuterRef("pk")
        )
        in_turn = ~Q(audience=patients) | Q(kind=Message.Kind.LINK) | ~Exists(earlier)
        return waiting.filter(in_turn, due_at__lte=due_by)

    def to_call(self) -> "MessageQuerySet":
        """What a patient has to be told by phone: no e-mail, or mail that failed for good."""
        return self.filter(
            Q(channel=Message.Channel.PHONE) | Q(failed_at__isnull=False),
            audience=Message.Audience.PATIENT,
            superseded_at=None,
            called_at=None,
        ).order_by("due_at", "pk")

    def to_see(self) -> "MessageQuerySet":
        """What patients changed by themselves and the desk has not ticked off, the oldest first."""
        return self.filter(channel=Message.Channel.DESK, superseded_at=None, called_at=None).order_by(
            "due_at", "pk"
        )


# Without what changes at every try: what became of it in the end is told.
@tracked(
    patient="appointment",
    exclude=["leased_until", "attempts", "due_at"],
    quiet=["uid", "revision", "facts", "created_at"],
)
class Message(models.Model):
    """Something to be told, written in the same transaction as what it tells of.

    `facts` holds the words and times as they were then; names and addresses are looked up when it is sent.
    Channel DESK is not sent: it stands on the desk's first page until staff tick it off (`called_at`,
    `called_by`).
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("request received")
        WAITLISTED = "waitlisted", _("looking for a time")
        CHANGE_RECEIVED = "change-received", _("wish for another time received")
        CONFIRMED = "confirmed", _("booked")
        OFFERED = "offered", _("times offered")
        MOVED = "moved", _("moved")
        KEPT = "kept", _("no other time, the visit stays")
        DECLINED = "declined", _("declined")
        CANCELLED = "cancelled", _("cancelled")
        OVERDUE = "overdue", _("answer is late")
        OFFER_LAPSED = "offer-lapsed", _("offer not answered")
        LINK = "link", _("link sent again")
        ALERT = "alert", _("front desk: something to look at")
        BY_PATIENT = "by-patient", _("changed by the patient")
        OVERDUE_ALERT = "overdue-alert", _("front desk: an answer is late")

    class Audience(models.TextChoices):
        PATIENT = "patient", _("patient")
        FRONT_DESK = "front-desk", _("front desk")

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("call")
        DESK = "desk", _("desk page")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)  # its Message-ID, the same on every try
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="messages")
    kind = models.CharField(_("message"), max_length=16, choices=Kind)
    audience = models.CharField(_("to"), max_length=10, choices=Audience)
    channel = models.CharField(_("by"), max_length=5, choices=Channel)
    revision = models.PositiveIntegerField()
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("written"))
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_at = models.DateTimeField(_("given up"), null=True)
    superseded_at = models.DateTimeField(_("overtaken by a later one"), null=True)
    called_at = models.DateTimeField(_("called"), null=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        ordering = ["pk"]
        constraints = [
            in_range(
                "message_moments",
                moments=(
                    "created_at",
                    "due_at",
                    "leased_until",
                    "sent_at",
                    "failed_at",
                    "superseded_at",
                    "called_at",
                ),
            ),
            # Nobody is told the same thing twice. A link is sent again as often as it is asked for.
            models.UniqueConstraint(
                "appointment", "kind", "revision", name="message_once", condition=~Q(kind="link")
            ),
        ]
        indexes = [
            # The worker's question, every second.
            models.Index(
                "due_at",
                name="message_due",
                condition=Q(sent_at=None, failed_at=None, superseded_at=None, channel="email"),
            ),
            # "Whom to call" on the desk.
            models.Index(
                "due_at",
                name="message_to_call",
                condition=(Q(channel="phone") | Q(failed_at__isnull=False))
                & Q(superseded_at=None, called_at=None),
            ),
            # How many went out lately: booking/mail_limits.py.
            models.Index("sent_at", name="message_sent", condition=Q(sent_at__isnull=False)),
            # "Changed by patients" on the desk.
            models.Index(
                "due_at",
                name="message_to_see",
                condition=Q(channel="desk", superseded_at=None, called_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
