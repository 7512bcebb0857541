"""Django says who signed in or out, and who could not."""

from typing import Any

import pghistory
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic.traces import acting, looks

MEANS = {
    "password": _("password"),
    "totp": _("authenticator app"),
    "webauthn": _("passkey"),
    "recovery_codes": _("recovery code"),
}


def listen() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="clinic.traces")
    user_logged_out.connect(signed_out, dispatch_uid="clinic.traces")
    user_login_failed.connect(failed, dispatch_uid="clinic.traces")


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    looks.record(request, looks.Action.SIGNED_IN, [], means(request, user), user=user)
    pghistory.context(**acting.person(request, user))  # the rest of this request is theirs


def means(request: HttpRequest, user: User) -> str:
    """What was shown of it: “password, recovery code”."""
    shown = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
    return ", ".join(str(MEANS.get(one, one)) for one in shown)


def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        looks.record(request, looks.Action.SIGNED_OUT, [], user=user)


def failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    looks.record_failed_sign_in(request, str(credentials.get("username") or ""))
