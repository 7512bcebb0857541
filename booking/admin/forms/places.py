"""Which time, and with whom. Local times are on the clinic's clock."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from booking import diary
from booking.admin.forms.base import OutsideFields, ToldFields, VerbForm
from booking.admin.times import Place, parse_place, value_of
from booking.availability import DAY, exists, to_utc
from booking.models import Provider
from booking.workflow.answering import MOST_OFFERS

FURTHEST = 730 * DAY


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


class PlaceFields(OutsideFields):
    """A free time that was picked, or a day and time typed on the clinic's clock, with whom."""

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

    def __init__(self, *args: Any, providers: "QuerySet[Provider]", now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["provider"].queryset = providers  # type: ignore[attr-defined]
        self.providers = list(providers)
        if len(self.providers) == 1:
            self.fields["provider"].initial = self.providers[0]

    @property
    def picked(self) -> Place | None:
        """A free time of the diary or of a week that was shown; not one that was typed."""
        return parse_place(str(self["place"].value() or ""), self.providers)

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


class MoveForm(PlaceFields, ToldFields, VerbForm):
    pass
