"""What our forms for a second factor do besides allauth's: count wrong codes, and record what failed."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import extract_user_from_response
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError

from clinic.staff import failures, throttle


class CodeIsCounted:
    user: Any

    def clean_code(self) -> str:
        name = self.user.get_username()
        a_try = throttle.take_a_try(context.request, name, throttle.CODE)
        if a_try is None:
            failures.record(context.request, name, most=failures.ONE)
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        a_try.rollback()
        burn(self.user, code)
        return code


class CodeIsBurnt:
    user: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        burn(self.user, code)
        return code


def burn(user: Any, code: str) -> None:
    """A code works once (RFC 6238 5.2). allauth forgets so after half a minute, while it is good for longer,
    and lets the one with which the app was set up sign in as well."""
    good_for = (2 * settings.MFA_TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
    cache.set(TOTP(Authenticator(user=user))._get_used_cache_key(code), "y", timeout=good_for)


class IsReadable:
    """A credential that is no credential is a wrong one, not an error of ours."""

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc]
        except (AttributeError, KeyError, TypeError, ValueError):
            self.add_error(None, get_adapter().validation_error("incorrect_code"))  # type: ignore[attr-defined]


class PasskeyIsRecorded(IsReadable):
    """allauth tells of wrong codes, not of passkeys."""

    user: Any

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self._errors:  # type: ignore[attr-defined]
            failures.record(context.request, self.name_of_account(), most=failures.SOME)

    def name_of_account(self) -> str:
        """Whose passkey it says to be, where nobody has typed a name. Empty: nobody's."""
        if self.user:
            return str(self.user.get_username())
        try:
            credential = self.fields["credential"].clean(self.data.get("credential"))  # type: ignore[attr-defined]
            return extract_user_from_response(credential).get_username()
        except (AttributeError, KeyError, TypeError, ValueError, ValidationError):
            return ""
