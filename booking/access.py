"""The patient's way to one appointment: a token in a mail, swapped for an entry in this browser's cookie.

The entry holds the number of a Link, so that ending the link ends the entry too. The reference alone
opens nothing. Unknown, ended and wrong links get one and the same answer (ASVS 6.3.8).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from booking import browser_cookie
from booking.browser_cookie import AGE, Entry
from booking.models import Appointment, Draft, Link
from booking.models.links import hash_of

PASS = signing.TimestampSigner(salt="booking.draft-pass")


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the token for the cookie and an address without it. Reads only: mail scanners follow links."""
    link = Link.objects.with_appointment().filter(token_hash=hash_of(token)).first()
    if link is None or not link.is_live(timezone.now()):
        response = unknown_link(request)
    else:
        response = let_in(request, redirect(link.appointment), link)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def let_in(request: HttpRequest, response: HttpResponse, link: Link) -> HttpResponse:
    """The visit takes the place of the draft that it was made of."""
    kept = browser_cookie.entries(request)
    appointment = link.appointment
    if appointment.submission:
        kept.pop(appointment.submission.hex, None)
    kept.pop(appointment.reference, None)
    opened_at = int(timezone.now().timestamp())
    kept[appointment.reference] = Entry(opened_at=opened_at, number=link.pk)
    browser_cookie.write(response, kept)
    return response


def holder_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the appointment instead of its reference, or is not called: not without a live link."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponse:
        appointment = appointment_for(request, reference)
        if appointment:
            return view(request, appointment, *args, **kwargs)
        return unknown_link(request, no_cookie=not request.COOKIES)

    return wrapped


def appointment_for(request: HttpRequest, reference: str) -> Appointment | None:
    entry = browser_cookie.entries(request).get(reference)
    number = entry.number if entry else 0  # asked for all the same: the answers take equally long
    link = Link.objects.with_appointment().filter(pk=number, appointment__reference=reference).first()
    if link is None or not link.is_live(timezone.now()):
        return None
    prefetch_related_objects([link.appointment], "proposed_times__provider")
    return link.appointment


def keep_draft(request: HttpRequest, response: HttpResponse, draft: Draft) -> HttpResponse:
    """Only this browser opens the draft: its address stays behind in the history of a shared computer.

    Written only where it is not there yet: each writing may run into another tab's.
    """
    kept = browser_cookie.entries(request)
    if draft.pk.hex not in kept:
        kept[draft.pk.hex] = Entry(opened_at=int(draft.created_at.timestamp()), number=0)
        browser_cookie.write(response, kept)
    return response


def may_open_draft(request: HttpRequest, number: UUID) -> bool:
    """By the cookie, or by what the draft's own page has sent along with a form."""
    return number.hex in browser_cookie.entries(request) or has_pass(request, number)


def draft_pass(number: UUID) -> str:
    """For a hidden field of the draft's own pages, so that a tab goes on whose entry another tab wrote over,
    or that was the oldest of too many. It stands in no address, and no cache keeps the page."""
    return PASS.sign(number.hex)


def has_pass(request: HttpRequest, number: UUID) -> bool:
    try:
        return PASS.unsign(request.POST.get("pass", ""), max_age=AGE) == number.hex
    except signing.BadSignature:
        return False


def unknown_link(request: HttpRequest, *, no_cookie: bool = False) -> HttpResponse:
    """`no_cookie`: a link was followed, or should have been, and the browser kept nothing of it."""
    return render(request, "booking/unknown_link.html", {"no_cookie": no_cookie}, status=404)


class TidyCookiesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.app_name == "booking":
            browser_cookie.tidy(request, response)
        return response
