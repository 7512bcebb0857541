"""A trap for programs that fill in all they find. People do not see, reach or hear it (STANDARDS 5.9)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.models import Practice

# No browser and no password manager keeps a subject; each of the last four tells one of them so.
LEFT_ALONE = {
    "autocomplete": "off",
    "tabindex": "-1",
    "data-1p-ignore": "true",
    "data-bwignore": "true",
    "data-form-type": "other",
    "data-lpignore": "true",
}


class TrapInput(forms.TextInput):
    """templates/clinic_forms/field.html shows it in its own way."""


class TrapField(forms.Field):
    widget = TrapInput(LEFT_ALONE)

    def __init__(self) -> None:
        # Read only where style sheets are not: in a text browser.
        super().__init__(label=gettext_lazy("Leave this empty"), required=False)

    def bound_data(self, data: Any, initial: Any) -> str:
        """Shown again it is empty, so that the second press of a person whose tool filled it goes through."""
        return ""


class TrappedForm(forms.Form):
    """With the trap, and without a limit that the browser keeps."""

    subject = TrapField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A longer text is told about, not cut off while it is pasted.
            field.widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.pop("subject", None):
            self.add_error(
                None,
                _(
                    "A hidden field was filled in, perhaps by a program, and nothing was sent. It is empty "
                    "again: look at your answers and press the button once more, or call us on %(phone)s."
                )
                % {"phone": Practice.load().phone_in_a_sentence()},
            )
        return cleaned
