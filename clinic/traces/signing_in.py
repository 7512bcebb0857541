"""Django says who signed in or out, and who could not."""

from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from clinic.traces import acting, looks


def listen() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="clinic.traces")
    user_logged_out.connect(signed_out, dispatch_uid="clinic.traces")
    user_login_failed.connect(failed, dispatch_uid="clinic.traces")


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    looks.record(request, looks.Action.SIGNED_IN, [], user=user)
    pghistory.context(**acting.person(request, user))  # the rest of this request is theirs


def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        looks.record(request, looks.Action.SIGNED_OUT, [], user=user)


def failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    looks.record_failed_sign_in(request, str(credentials.get("username") or ""))
