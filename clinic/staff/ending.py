"""Sessions that end before their people sign out."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect

from clinic.staff import kept

IDLE = "idle"


def end_idle_session(request: HttpRequest, path: str = "", typed: str | None = None) -> HttpResponseRedirect:
    """To the sign-in page, which leads back. What was typed is kept: the request's own, unless said."""
    path = path or request.get_full_path()
    if typed is None:
        typed = request.POST.urlencode()
    user_pk = request.user.pk
    assert user_pk is not None
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    kept.keep(request, user_pk, path, typed)
    request.session[IDLE] = True
    return redirect_to_login(path)


def end_sessions(user: User) -> None:
    """All of them, at once, on every machine."""
    for session in UserSession.objects.filter(user=user):
        session.end()


@transaction.atomic
def reset_second_factor(user: User) -> None:
    """The next sign-in leads through setting up another one."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
