"""Text that every output can hold: page, XML, mail, calendar file, CSV. For forms, import, code and SQL.

- Controls (C0, C1), line and paragraph separators become a space; texts of several lines keep newlines, tabs.
- What XML 1.0 section 2.2 or UTF-8 cannot hold (noncharacters, lone surrogates) becomes a space, too.
- Invisible characters go: Unicode's Cf (soft hyphen, zero width space, bidi overrides, byte order mark) and
  fillers that look like nothing. What changes the letters that people see stays: joiners within scripts and
  emoji that need them, signs that Arabic writes before numbers, variation selectors after what they vary.
- Then NFC, so that "é" is one character however it was typed; it changes nothing that is seen.

Fields clean what is typed, saved, looked up and read from the database: a row that SQL wrote harms no page.
"""

import re
import unicodedata
from typing import Any

from django import forms
from django.db import models

NONCHARACTERS = "".join(
    chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)
)
CONTROLS = f"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{NONCHARACTERS}"
# Default_Ignorable_Code_Point of Unicode, and the Cf that are not in it but print nothing either.
INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
JOINERS = "\u200c\u200d"
VARIATION_SELECTORS = "\u180b\u180c\u180d\u180f" + "".join(map(chr, range(0xFE00, 0xFE10)))

CONTROL = re.compile(f"[{CONTROLS}]")
CONTROL_OR_BREAK = re.compile(f"[{CONTROLS}\t\n\r\u2028\u2029]")
BREAK = re.compile("\r\n?|\x85|\u2028|\u2029")
UNSEEN = re.compile(f"[{INVISIBLE}{VARIATION_SELECTORS}]")
TO_CLEAN = re.compile(f"[{CONTROLS}\t\n\r\u2028\u2029{INVISIBLE}{VARIATION_SELECTORS}]")


def clean_line(text: str) -> str:
    """A text of one line."""
    if text.isascii() and text.isprintable():
        return text
    if not TO_CLEAN.search(text):
        return unicodedata.normalize("NFC", text)
    return cleaned(spaced(CONTROL_OR_BREAK, text)).strip()


def clean_lines(text: str) -> str:
    """A text of several lines; their ends become newlines."""
    return cleaned(spaced(CONTROL, BREAK.sub("\n", text)))


def clean_email(text: str) -> str:
    """No character of an address is invisible, joiners included: two that look the same are the same."""
    return UNSEEN.sub("", clean_line(text)).strip()


def clean_html(text: str) -> str:
    """Markup may say soft hyphens and joiners for words and layout; controls go."""
    return CONTROL.sub(" ", text)


def spaced(separator: re.Pattern[str], text: str) -> str:
    """One space where separators stood, whatever spaces were around them."""
    parts = separator.split(text)
    return " ".join(part for one in parts if (part := one.strip(" "))) if len(parts) > 1 else text


def cleaned(text: str) -> str:
    kept = ""
    for character in text:
        if not UNSEEN.match(character) or shapes(character, kept[-1:]):
            kept += character
    return unicodedata.normalize("NFC", kept)


def shapes(unseen: str, before: str) -> bool:
    """Whether a joiner or variation selector changes the look of the letter or emoji before it.

    Latin, Greek and Cyrillic letters know neither.
    """
    if unseen in JOINERS:
        return before >= "\u0590" and unicodedata.category(before)[0] in "LMS"
    return unseen in VARIATION_SELECTORS and (
        before >= "\u1000" or (before != "" and before in "#*0123456789\xa9\xae")
    )


class LineFormField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(clean_line(str(value)) if value not in self.empty_values else value)


class LinesFormField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(clean_lines(str(value)) if value not in self.empty_values else value)


class EmailFormField(forms.EmailField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(clean_email(str(value)) if value not in self.empty_values else value)


class CleanText(models.Field):
    """Mixin. In the database, and so in migrations, it is Django's own field."""

    clean_text = staticmethod(clean_line)
    form_field: type[forms.Field] = LineFormField

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.clean_text(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.clean_text(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return self.clean_text(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What is at hand after saving is what was saved."""
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_field, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class LineField(CleanText, models.CharField):
    def get_internal_type(self) -> str:
        return "CharField"


class LinesCharField(LineField):
    clean_text = staticmethod(clean_lines)
    form_field = LinesFormField


class LinesField(CleanText, models.TextField):
    clean_text = staticmethod(clean_lines)
    form_field = LinesFormField

    def get_internal_type(self) -> str:
        return "TextField"


class EmailField(CleanText, models.EmailField):
    clean_text = staticmethod(clean_email)
    form_field = EmailFormField

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs
