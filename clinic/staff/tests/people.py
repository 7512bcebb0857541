"""Signing in as a person does."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from conftest import TOTP

PASSWORD = "otter lantern quarry violin"
SIGN_IN = reverse("account_login")
SECOND_FACTOR = reverse("mfa_authenticate")


def code(secret: str = TOTP, *, steps: int = 0) -> str:
    """What the authenticator app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def type_password(client: Client, name: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"login": name, "password": password}, **extra)


def sign_in(client: Client, user: User) -> Any:
    """Password and code; the last answer."""
    assert type_password(client, user.username).headers["Location"] == SECOND_FACTOR
    return client.post(SECOND_FACTOR, {"code": code()})


def come_back(client: Client, user: User, address: str, **more: Any) -> Any:
    client.force_login(user)
    return client.get(address, **more)


def back(number: int) -> str:
    """The address that leads to where a tab was."""
    return reverse("staff:back", args=[number])


def end_idle(client: Client, user: User, path: str, typed: str = "") -> Any:
    """What the page's script sends when nobody has used it."""
    return client.post(reverse("staff:end_idle"), {"path": path, "typed": typed, "whose": user.pk})
