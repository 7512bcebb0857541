"""Who it is for, and how to reach them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.admin.forms.base import StaffForm, VerbForm
from booking.forms import PhoneForm, email_field, field_of, phone_field
from booking.models import Contact, PreferredChannel, Voicemail, WithoutInsurance
from booking.models.needs import NEEDS
from clinic.text import LineFormField

CONTACT_FIELDS = ("patient_name", "booker_name", "phone", "phone_note", "email", *NEEDS)
NOT_SAID = ("", gettext_lazy("Not said"))


def contact_as_typed(answers: dict[str, Any]) -> Contact:
    """Not saved."""
    return Contact(**{name: answers[name] for name in CONTACT_FIELDS})


class ReachFields(StaffForm):
    preferred_channel = field_of(
        Contact,
        "preferred_channel",
        label=gettext_lazy("Answer by"),
        choices=[NOT_SAID, *PreferredChannel.choices],
        error_messages={"invalid_choice": gettext_lazy("Choose from the list how to answer.")},
    )
    voicemail = field_of(
        Contact,
        "voicemail",
        label=gettext_lazy("Leave a voicemail?"),
        choices=[NOT_SAID, *Voicemail.choices],
        error_messages={"invalid_choice": gettext_lazy("Choose from the list about voicemail.")},
    )


class ContactFields(PhoneForm, ReachFields):
    patient_name = LineFormField(
        label=gettext_lazy("Patient"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Enter the patient’s name."),
            "max_length": gettext_lazy("Keep the name to 100 characters."),
        },
    )
    phone = phone_field(
        label=gettext_lazy("Phone"), help_text=gettext_lazy("A phone number or an e-mail address, or both.")
    )
    email = email_field(label=gettext_lazy("E-mail"))
    booker_name = LineFormField(
        label=gettext_lazy("Booked by (optional)"),
        help_text=gettext_lazy("Only where somebody else books for the patient."),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Keep the name to 100 characters.")},
    )

    without_insurance = field_of(
        Contact,
        "without_insurance",
        label=gettext_lazy("Pays without insurance?"),
        help_text=gettext_lazy("Then the page of the visit says when an estimate of the costs is due."),
        choices=[NOT_SAID, *WithoutInsurance.choices],
        error_messages={"invalid_choice": gettext_lazy("Choose from the list about insurance.")},
    )
    access_needs = field_of(
        Contact,
        "access_needs",
        label=gettext_lazy("Access needs"),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": gettext_lazy("Keep the access needs to %(limit_value)d characters.")},
    )
    interpreter = field_of(
        Contact,
        "interpreter",
        label=gettext_lazy("Interpreter, for which language"),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Keep the language to %(limit_value)d characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # the patient's, not the receptionist's

    @property
    def needs(self) -> list[forms.BoundField]:
        return [self[name] for name in NEEDS]

    @property
    def needs_are_said(self) -> bool:
        return any(field.value() or field.errors for field in self.needs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) or name in self.errors for name in ("phone", "email")):
            self.add_error(
                "phone", _("Enter a phone number or an e-mail address, so that the patient can be reached.")
            )
        return cleaned


class CorrectContactForm(ContactFields, VerbForm):
    pass


class ReachForm(ReachFields, VerbForm):
    """Of what is not sent, nothing changes: a button says one thing."""

    ANSWERS = ("preferred_channel", "voicemail")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {**cleaned, **{name: self.initial[name] for name in self.ANSWERS if name not in self.data}}
