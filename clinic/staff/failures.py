"""Sign-ins that fail are on record. What anybody could send without end is so only now and then."""

from allauth.core.internal import ratelimit
from django.contrib.auth.models import User
from django.http import HttpRequest

from clinic.traces import looks
from clinic.visitors import visitor_key

SOME = "10/m/key"
ONE = "1/5m/key"


def record(request: HttpRequest, name: str, *, most: str = "") -> None:
    """`most` rows for each address and account, where it is given: SOME or ONE."""
    if not most or is_within(most, request, name):
        looks.record_failed_sign_in(request, name)


def is_within(most: str, request: HttpRequest, name: str) -> bool:
    """Names that nobody has are one: they could be as many as somebody likes."""
    known = name if User.objects.filter(username=name.replace("\0", "")).exists() else ""
    key = f"{visitor_key(request)} {known}"
    return bool(
        ratelimit.consume(request, app="clinic.staff", action="failure", config={"failure": most}, key=key)
    )
