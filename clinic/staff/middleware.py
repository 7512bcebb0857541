from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from clinic.staff import idle, kept
from clinic.staff.ending import end_idle_session

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffMiddleware:
    """In front of every page for staff: is the session still in use, and is there a second factor?

    Public pages are not looked at: they are the same for everybody and load no session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.admin, self.staff = reverse("admin:index"), reverse("staff:home")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.path.startswith((self.admin, self.staff)) or not isinstance(request.user, User):
            return None
        if not getattr(view, "looks_itself", False) and idle.is_over(request, view):
            return end_idle_session(request)
        if request.path.startswith(self.admin) and not has_second_factor(request.user):
            return redirect("mfa_index")
        return kept.bring_back(request, view, args, kwargs)


def has_second_factor(user: User) -> bool:
    """Recovery codes alone are none: they are for the day on which it is lost (45 CFR 164.312(d))."""
    return is_mfa_enabled(user, SECOND_FACTORS)
