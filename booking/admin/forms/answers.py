"""Yes, no, which one, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.admin.forms.base import OutsideFields, ToldFields, VerbForm
from booking.forms import PreferencesForm
from booking.models import Appointment, ProposedTime
from clinic.text import LinesFormField


class ConfirmForm(OutsideFields, VerbForm):
    pass


class DeclineForm(OutsideFields, VerbForm):
    reason = LinesFormField(
        label=_("Reason"),
        help_text=_("The patient reads it, word for word."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": _("Write the reason. The patient reads it."),
            "max_length": _("Keep the reason to 300 characters."),
        },
    )


class CloseForm(VerbForm):
    reason = LinesFormField(
        label=_("Why"),
        help_text=_("For the record: a duplicate, a mistake, spam. The patient is not told."),
        max_length=300,
        error_messages={
            "required": _("Write why it is closed."),
            "max_length": _("Keep the reason to 300 characters."),
        },
    )


class CancelForm(ToldFields, VerbForm):
    reason = LinesFormField(
        label=_("Reason (optional)"),
        help_text=_("The patient reads it, word for word."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": _("Keep the reason to 300 characters.")},
    )


class AcceptForm(OutsideFields, VerbForm):
    """One of the times that were offered."""

    offer = forms.ModelChoiceField(
        ProposedTime.objects.none(),
        error_messages={
            "required": _("Choose one of the times that were offered."),
            "invalid_choice": _("This time is no longer offered. Choose another one."),
        },
    )

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = appointment.proposed_times.filter(kind="offered").select_related(  # type: ignore[attr-defined]
            "provider"
        )


class NoneSuitsForm(VerbForm, PreferencesForm):
    """What would suit, where the patient says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("days", _("Days")), ("parts", _("Parts of the day"))):
            self.fields[name].required = False
            self.fields[name].label = label
