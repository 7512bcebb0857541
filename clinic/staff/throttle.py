"""How often a sign-in may fail.

At one address, and for one name at one address: ACCOUNT_RATE_LIMITS in the settings. For one name from
everywhere: here. A flood of wrong passwords uses that up, so it does not hold for a browser in which that
colleague has signed in before, nor for a passkey, which nobody can guess: a flood locks nobody out for good.
"""

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

FROM_EVERYWHERE = {"login_failed_for_name": "30/10m/key"}
KNOWN_FOR = 180 * 24 * 60 * 60  # seconds
KNOWN_PEOPLE = 20  # that one browser remembers: a shared computer at the desk
SALT = "clinic.staff.known"


def take_a_try(request: HttpRequest, name: str) -> Any:
    """None where there have been too many. Where the password was right, .rollback() gives the try back."""
    if name.lower() in known_names(request):
        return ratelimit.RateLimitUsage(usage=[])
    return ratelimit.consume(
        request,
        app="clinic.staff",
        action="login_failed_for_name",
        config=FROM_EVERYWHERE,
        key=name.lower(),
    )


def known_names(request: HttpRequest) -> list[str]:
    people = User.objects.filter(pk__in=known_people(request))
    return [name.lower() for name in people.values_list("username", flat=True)]


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """This browser is known for this user: whoever signed in last stands first."""
    others = [pk for pk in known_people(request) if pk != str(user.pk)]
    response.set_signed_cookie(
        cookie_name(),
        ".".join([str(user.pk), *others][:KNOWN_PEOPLE]),
        salt=SALT,
        max_age=KNOWN_FOR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def known_people(request: HttpRequest) -> list[str]:
    known = request.get_signed_cookie(cookie_name(), default="", salt=SALT, max_age=KNOWN_FOR) or ""
    return [pk for pk in known.split(".") if pk]


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}known"
