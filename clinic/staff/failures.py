"""Sign-ins that fail are on record. What anybody could send without end is so only now and then."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

from clinic.accounts import account_called
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
    account = account_called(name)
    key = f"{visitor_key(request)} {account.username if account else ''}"
    return bool(
        ratelimit.consume(request, app="clinic.staff", action="failure", config={"failure": most}, key=key)
    )
