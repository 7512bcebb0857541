"""Sessions that end before their people sign out."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.signals import user_logged_out
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from clinic.staff import kept


def sign_in_again(request: HttpRequest, view: Any) -> HttpResponseRedirect:
    """The session was idle, or another tab has found that out: to the sign-in page, which leads back."""
    if request.method == "POST" and kept.comes_back(view) and kept.is_own(request):
        return end_idle_session(request, request.get_full_path(), request.POST.urlencode())
    return end_idle_session(request, request.get_full_path() if request.method == "GET" else "")


def end_idle_session(request: HttpRequest, path: str = "", typed: str = "") -> HttpResponseRedirect:
    """Also where it has ended already: each tab adds where it was, and what was typed there."""
    user = request.user
    if isinstance(user, User) and kept.begin(request):
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        request.user = AnonymousUser()
        user_logged_out.send(sender=type(user), request=request, user=user)
    number = kept.keep(request, path or reverse("admin:index"), typed)
    if number is None:
        return redirect("account_login")
    return redirect_to_login(reverse("staff:back", args=[number]))


def end_half_a_session(request: HttpRequest) -> HttpResponse:
    """It began with the password alone, before there was a second factor."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    with kept.left_for_others(request):
        logout(request)
    return redirect("account_login")


def end_sessions(user: User) -> None:
    """All of them, at once, on every machine."""
    for session in UserSession.objects.filter(user=user):
        session.end()


RESET = gettext_lazy(
    "%(name)s is signed out everywhere and sets up another second factor at the next sign-in."
)


@transaction.atomic
def reset_second_factor(user: User) -> None:
    """The next sign-in leads through setting up another one."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
