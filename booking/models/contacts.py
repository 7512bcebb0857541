"""Who a visit is for and how to reach them, and how their names are compared."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q
from django.db.models.functions import Lower, Reverse
from django.utils.translation import gettext_lazy as _

from booking.models.appointments import Appointment
from booking.models.needs import PreferredChannel, Voicemail, WithoutInsurance
from clinic.moments import in_range
from clinic.phones import Phone, PhoneField
from clinic.search_text import SearchWords, apart
from clinic.text import EmailField, LineField, LinesField
from clinic.traces.changes import tracked

# A query has to say it in the same words, or the index does not answer.
NAMES = SearchVector(SearchWords("patient_name"), SearchWords("booker_name"), config="simple")


def names_query(words: str, ending: str = "") -> SearchQuery | None:
    """Names in whatever order; with `ending` `:*` each need only begin so. None where no name is in it.

    O’Brien may be said as obrien, and McDonald as Mc Donald.
    """
    typed = [parts for one in words.split() if (parts := apart(one))]
    whole = ["", *("".join(parts) for parts in typed), ""]
    needed = []
    for at, parts in enumerate(typed, start=1):
        pairs = [whole[at - 1] + whole[at], whole[at] + whole[at + 1]]
        # Neither a quote nor a backslash is left in them.
        ways = [" <-> ".join(f"'{part}'" for part in parts), *(f"'{one}'" for one in [whole[at], *pairs])]
        needed.append(" | ".join(f"{way}{ending}" for way in dict.fromkeys(ways)))
    query = " & ".join(f"({one})" for one in needed)
    return SearchQuery(query, config="simple", search_type="raw") if query else None


class WithoutExtension(Func):
    """Of a phone number as it is kept: +19197775242 of +19197775242;ext=12."""

    template = "split_part(%(expressions)s, ';', 1)"
    output_field = models.CharField()


# Not as a phone number of its own: the field would write it out as it thinks right.
NUMBER = {"number": ExpressionWrapper(F("phone"), models.CharField())}


def same_line(phone: Phone) -> Q:
    """The same number, with whatever extension: of rows with an alias `number`, by the index of phone."""
    return Q(number=phone.without_extension) | Q(number__startswith=f"{phone.without_extension};")


# By the words of a name: whose traces are these? See booking.traces.
@tracked(patient="appointment", indexes=[GinIndex(NAMES, name="contactevent_names")])
class Contact(models.Model):
    """Who the visit is for, how to reach them and what they need: of this one appointment, shared with no
    other."""

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="contact")
    patient_name = LineField(_("patient"), max_length=100)
    booker_name = LineField(
        _("booked by"),
        max_length=100,
        blank=True,
        help_text=_("Only where somebody else books for the patient."),
    )
    email = EmailField(_("e-mail"), max_length=254, blank=True)
    phone: Any = PhoneField(_("phone"), blank=True)
    # What stood beside the number: "(cell)", "after 5 PM", a second number.
    phone_note = LineField(_("beside the phone number"), max_length=100, blank=True)
    # What the patient read when giving the e-mail address, and when (booking/email_notice.py).
    email_notice = models.CharField(_("e-mail notice"), max_length=8, blank=True)
    email_notice_at = models.DateTimeField(_("e-mail notice read"), null=True, blank=True)
    preferred_channel = models.CharField(
        _("preferred channel"), max_length=5, choices=PreferredChannel, blank=True
    )
    voicemail = models.CharField(_("voicemail"), max_length=3, choices=Voicemail, blank=True)
    without_insurance = models.CharField(
        _("pays without insurance"), max_length=13, choices=WithoutInsurance, blank=True
    )
    access_needs = LinesField(_("access needs"), max_length=200, blank=True)
    interpreter = LinesField(_("interpreter"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("contact")
        constraints = [
            in_range("contact_moments", moments=("email_notice_at",)),
            # Somebody who cannot be reached cannot be answered.
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="contact_can_be_reached"),
            # Which words were read says nothing without when.
            models.CheckConstraint(
                condition=Q(email_notice="", email_notice_at=None)
                | ~Q(email_notice="") & Q(email_notice_at__isnull=False),
                name="contact_email_notice_is_whole",
            ),
        ]
        indexes = [
            # The limit per contact, "send my link again", and the front desk's search.
            # They look for the start of an address, the start or the end of a number, and words of a name.
            models.Index(OpClass(Lower("email"), "text_pattern_ops"), name="contact_email"),
            models.Index(fields=["phone"], name="contact_phone", opclasses=["varchar_pattern_ops"]),
            models.Index(
                OpClass(Reverse(WithoutExtension("phone")), "text_pattern_ops"), name="contact_phone_end"
            ),
            GinIndex(NAMES, name="contact_names"),
        ]

    def __str__(self) -> str:
        return self.appointment.reference

    @property
    def addressee(self) -> str:
        """Whom a mail greets."""
        return self.booker_name or self.patient_name

    @property
    def wants_a_call(self) -> bool:
        """Our answers by phone, though there is an e-mail address."""
        return bool(self.phone) and self.preferred_channel == PreferredChannel.PHONE

    @property
    def may_get_estimate(self) -> bool:
        """Of the costs. Whoever is not sure how the visit is paid may turn out to pay alone."""
        return self.without_insurance in (WithoutInsurance.YES, WithoutInsurance.UNSURE)


def contact_of(appointment: Appointment) -> Contact:
    """An empty one, not saved, where it was deleted by hand: no list and no day goes down with it."""
    return getattr(appointment, "contact", None) or Contact(appointment=appointment)
