"""What all forms of the front desk have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.forms import RevisionForm


class StaffForm(forms.Form):
    required_css_class = "required"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class VerbForm(StaffForm, RevisionForm):
    """`seen` says which state of the appointment the page showed."""


class OutsideFields(StaffForm):
    """`outside_hours` carries the place that its tick is meant for: of another one is warned anew."""

    outside_hours = forms.CharField(required=False, max_length=60)


class ToldFields(StaffForm):
    told = forms.BooleanField(
        label=_("The patient knows already"),
        help_text=_(
            "Then nobody has to call. Where there is an e-mail address, a mail goes out all the same."
        ),
        required=False,
    )
