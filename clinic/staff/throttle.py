"""How often a sign-in may fail: the one place that counts. allauth's own limits are off (settings).

Passwords and codes are counted apart: of one name at one address, of all names at one address, of one name
from everywhere. A flood uses these up, also one from the office's own address, which all its computers share.
So a browser in which that colleague has signed in before has a counter of its own instead. Passkeys, which
nobody can guess, are not counted: a flood locks nobody out for good.
"""

from collections.abc import Iterator
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from clinic.visitors import visitor_key

PASSWORD, CODE = "password", "code"
AT_ONE_ADDRESS = "5/5m/key"
OF_ALL_NAMES = "10/m/key"
# Six digits are guessed sooner than a password, by whoever has that.
FROM_EVERYWHERE = {PASSWORD: "30/10m/key", CODE: "10/10m/key"}
IN_KNOWN_BROWSER = "5/5m/key"

KNOWN_FOR = 180 * 24 * 60 * 60  # seconds
KNOWN_PEOPLE = 20  # that one browser remembers: a shared computer at the desk
SALT = "clinic.staff.known"


def take_a_try(request: HttpRequest, name: str, kind: str) -> Any:
    """`kind` is PASSWORD or CODE. None where there have been too many, and then none of the counters has
    counted it. Where it was right, .rollback() gives the try back."""
    taken = ratelimit.RateLimitUsage(usage=[])
    for rate, of, key in counters(request, name.lower(), kind):
        action = f"{kind}-{of}"
        one = ratelimit.consume(request, app="clinic.staff", action=action, config={action: rate}, key=key)
        if one is None:
            taken.rollback()
            return None
        taken.usage.extend(one.usage)
    return taken


def counters(request: HttpRequest, name: str, kind: str) -> Iterator[tuple[str, str, str]]:
    """Rate, what is counted, and of whom."""
    browser, people = known(request)
    if name in known_names(people):
        yield IN_KNOWN_BROWSER, "in-known-browser", f"{browser} {name}"
        return
    yield AT_ONE_ADDRESS, "at-one-address", f"{visitor_key(request)} {name}"
    yield OF_ALL_NAMES, "of-all-names", visitor_key(request)
    yield FROM_EVERYWHERE[kind], "from-everywhere", name


def known_names(people: list[str]) -> list[str]:
    return [name.lower() for name in User.objects.filter(pk__in=people).values_list("username", flat=True)]


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """This browser is known for this user: whoever signed in last stands first."""
    browser, people = known(request)
    others = [pk for pk in people if pk != str(user.pk)]
    response.set_signed_cookie(
        cookie_name(),
        ".".join([browser or get_random_string(22), str(user.pk), *others][: KNOWN_PEOPLE + 1]),
        salt=SALT,
        max_age=KNOWN_FOR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest) -> tuple[str, list[str]]:
    """What tells this browser from others, and who has signed in here."""
    cookie = request.get_signed_cookie(cookie_name(), default="", salt=SALT, max_age=KNOWN_FOR) or ""
    browser, *people = cookie.split(".")
    return browser, people


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}known"
