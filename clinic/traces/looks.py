"""Who saw what. Only this file writes Looks."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from clinic.accounts import account_called
from clinic.traces.models import Look

Action = Look.Action

# A refresh shows nothing new. Of the other actions each one counts.
SHOWING = {Action.OPENED, Action.LISTED, Action.SEARCHED, Action.TRACED}

ADD_UNLESS_REFRESHED = """
    INSERT INTO traces_look (user_id, username, address, action, what, "references", session)
    SELECT %(user)s, %(username)s, %(address)s, %(action)s, %(what)s, %(references)s::varchar[], %(session)s
    WHERE %(repeats)s OR %(references)s::varchar[] IS DISTINCT FROM (
        SELECT "references" FROM traces_look
        WHERE session = %(session)s AND action = %(action)s AND what = %(what)s
        ORDER BY id DESC LIMIT 1
    )
"""


def record(
    request: HttpRequest,
    action: Action,
    references: Iterable[str],
    what: str = "",
    *,
    user: User | None = None,
) -> None:
    """`references` are those of all patients shown; `what` says in which view, or the words searched for.
    `user` is given where the request does not know yet who it is.

    Left out where this session's last look of the kind showed exactly the same patients: one query as well.
    """
    who = user or request.user
    row = {
        "user": who.pk,
        "username": who.get_username(),
        "address": address_of(request),
        "action": action.value,
        "what": what[: Look._meta.get_field("what").max_length],
        "references": sorted(set(references)),
        "session": session_of(request),
        "repeats": action not in SHOWING,
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD_UNLESS_REFRESHED, row)


def record_failed_sign_in(request: HttpRequest | None, username: str) -> None:
    """The name only where there is one such: people type passwords into the wrong field."""
    user = account_called(username)
    Look.objects.create(
        user=user,
        username=user.username if user else "",
        address=address_of(request),
        action=Action.SIGN_IN_FAILED,
    )


def address_of(request: HttpRequest | None) -> str:
    return request.META.get("REMOTE_ADDR", "")[:45] if request else ""


def session_of(request: HttpRequest) -> str:
    """Django gives every sign-in a new key. Empty: there is none."""
    key = request.session.session_key
    return salted_hmac("clinic.traces", key, algorithm="sha256").hexdigest()[:16] if key else ""
