"""A session that nobody uses ends (45 CFR 164.312(a)(2)(iii)).

When it was used last stands in its UserSession row, not in the session's data: two requests at once would
overwrite each other there. A page that refreshes itself is no use: its view is marked @refreshes.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

ENDS_AFTER = timedelta(minutes=15)

View = TypeVar("View", bound=Callable[..., Any])


def refreshes(view: View) -> View:
    """A page asks for this by itself, nobody pressed anything."""
    view.refreshes = True  # type: ignore[attr-defined]
    return view


def asks_itself(view: View) -> View:
    """The view asks is_over(), or has no need to: the middleware ends no session in front of it."""
    view.asks_itself = True  # type: ignore[attr-defined]
    return view


def is_over(request: HttpRequest) -> bool:
    """Of the session of somebody signed in."""
    used_at = last_used_at(request)
    return used_at is not None and used_at <= timezone.now() - ENDS_AFTER


def use(request: HttpRequest) -> None:
    """Somebody has pressed or typed something. Too late, it changes nothing."""
    now = timezone.now()
    mine = UserSession.objects.filter(session_key=request.session.session_key)
    if not mine.filter(last_seen_at__gt=now - ENDS_AFTER).update(last_seen_at=now) and not mine.exists():
        UserSession.objects.create_from_request(request)


def time_left(request: HttpRequest) -> timedelta:
    """Zero where nobody is signed in, or no longer."""
    used_at = last_used_at(request)
    return max(timedelta(0), used_at + ENDS_AFTER - timezone.now()) if used_at else timedelta(0)


def last_used_at(request: HttpRequest) -> datetime | None:
    mine = UserSession.objects.filter(session_key=request.session.session_key)
    return mine.values_list("last_seen_at", flat=True).first()
