"""A session that nobody uses ends (45 CFR 164.312(a)(2)(iii)).

When it was used last stands in its UserSession row, not in the session's data: two requests at once would
overwrite each other there. A page that refreshes itself is no use: its view is marked @refreshes.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

ENDS_AFTER = timedelta(minutes=15)
WARNED_BEFORE = timedelta(minutes=1)

View = TypeVar("View", bound=Callable[..., Any])


def refreshes(view: View) -> View:
    """A page asks for this by itself, nobody pressed anything."""
    view.refreshes = True  # type: ignore[attr-defined]
    return view


def looks_itself(view: View) -> View:
    """The view asks is_over(), or has no need to: the middleware ends no session in front of it."""
    view.looks_itself = True  # type: ignore[attr-defined]
    return view


def is_over(request: HttpRequest, view: Any = None) -> bool:
    """Of the session of somebody signed in. Asking counts as use, unless the view refreshes."""
    now = timezone.now()
    mine = UserSession.objects.filter(session_key=request.session.session_key)
    in_use = mine.filter(last_seen_at__gt=now - ENDS_AFTER)
    if in_use.exists() if getattr(view, "refreshes", False) else in_use.update(last_seen_at=now):
        return False
    if mine.exists():
        return True
    UserSession.objects.create_from_request(request)
    return False


def time_left(request: HttpRequest) -> timedelta:
    """Zero where nobody is signed in, or no longer."""
    mine = UserSession.objects.filter(session_key=request.session.session_key).first()
    if mine is None:
        return timedelta(0)
    return max(timedelta(0), mine.last_seen_at + ENDS_AFTER - timezone.now())
