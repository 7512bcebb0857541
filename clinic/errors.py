"""The error pages. Each gives the phone and says what became of what was typed (STANDARDS 1.23)."""

import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from clinic.answers import NO_COOKIE, hold_back
from clinic.models import Practice
from clinic.staff import kept

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
READ_ON = 11 * 1024 * 1024  # bytes; the proxy lets no more through (deploy/nginx.conf.example)

# SQLSTATE: not reached, out of room, shutting down. A lock or a statement that takes too long is not meant.
AWAY = ("08", "53", "57P")
RETRY_AFTER = 60  # seconds


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    # DisallowedHost and a body that cannot be read come here: the page is made without the request.
    return without_request("400.html", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    read_on(request)
    return without_request("413.html", 413)


def read_on(request: HttpRequest) -> None:
    """A browser that is still sending would see a broken connection, and no page."""
    try:
        for _part in range(READ_ON // 2**16):
            if not request.read(2**16):
                return
    except UnreadablePostError:
        return


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Staff are told in their own words, and find the way back to their own pages."""
    return render(request, "admin/403.html" if is_for_staff(request) else "403.html", status=403)


def is_for_staff(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:index"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


class MethodNotAllowedMiddleware:
    """Django answers a wrong method with an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method != "HEAD":
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


def too_many(request: HttpRequest, retry_after: int | None = None) -> HttpResponse:
    """`retry_after` in seconds, where it is known."""
    response = render(request, "429.html", status=429)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    try:
        return away() if is_away(sys.exception()) else without_request("500.html", 500)
    except Exception:  # the page's own template or style sheets may be what is broken
        phone = Practice().phone.as_national
        text = _("The site cannot answer just now. Call us at %(phone)s.") % {"phone": phone}
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


def is_away(error: BaseException | None) -> bool:
    """Whether it was the database that could not be reached."""
    if not isinstance(error, OperationalError):
        return isinstance(error, InterfaceError)
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(AWAY)


def away() -> HttpResponse:
    response = without_request("503.html", 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def without_request(template: str, status: int) -> HttpResponse:
    """Neither the database nor the request may be needed: the phone is the one that was read last."""
    practice = Practice.last_known or Practice()
    return HttpResponse(render_to_string(template, {"practice": practice}), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """The form again with what was typed, where its view keeps answers and the same person is there; else a
    plain page."""
    view, args, kwargs = resolved(request)
    if not getattr(view, "keeps_answers", False) or not is_readable(request):
        return render(request, "403_csrf.html", status=403)
    if is_for_staff(request) and request.user.is_authenticated and not kept.is_own(request):
        return render(request, "admin/403_csrf.html", status=403)
    # Who blocks cookies would press the button again for ever.
    why = NO_COOKIE if not request.COOKIES else "csrf"
    response = hold_back(request, why, view, *args, **kwargs)
    if response.status_code == 200:
        response.status_code = 403
    return response


def resolved(request: HttpRequest) -> tuple[Any, Any, Any]:
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return None, (), {}
    return match.func, match.args, match.kwargs


def is_readable(request: HttpRequest) -> bool:
    """False where the sender hung up. Too big or malformed raises on, and becomes a 413 or 400."""
    try:
        request.POST  # noqa: B018 - reading it is the question
    except UnreadablePostError:
        return False
    return True
