from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from clinic.traces.search import Search, Unclear, find_patients
from clinic.traces.words import name_of

DAY_INPUT = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class StaffField(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return name_of(user)


class TracesForm(forms.Form):
    """In the address, so that a search can be kept and shown to somebody."""

    staff = StaffField(
        User.objects.order_by("last_name", "first_name", "username"),
        label=_("Staff member"),
        required=False,
        to_field_name="username",
        empty_label=_("everybody"),
    )
    patient = forms.CharField(
        label=_("Patient"), required=False, max_length=100, help_text=_("Reference, or words of the name.")
    )
    first_day = forms.DateField(label=_("From"), required=False, widget=DAY_INPUT)
    last_day = forms.DateField(label=_("To"), required=False, widget=DAY_INPUT)

    search: Search

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        found = None
        try:
            if answers.get("patient"):
                found = find_patients(answers["patient"])
        except Unclear as unclear:
            self.add_error("patient", str(unclear))
        try:
            days = {name: answers.get(name) for name in ("first_day", "last_day")}
            self.search = Search(staff=answers.get("staff"), patients=found, **days)
        except Unclear as unclear:
            self.add_error("last_day", str(unclear))
        return answers

    def in_words(self) -> str:
        """What was searched for: staff: rita, patient: 22BBCC33."""
        typed = [(name, self.data.get(name, "")) for name in self.fields]
        return ", ".join(f"{name}: {words}" for name, words in typed if words)
