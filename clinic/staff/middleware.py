from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from clinic.staff import ending, idle, kept, second_factor


class StaffMiddleware:
    """In front of every page for staff: is the session still in use, and was a second factor shown?

    Public pages are not looked at: they are the same for everybody and load no session. It stands before the
    CSRF check: where that fails the form is shown again, and a form may show a patient.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.admin, self.staff = reverse("admin:index"), reverse("staff:home")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not request.path.startswith((self.admin, self.staff)):
            return None
        is_admin = request.path.startswith(self.admin)
        if not isinstance(request.user, User):
            return ending.sign_in_again(request, view) if is_admin and kept.is_there(request) else None
        if not hasattr(view, "asks_itself"):
            if idle.is_over(request):
                return ending.sign_in_again(request, view)
            if not hasattr(view, "refreshes"):
                idle.use(request)
        if not second_factor.was_shown(request) and second_factor.is_set_up(request.user):
            return ending.end_half_a_session(request)
        if is_admin and not second_factor.is_set_up(request.user):
            if request.method == "GET":
                request.session["wanted"] = request.get_full_path()  # after the recovery codes
            return redirect("mfa_index")
        return kept.bring_back(request, view, args, kwargs)
