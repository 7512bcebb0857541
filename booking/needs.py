"""What a patient may tell us beyond name and contact."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.forms import field_of
from booking.honeypot import TrappedForm
from booking.models import Appointment, Contact, PreferredChannel, Voicemail, WithoutInsurance


class NeedsForm(TrappedForm):
    """All optional. Asks only what makes sense with the phone number and e-mail address in `details`."""

    without_insurance = field_of(
        Contact,
        "without_insurance",
        label=_("Will you pay without insurance?"),
        help_text=_("If so, you can ask us first what the visit may cost."),
        choices=WithoutInsurance.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose from the answers on how you will pay.")},
    )
    preferred_channel = field_of(
        Contact,
        "preferred_channel",
        label=_("How should we answer you?"),
        help_text=_("The email with your link comes in any case."),
        choices=PreferredChannel.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose a phone call or email for our answer.")},
    )
    voicemail = field_of(
        Contact,
        "voicemail",
        label=_("May we leave a voicemail?"),
        choices=Voicemail.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose yes or no for voicemail.")},
    )
    access_needs = field_of(
        Contact,
        "access_needs",
        label=_("Do you need help to move, see or hear?"),
        help_text=_("Tell us what would make your visit easier."),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": _("What you need must have %(limit_value)d characters or fewer.")},
    )
    interpreter = field_of(
        Contact,
        "interpreter",
        label=_("If you need an interpreter, for which language?"),
        help_text=_("For example Spanish, or American Sign Language."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": _("The language must have %(limit_value)d characters or fewer.")},
    )
    note = field_of(
        Appointment,
        "note",
        label=_("Anything else we should know?"),
        help_text=_("A few words are enough. Leave out insurance and Social Security numbers."),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": _("Your note must have %(limit_value)d characters or fewer.")},
    )

    def __init__(self, *args: Any, details: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in not_to_ask(details):
            del self.fields[name]


def not_to_ask(details: Mapping[str, str]) -> list[str]:
    """How to use what was not given; what was answered before it was taken out is not kept."""
    names = []
    if not details["phone"]:
        names.append("voicemail")
    if not (details["phone"] and details["email"]):
        names.append("preferred_channel")
    return names
