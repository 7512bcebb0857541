"""Who it is for, and how to reach them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.admin.forms.base import StaffForm, VerbForm
from booking.forms import email_field, phone_field
from booking.models import Contact

CONTACT_FIELDS = ("patient_name", "booker_name", "phone", "email")


def contact_as_typed(answers: dict[str, Any]) -> Contact:
    """Not saved."""
    return Contact(**{name: answers[name] for name in CONTACT_FIELDS})


class ContactFields(StaffForm):
    patient_name = forms.CharField(
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
    booker_name = forms.CharField(
        label=gettext_lazy("Booked by (optional)"),
        help_text=gettext_lazy("Only where somebody else books for the patient."),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Keep the name to 100 characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("phone", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"  # the patient's, not the receptionist's

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) or name in self.errors for name in ("phone", "email")):
            self.add_error(
                "phone", _("Enter a phone number or an e-mail address, so that the patient can be reached.")
            )
        return cleaned


class CorrectContactForm(ContactFields, VerbForm):
    pass
