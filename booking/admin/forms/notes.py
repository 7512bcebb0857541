"""What the front desk writes down."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from booking.admin.forms.base import StaffForm
from booking.models import Note
from clinic.text import LinesFormField


class NoteForm(StaffForm):
    """`after` is the last note that the page showed, so that a double click writes one."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=lambda: [(value, capfirst(label)) for value, label in Note.Kind.choices],
        initial=Note.Kind.NOTE,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what happened."),
            "invalid_choice": _("Choose from the list what happened."),
        },
    )
    text = LinesFormField(
        label=_("Note"),
        help_text=_("Optional for a call. The patient never sees it."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": _("Keep the note to 500 characters.")},
    )
    after = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
