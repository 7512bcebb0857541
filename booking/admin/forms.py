"""What the front desk types, made into clean values. Local times are on the clinic's clock."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from phonenumber_field.formfields import PhoneNumberField

from booking import diary
from booking.admin.times import Place, parse_place, value_of
from booking.availability import DAY, exists, to_utc
from booking.forms import RevisionForm
from booking.models import Appointment, Contact, ProposedTime, Provider, VisitType
from booking.workflow.answering import MOST_OFFERS

FURTHEST = 730 * DAY
CONTACT_FIELDS = ("patient_name", "booker_name", "phone", "email")


def contact_from(answers: dict[str, Any]) -> Contact:
    """Not saved."""
    return Contact(**{name: answers[name] for name in CONTACT_FIELDS})


class StaffForm(forms.Form):
    required_css_class = "required"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class VerbForm(StaffForm, RevisionForm):
    """`seen` says which state of the appointment the page showed."""


class DeclineForm(VerbForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The patient reads it, word for word."),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": gettext_lazy("Write the reason. The patient reads it."),
            "max_length": gettext_lazy("Keep the reason to 300 characters."),
        },
    )


class CloseForm(VerbForm):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("For the record: a duplicate, a mistake, spam. The patient is not told."),
        max_length=300,
        error_messages={
            "required": gettext_lazy("Write why it is closed."),
            "max_length": gettext_lazy("Keep the reason to 300 characters."),
        },
    )


class CancelForm(VerbForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason (optional)"),
        help_text=gettext_lazy("The patient reads it, word for word."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": gettext_lazy("Keep the reason to 300 characters.")},
    )
    told = forms.BooleanField(
        label=gettext_lazy("The patient knows already"),
        help_text=gettext_lazy(
            "Then nobody has to call. Where there is an e-mail address, a mail goes out all the same."
        ),
        required=False,
    )


class AcceptForm(VerbForm):
    """One of the times that were offered."""

    offer = forms.ModelChoiceField(
        ProposedTime.objects.none(),
        error_messages={
            "required": gettext_lazy("Choose one of the times that were offered."),
            "invalid_choice": gettext_lazy("This time is no longer offered. Choose another one."),
        },
    )

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = appointment.proposed_times.filter(kind="offered").select_related(  # type: ignore[attr-defined]
            "provider"
        )


class OfferForm(VerbForm):
    """Up to three places. `places` is what was ticked, in order."""

    def __init__(self, *args: Any, providers: Sequence[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.providers = providers

    @property
    def ticked(self) -> list[str]:
        return list(dict.fromkeys(self.data.getlist("places"))) if self.is_bound else []  # type: ignore[attr-defined]

    def picked(self) -> list[Place]:
        """What of it can be read."""
        places = [parse_place(text, self.providers) for text in self.ticked[: 10 * MOST_OFFERS]]
        return sorted((one for one in places if one), key=lambda place: (place[1], place[0].pk))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        places = self.picked()
        if len(places) != len(self.ticked):
            raise forms.ValidationError(_("Choose from the times on this page."))
        if not places:
            raise forms.ValidationError(_("Tick at least one time."))
        if len(places) > MOST_OFFERS:
            raise forms.ValidationError(
                ngettext(
                    "Tick at most %(most)s times. You ticked %(ticked)s.",
                    "Tick at most %(most)s times. You ticked %(ticked)s.",
                    len(places),
                )
                % {"most": MOST_OFFERS, "ticked": len(places)}
            )
        cleaned["places"] = places
        return cleaned


class PlaceFields(StaffForm):
    """A free time that was picked, or a day and time typed on the clinic's clock, with whom.

    `outside_hours` carries the place that its tick is meant for: another time has to be warned about anew.
    """

    place = forms.CharField(required=False, max_length=60)
    provider = forms.ModelChoiceField(
        Provider.objects.none(),
        label=gettext_lazy("With"),
        required=False,
        empty_label=gettext_lazy("Choose"),
        error_messages={"invalid_choice": gettext_lazy("Choose from the list who sees the patient.")},
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Enter the day, such as 12/31/2026.")},
    )
    at = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        input_formats=["%H:%M", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"],
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Enter the time, such as 2:30 PM.")},
    )
    outside_hours = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, providers: "QuerySet[Provider]", now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]
        self.providers = list(providers)
        if len(self.providers) == 1:
            self.fields["provider"].initial = self.providers[0]

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        today = diary.local_day(self.now)
        if day and day < today:
            raise forms.ValidationError(_("This day has passed. Enter a later one."))
        if day and day > today + FURTHEST:
            raise forms.ValidationError(_("Enter a day within the next two years."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = any(self.data.get(name, "").strip() for name in ("day", "at"))
        if cleaned.get("place"):
            chosen = parse_place(cleaned["place"], self.providers)
            if typed:
                self.add_error(
                    "day", _("You picked a free time and typed another one. Keep only one of them.")
                )
            elif chosen is None:
                self.add_error("place", _("Choose one of the times on this page."))
        else:
            chosen = self.typed_place(cleaned)
        cleaned["chosen"] = chosen
        cleaned["outside_hours"] = chosen is not None and cleaned.get("outside_hours") == value_of(chosen)
        return cleaned

    def typed_place(self, cleaned: dict[str, Any]) -> Place | None:
        provider, day, at = cleaned.get("provider"), cleaned.get("day"), cleaned.get("at")
        if provider is None and len(self.providers) == 1 and "provider" not in self.errors:
            provider = self.providers[0]
        for name, value, sentence in (
            ("day", day, _("Enter the day, or pick one of the free times.")),
            ("at", at, _("Enter the time.")),
            ("provider", provider, _("Choose who sees the patient.")),
        ):
            if value is None and name not in self.errors:
                self.add_error(name, sentence)
        if provider is None or day is None or at is None:
            return None
        local = datetime.combine(day, at)
        if not exists(local, diary.clock()):
            self.add_error(
                "at",
                _("There is no %(time)s on %(day)s: the clocks go forward then. Enter another time.")
                % {"time": date_format(local, "g:i A"), "day": date_format(local, "F j, Y")},
            )
            return None
        return provider, to_utc(local, diary.clock())


class MoveForm(PlaceFields, VerbForm):
    told = forms.BooleanField(
        label=gettext_lazy("The patient knows already"),
        help_text=gettext_lazy(
            "Then nobody has to call. Where there is an e-mail address, a mail goes out all the same."
        ),
        required=False,
    )


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
    phone = PhoneNumberField(
        label=gettext_lazy("Phone"),
        required=False,
        region="US",
        help_text=gettext_lazy("A phone number or an e-mail address, or both."),
        error_messages={
            "invalid": gettext_lazy("Enter a phone number with its area code, such as (919) 777-5242."),
        },
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "invalid": gettext_lazy("Enter an e-mail address like name@example.com."),
            "max_length": gettext_lazy("Keep the e-mail address to 254 characters."),
        },
    )
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
        self.fields["phone"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) or name in self.errors for name in ("phone", "email")):
            self.add_error(
                "phone", _("Enter a phone number or an e-mail address, so that the patient can be reached.")
            )
        return cleaned

    def contact(self) -> Contact:
        """Not saved."""
        return Contact(
            **{name: self.cleaned_data[name] for name in ("patient_name", "booker_name", "email", "phone")}
        )


class CorrectContactForm(ContactFields, VerbForm):
    pass


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
    note = forms.CharField(
        label=gettext_lazy("Note (optional)"),
        help_text=gettext_lazy("What the caller says. Leave out insurance and Social Security numbers."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": gettext_lazy("Keep the note to 500 characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visit_type"].queryset = VisitType.objects.filter(is_active=True)  # type: ignore[attr-defined]

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
