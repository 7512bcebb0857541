"""What allauth and Django do not have. Their own views are named in urls.py."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clinic.staff import forms, idle
from clinic.staff.ending import end_idle_session


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


# The warning before an idle session ends: static/js/idle.js


@require_safe
@never_cache
@idle.looks_itself
def time_left(request: HttpRequest) -> JsonResponse:
    """In whole seconds; 0 where the session is over. Asking is no use of it."""
    left = idle.time_left(request) if request.user.is_authenticated else None
    return JsonResponse({"seconds": int(left.total_seconds()) if left else 0})


@require_POST
@idle.looks_itself
def stay(request: HttpRequest) -> HttpResponse:
    """Somebody is there. Too late, it changes nothing: the page asks how much time is left, and ends it."""
    if request.user.is_authenticated:
        idle.is_over(request)
    return HttpResponse(status=204)


@require_POST
@idle.looks_itself
def end_idle(request: HttpRequest) -> HttpResponse:
    """Nobody has used the page. `path` is where it was, `typed` what its form would have sent."""
    path = request.POST.get("path", "")
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        path = reverse("admin:index")
    if not request.user.is_authenticated:
        return auth.redirect_to_login(path)
    return end_idle_session(request, path, request.POST.get("typed", ""))
