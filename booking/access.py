"""The patient's way to one appointment: a token in a mail, swapped for a signed cookie of that appointment.

The cookie holds the number of a Link, so that ending the link ends the cookie too. The reference alone
opens nothing. Unknown, ended and wrong links get one and the same answer (ASVS 6.3.8).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from booking.models import Appointment, Draft, Link
from booking.models.drafts import DRAFT_KEPT_FOR
from booking.models.links import hash_of

SALT = "booking.access"
DRAFT_SALT = "booking.draft"
COOKIE_AGE = (
    24 * 60 * 60
)  # seconds; no time limit under 20 hours (WCAG 2.2.1), but not for ever on a shared computer


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the token for the cookie and an address without it. Reads only: mail scanners follow links."""
    link = Link.objects.with_appointment().filter(token_hash=hash_of(token)).first()
    if link is None or not link.is_live(timezone.now()):
        response = unknown_link(request)
    else:
        response = let_in(redirect(link.appointment), link)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def let_in(response: HttpResponse, link: Link) -> HttpResponse:
    reference = link.appointment.reference
    response.set_signed_cookie(
        cookie_name(reference),
        str(link.pk),
        salt=SALT + reference,
        max_age=COOKIE_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def holder_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the appointment instead of its reference, or is not called: not without a live link."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponse:
        appointment = appointment_for(request, reference)
        return view(request, appointment, *args, **kwargs) if appointment else unknown_link(request)

    return wrapped


def appointment_for(request: HttpRequest, reference: str) -> Appointment | None:
    name, salt = cookie_name(reference), SALT + reference
    number = int(request.get_signed_cookie(name, default="", salt=salt, max_age=COOKIE_AGE) or 0)
    link = Link.objects.with_appointment().filter(pk=number, appointment__reference=reference).first()
    if link is None or not link.is_live(timezone.now()):
        return None
    prefetch_related_objects([link.appointment], "proposed_times__provider")
    return link.appointment


def keep_draft(response: HttpResponse, draft: Draft) -> HttpResponse:
    """Only this browser opens the draft: its address stays behind in the history of a shared computer."""
    response.set_signed_cookie(
        draft_cookie(draft.pk),
        "1",
        salt=DRAFT_SALT,
        max_age=int(DRAFT_KEPT_FOR.total_seconds()),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def may_open_draft(request: HttpRequest, number: UUID) -> bool:
    return bool(request.get_signed_cookie(draft_cookie(number), default="", salt=DRAFT_SALT))


def draft_cookie(number: UUID) -> str:
    return f"{settings.COOKIE_PREFIX}draft-{number}"


def cookie_name(reference: str) -> str:
    """One cookie an appointment, so that two tabs never mix."""
    return f"{settings.COOKIE_PREFIX}appointment-{reference}"


def unknown_link(request: HttpRequest) -> HttpResponse:
    return render(request, "booking/unknown_link.html", status=404)
