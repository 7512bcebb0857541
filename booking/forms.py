"""What patients type, made into clean values. The rules of the clinic are the workflow's."""

import re
from collections.abc import Iterable
from copy import copy
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from booking import email_notice, wording
from booking.availability import DAY
from booking.honeypot import TrappedForm
from booking.models import Contact, PartOfDay, ProposedTime
from clinic.phones import PhoneFormField, to_phone
from clinic.text import EmailFormField, LineFormField

UTC_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ")


def parse_time(value: str) -> datetime | None:
    """A time as our radio buttons carry it, UTC to the minute ending in Z; None for anything else."""
    if not UTC_MINUTE.fullmatch(value):
        return None
    try:
        moment = datetime.strptime(value, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    # Far enough from the ends of the calendar for any clock.
    return moment if 1970 < moment.year < 9999 else None


def parse_day(value: str | None, *, first: date, last: date) -> date | None:
    """The day in an address, brought between first and last; None for none, or for what is no day."""
    try:
        return min(max(date.fromisoformat(value or ""), first), last + DAY)
    except ValueError:
        return None


class TimeField(forms.CharField):
    widget = forms.RadioSelect

    def __init__(self) -> None:
        super().__init__(error_messages={"required": _("Choose a time, or “None of these work”.")})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        moment = parse_time(text)
        if moment is None:
            raise forms.ValidationError(_("Choose one of the times on this page."))
        return moment


class TimeForm(forms.Form):
    time = TimeField()


class PreferencesForm(forms.Form):
    days = forms.TypedMultipleChoiceField(
        label=_("Which days suit you?"),
        help_text=_("Choose all that work."),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one day."),
            "invalid_choice": _("Choose from the days below."),
        },
    )
    parts = forms.MultipleChoiceField(
        label=_("Which parts of the day?"),
        help_text=_("If you choose none, any time of day will do."),
        choices=PartOfDay.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the parts of the day below.")},
    )


def field_of(model: type[models.Model], name: str, **words: Any) -> forms.Field:
    """A field for what the model keeps: what may be empty, and how long it may be, is said there alone."""
    field: Any = model._meta.get_field(name)
    form_field: forms.Field = field.formfield(**words)
    return form_field


def phone_field(**words: Any) -> PhoneFormField:
    """`words` are its label and help text. For a PhoneForm."""
    return PhoneFormField(required=False, keeps_note=True, **words)


class PhoneForm(forms.Form):
    """`phone` and, in cleaned_data alone, `phone_note`: what was typed beside the number.

    A number of which no list knows whether it is in service is asked about once: sent again, it is taken.
    """

    # The number that the page asks about.
    phone_asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kept := copy(to_phone(self.initial.get("phone"))):
            kept.note = self.initial.get("phone_note", "")
            self.initial = {**self.initial, "phone": kept, "phone_asked": str(kept)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asked, phone = cleaned.pop("phone_asked", ""), cleaned.get("phone")
        cleaned["phone_note"] = phone.note if phone else ""
        longest: Any = Contact._meta.get_field("phone_note").max_length
        if len(cleaned["phone_note"]) > longest:
            says = _("Keep what you write beside the phone number to %(limit)d characters.")
            self.add_error("phone", says % {"limit": longest})
        elif phone and not phone.is_valid() and asked != str(phone):
            says = _("Is this number right: %(phone)s? If it is, press the button again. If not, correct it.")
            self.add_error("phone", says % {"phone": phone.shown})
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("phone_asked")] = str(phone)
            self.data = data
        return cleaned


def email_field(**words: Any) -> EmailFormField:
    return EmailFormField(
        **words,
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": _("Enter an email address like name@example.com."),
            "max_length": _("The email address must have 254 characters or fewer."),
        },
    )


class VisitFor(models.TextChoices):
    ME = "me", _("Me")
    SOMEBODY_ELSE = "somebody-else", _("Somebody else")


class ContactForm(PhoneForm, TrappedForm):
    """Who books, how to reach them, and who the visit is for. Phone or e-mail, not both, must be there."""

    name = LineFormField(
        label=_("Your full name"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={
            "required": _("Enter your full name."),
            "max_length": _("Your full name must have 100 characters or fewer."),
        },
    )
    phone = phone_field(
        label=_("Phone number"),
        help_text=_("So that we can call you about this visit. Give this, an email address, or both."),
    )
    email = email_field(
        label=_("Email address"),
        help_text=email_notice.WORDS,
    )
    visit_for = forms.ChoiceField(
        label=_("Who is the visit for?"),
        choices=VisitFor.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who the visit is for."),
            "invalid_choice": _("Choose “Me” or “Somebody else”."),
        },
    )
    patient_name = LineFormField(
        label=_("The patient’s full name"),
        help_text=_("If the visit is for somebody else, such as your child or a parent."),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": _("The patient’s full name must have 100 characters or fewer.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs.update({"autocomplete": "tel", "inputmode": "tel"})
        for name in ("phone", "email", "patient_name"):
            self.fields[name].depends = True  # type: ignore[attr-defined]  # on another: not simply optional

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = (
            self.data.get(self.add_prefix("phone"), "").strip()
            or self.data.get(self.add_prefix("email"), "").strip()
        )
        if not typed:
            self.add_error("phone", _("Enter a phone number or an email address, so that we can answer you."))
        if cleaned.get("visit_for") == VisitFor.ME:
            # The field is out of sight: what stands in it is no answer.
            self.errors.pop("patient_name", None)
            cleaned["patient_name"] = ""
        elif "visit_for" in cleaned and cleaned.get("patient_name") == "":
            self.add_error("patient_name", _("Enter the patient’s full name."))
        return cleaned


class LinkForm(forms.Form):
    email = EmailFormField(
        label=_("Email address"),
        max_length=254,
        help_text=_("The one that you gave when you asked for your visit."),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address like name@example.com."),
            "max_length": _("The email address must have 254 characters or fewer."),
        },
    )


class RevisionForm(forms.Form):
    """Which state of the appointment the page showed: a second press or another tab changes nothing."""

    seen = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages={
            name: _("This page is out of date. Open it again.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )


class ChangeTimeForm(RevisionForm, TimeForm):
    pass


class ChangePreferencesForm(RevisionForm, PreferencesForm):
    pass


class AnswerForm(RevisionForm):
    """Which of the offered times; "none of these" is a page of its own.

    Any answer is let through, as an offer may be gone since the page was opened: the view says so.
    """

    offer = forms.CharField(
        label=_("Which of these suits you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the times, or “None of these work”.")},
    )

    def show(self, offers: Iterable[ProposedTime]) -> None:
        self.fields["offer"].widget.choices = [
            (one.pk, wording.when_and_with(one.starts_at, one.provider.name)) for one in offers
        ]
