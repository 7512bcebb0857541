from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

LONGEST_READ = 72  # characters; the rest can only make it better
TOO_FEW_GUESSES = 10**8


class BreachedPasswordValidator:
    """Refuses what is made of passwords known from breaches.

    zxcvbn ships their list. Long ones are rarely on any list as they are; twice a short one, or one with
    numbers behind it, is what an attacker tries. No rule says which characters must be in it
    (ASVS 6.2.4, 6.2.5).
    """

    def validate(self, password: str, user: Any = None) -> None:
        if password and zxcvbn(password[:LONGEST_READ])["guesses"] < TOO_FEW_GUESSES:
            raise ValidationError(
                _("This password is known from stolen lists, or easy to guess from them. Choose another."),
                code="breached",
            )

    def get_help_text(self) -> str:
        return _("A few words that do not belong together are easy to keep in mind and hard to guess.")
