"""Who is at work: PostgreSQL writes it beside each change. Where nobody says, it was plain SQL."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase

# They change nothing; asking for the user would cost a query and a "Vary: Cookie" on pages that are cached.
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}

UNTIL_THE_END = ExitStack()


def person(request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """Whoever has no account here is a patient. Never a path: it may hold a token."""
    address = request.META.get("REMOTE_ADDR", "")
    if not user.is_authenticated:
        return {"actor": "patient", "address": address}
    return {"actor": "staff", "address": address, "user": user.pk, "username": user.get_username()}


def holder(request: HttpRequest, whose: AbstractBaseUser) -> dict[str, Any]:
    """Of a link in a mail: whose it is, unless somebody else is signed in here. Then both are named."""
    if request.user.is_authenticated and request.user.pk != whose.pk:
        return {**person(request, request.user), "link_of": whose.get_username()}
    return person(request, whose)


class ActingMiddleware:
    """Behind the one that knows who is signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in SAFE:
            return self.get_response(request)
        with pghistory.context(**person(request, request.user)):
            return self.get_response(request)


def program(name: str) -> Any:
    """with program("worker"): …

    Inside, SQL of one's own that holds a % needs parameters: django-pghistory adds some.
    """
    return pghistory.context(actor=name)


def name_command() -> None:
    """Whatever manage.py does bears the command's name, until the process ends."""
    if name := name_of_command(sys.argv):
        UNTIL_THE_END.enter_context(program(name))


def name_of_command(typed: list[str]) -> str | None:
    """Not what is typed behind it: that may name a patient."""
    is_command = Path(typed[0]).name == "manage.py" and len(typed) > 1
    return f"manage.py {typed[1]}" if is_command else None
