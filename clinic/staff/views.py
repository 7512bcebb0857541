"""What allauth and Django do not have. Their own views are named in urls.py."""

from datetime import timedelta
from typing import Any

import pghistory
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clinic.staff import forms, idle, kept
from clinic.staff.ending import end_idle_session
from clinic.traces import acting


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    return redirect("mfa_index")


@method_decorator(never_cache, name="dispatch")
class Invitation(auth.PasswordResetConfirmView):
    """Swaps the token for a place in the session and an address without it, then asks for the password."""

    template_name = "staff/invitation.html"
    form_class = forms.NewPasswordForm
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: Any) -> HttpResponse:
        assert self.user
        pghistory.context(**acting.holder(self.request, self.user))
        response = super().form_valid(form)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return response


@method_decorator(never_cache, name="dispatch")
class ChangePassword(auth.PasswordChangeView):
    """Other sessions of this account end with the old password."""

    template_name = "staff/password.html"
    form_class = forms.ChangePasswordForm
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        old = self.request.session.session_key
        response = super().form_valid(form)
        # The key is a new one now, and the session as young as it was.
        UserSession.objects.filter(session_key=old).delete()
        UserSession.objects.create_from_request(self.request)
        messages.success(self.request, _("Your password is changed. Everywhere else you are signed out."))
        return response


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own."""
    get_object_or_404(UserSession, pk=pk, user=request.user).end()
    messages.success(request, _("Ended: that browser is signed out."))
    return redirect("usersessions_list")


@require_safe
@never_cache
@login_required
def back(request: HttpRequest, number: int) -> HttpResponse:
    """To where this tab was when the session ended. Its address tells nobody: the way is in the session."""
    return redirect(kept.way(request, number) or "admin:index")


# The warning before an idle session ends: static/js/idle.js


@require_safe
@never_cache
@idle.asks_itself
def time_left(request: HttpRequest) -> JsonResponse:
    """In whole seconds, and whose; 0 where the session is over. Asking is no use of it.

    With a fresh token: the page's own is stale when somebody has signed in again in another tab.
    """
    return answer(request)


def answer(request: HttpRequest) -> JsonResponse:
    left = idle.time_left(request) if request.user.is_authenticated else timedelta(0)
    return JsonResponse(
        {
            "seconds": int(left.total_seconds()),
            "user": str(request.user.pk or ""),
            "token": get_token(request),
        }
    )


@require_POST
@idle.asks_itself
def stay(request: HttpRequest) -> JsonResponse:
    """Somebody is there. Too late, it changes nothing."""
    if request.user.is_authenticated:
        idle.use(request)
    return answer(request)


@require_POST
@idle.asks_itself
def end_idle(request: HttpRequest) -> HttpResponse:
    """Nobody has used the page. `path` is where it was, `typed` what its form would have sent."""
    path, typed = (request.POST.get(name, "") for name in ("path", "typed"))
    if not kept.is_own(request):
        return redirect("admin:index")
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        path = ""
    return end_idle_session(request, path, typed)
