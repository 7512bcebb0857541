"""Phone numbers: read as people type them, kept as E.164 with the extension, as in +19197775242;ext=12."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberDescriptor, PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber

from clinic.text import clean_line

HERE = "US"
MOST_TYPED = 254
# As phones dial it, a pause before the extension; the library reads it only at the end of the whole text.
PAUSE_AND_EXTENSION = re.compile(r"\s*[,;]+\s*(\d{1,7})\s*#?\s*(?=\(|$)")
# Area codes begin with 2 to 9 and none is N11; so do the three digits behind (numberingplan: NANPA).
IN_NORTH_AMERICA = re.compile(r"[2-9](?!11)\d\d[2-9]\d{6}")


class Phone(PhoneNumber):
    """Equal where number and extension are. `note` is what stood beside the number when it was typed."""

    note = ""

    def __str__(self) -> str:
        if not self.country_code:
            return self.raw_input or ""
        return f"{self.as_e164};ext={self.extension}" if self.extension else str(self.as_e164)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str) and other:
            other = to_phone(other)
        return isinstance(other, phonenumbers.PhoneNumber) and str(self) == str(to_phone(other))

    def __hash__(self) -> int:
        return hash(str(self))

    @property
    def shown(self) -> str:
        """As it is dialed from here, abroad with its country code: (919) 777-5242 ext. 12."""
        return str(self.as_national if self.country_code == 1 else self.as_international)

    @property
    def without_extension(self) -> str:
        """One line of an office, or of a switchboard with many people behind it."""
        return str(self.as_e164) if self.country_code else str(self)

    @property
    def can_exist(self) -> bool:
        """By its length and, here, its first digits. Area codes come into service before lists know them."""
        if phonenumbers.is_possible_number_with_reason(self) != phonenumbers.ValidationResult.IS_POSSIBLE:
            return False
        number = phonenumbers.national_significant_number(self)
        return self.is_valid() or self.country_code != 1 or bool(IN_NORTH_AMERICA.fullmatch(number))


def to_phone(value: Any) -> Any:
    """Empty stays empty. What is no number is kept as it is, in `raw_input`."""
    if not value or isinstance(value, Phone):
        return value
    if isinstance(value, phonenumbers.PhoneNumber):
        phone = Phone()
        phone.merge_from(value)
        return phone
    try:
        return Phone.from_string(value, region=HERE)
    except phonenumbers.NumberParseException:
        return Phone(raw_input=value)


def read(text: str) -> Phone | None:
    """The first number in it, and as its `note` what stands around that. None where there is no number."""
    text = clean_line(text).strip()
    text = re.sub(r"^00(?=[1-9])", "+", text)  # how most of the world dials abroad
    if vanity := in_letters(text):
        return vanity
    found = phonenumbers.PhoneNumberMatcher(text, HERE, leniency=phonenumbers.Leniency.POSSIBLE)
    candidates = [(match, phone) for match in found if (phone := to_phone(match.number)).can_exist]
    if not candidates:
        return None
    match, phone = next((one for one in candidates if one[1].is_valid()), candidates[0])
    before, behind = text[: match.start], text[match.end :]
    if not phone.extension and (paused := PAUSE_AND_EXTENSION.match(behind)):
        phone.extension, behind = paused[1], behind[paused.end() :]
    phone.note = " ".join(part for one in (before, behind) if (part := one.strip(" ,;:/-")))
    return phone


def in_letters(text: str) -> Phone | None:
    """1-800-FLOWERS. Letters beside other numbers are words."""
    phone = to_phone(text)
    if not re.search("[A-Za-z]", text) or not phone or not phone.is_valid():
        return None
    is_free = phonenumbers.number_type(phone) == phonenumbers.PhoneNumberType.TOLL_FREE
    return phone if is_free and re.search("[A-Za-z]{3}", text) and not phone.extension else None


class PhoneFormField(forms.CharField):
    """Gives a Phone, or "" for none. `keeps_note`: the form puts the phone's `note` somewhere."""

    widget = forms.TelInput  # shows what was typed, word for word
    default_error_messages = {
        "invalid": _("Enter a phone number with its area code, such as (919) 777-5242."),
        "max_length": _("Keep the phone number, and what you write beside it, to %(limit)d characters."),
        "note": _("Enter the phone number alone, such as (919) 777-5242."),
    }

    def __init__(self, *, keeps_note: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.keeps_note = keeps_note

    def prepare_value(self, value: Any) -> Any:
        """What is kept, as it would be typed; what was typed, as it was."""
        return f"{value.shown} {value.note}".strip() if isinstance(value, Phone) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text or isinstance(text, Phone):
            return text
        if len(text) > MOST_TYPED:
            raise ValidationError(self.error_messages["max_length"], "max_length", {"limit": MOST_TYPED})
        phone = read(text)
        if phone is None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        if phone.note and not self.keeps_note:
            raise ValidationError(self.error_messages["note"], "note")
        return phone

    def run_validators(self, value: Any) -> None:
        """to_python() has refused what is wrong."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial or data) and read(str(data or "")) != to_phone(initial)


class PhoneDescriptor(PhoneNumberDescriptor):
    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.name] = to_phone(value)


class PhoneField(PhoneNumberField):
    """The library's own leaves the extension out of E.164. In migrations it is the library's."""

    descriptor_class = PhoneDescriptor
    default_validators: list[Any] = []  # the form asks back where lists do not know a number

    def to_python(self, value: Any) -> Any:
        return to_phone(value)

    def get_prep_value(self, value: Any) -> Any:
        return str(to_phone(value)) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return to_phone(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super(PhoneNumberField, self).formfield(**{"form_class": PhoneFormField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "phonenumber_field.modelfields.PhoneNumberField", args, kwargs
