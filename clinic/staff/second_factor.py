"""Has this person set up a second factor, and was it asked for in this session?

The one does not follow from the other: a session may have begun with the password alone, before there was a
second factor, and somebody else at that keyboard (45 CFR 164.312(d)).
"""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import ngettext

from clinic.staff import failures

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_set_up(user: User) -> bool:
    """Recovery codes alone are none: they are for the day on which it is lost."""
    return is_mfa_enabled(user, SECOND_FACTORS)


def was_shown(request: HttpRequest) -> bool:
    """In this session, by whoever is signed in: at the sign-in, or in setting it up."""
    assert isinstance(request.user, User)
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def was_set_up(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    """Receives allauth's authenticator_added, for recovery codes too."""
    if authenticator.type in SECOND_FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def was_used(request: HttpRequest, authenticator: Authenticator, **more: Any) -> None:
    """Receives allauth's authenticator_used. Recovery codes come to an end."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.refresh_from_db()  # allauth has marked the code in another copy
        left = len(authenticator.wrap().get_unused_codes())
        says = ngettext("%(left)s recovery code is left.", "%(left)s recovery codes are left.", left)
        messages.warning(request, says % {"left": left})


def was_wrong(request: HttpRequest, user: User, **more: Any) -> None:
    """Receives allauth's authentication_failed: the password was right, the code was not."""
    failures.record(request, user.get_username())
