"""Somebody on the phone."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.admin.forms.contact import ContactFields
from booking.admin.forms.places import PlaceFields
from booking.forms import field_of
from booking.models import Appointment, VisitType


class BookForm(PlaceFields, ContactFields):
    """A caller. `submission` makes a double click one visit."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={
            "required": gettext_lazy("Open this page again."),
            "invalid": gettext_lazy("Open this page again."),
        },
    )
    visit_type = forms.ModelChoiceField(
        VisitType.objects.none(),
        label=gettext_lazy("Visit"),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose the visit."),
            "invalid_choice": gettext_lazy("Choose the visit from the list."),
        },
    )
    note = field_of(
        Appointment,
        "note",
        label=gettext_lazy("Note (optional)"),
        help_text=gettext_lazy("What the caller says. Leave out insurance and Social Security numbers."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": gettext_lazy("Keep the note to %(limit_value)d characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visit_type"].queryset = VisitType.objects.filter(is_active=True)  # type: ignore[attr-defined]

    @property
    def more_is_said(self) -> bool:
        return self.needs_are_said or bool(self["booker_name"].value() or self.errors.get("booker_name"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen, visit_type = cleaned.get("chosen"), cleaned.get("visit_type")
        if chosen and visit_type and not chosen[0].visit_types.filter(pk=visit_type.pk).exists():
            self.add_error(
                "provider",
                _("%(provider)s does not do this visit. Choose somebody else.")
                % {"provider": chosen[0].name},
            )
        return cleaned
