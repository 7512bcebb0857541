"""What a patient may tell us beyond name and contact."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.honeypot import TrappedForm
from booking.models import PreferredChannel, Voicemail, WithoutInsurance

NEEDS = ("preferred_channel", "voicemail", "without_insurance", "access_needs", "interpreter")


class NeedsForm(TrappedForm):
    """All optional. Asks only what makes sense with the phone number and e-mail address in `details`."""

    without_insurance = forms.ChoiceField(
        label=_("Will you pay without insurance?"),
        help_text=_("If so, you can ask us first what the visit may cost."),
        choices=WithoutInsurance.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose from the answers on how you will pay.")},
    )
    preferred_channel = forms.ChoiceField(
        label=_("How should we answer you?"),
        help_text=_("The email with your link comes in any case."),
        choices=PreferredChannel.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose a phone call or email for our answer.")},
    )
    voicemail = forms.ChoiceField(
        label=_("May we leave a voicemail?"),
        choices=Voicemail.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose yes or no for voicemail.")},
    )
    access_needs = forms.CharField(
        label=_("Do you need help to move, see or hear?"),
        help_text=_("Tell us what would make your visit easier."),
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": _("What you need must have 200 characters or fewer.")},
    )
    interpreter = forms.CharField(
        label=_("If you need an interpreter, for which language?"),
        help_text=_("For example Spanish, or American Sign Language."),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": _("The language must have 100 characters or fewer.")},
    )
    note = forms.CharField(
        label=_("Anything else we should know?"),
        help_text=_("A few words are enough. Leave out insurance and Social Security numbers."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": _("Your note must have 500 characters or fewer.")},
    )

    def __init__(self, *args: Any, details: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in senseless(details):
            del self.fields[name]
        for field in self.fields.values():
            # A longer text is told about, not cut off while it is pasted.
            field.widget.attrs.pop("maxlength", None)


def senseless(details: Mapping[str, str]) -> list[str]:
    """What is not to be asked, and no answer to be kept of: how to use what was not given."""
    without_phone = ["voicemail"] if not details["phone"] else []
    without_both = ["preferred_channel"] if not (details["phone"] and details["email"]) else []
    return without_phone + without_both
