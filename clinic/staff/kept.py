"""What was typed when a session ended comes back to whoever typed it, in the same browser, to nobody else.

An idle session is emptied down to a note: whose it was, where each tab stood, and what its form said. Its key
stays, for the other tabs have it still, and add to the note when they find out. Whoever signs in next takes
the note along where it is theirs, else it is gone. Bringing a form back shows it as it was; nothing is sent
until its button is pressed again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

from clinic.answers import SIGNED_OUT, hold_back

KEY = "kept"
LONGEST = 500_000  # characters of all forms; the longest article is a fraction of it
MOST_TABS = 50


def begin(request: HttpRequest) -> bool:
    """Empties the session of whoever is signed in. False where another tab was first."""
    with session_of_all_tabs(request) as session:
        if SESSION_KEY not in session:
            return False
        note = {"user": session[SESSION_KEY], "ways": [], "forms": forms_of(session)}
        session.clear()
        session[KEY] = note
        return True


def keep(request: HttpRequest, path: str, typed: str) -> int | None:
    """`path` with its query, `typed` as a form sends it. Passwords never. The number of the way back; None
    where there is no note, or too much in it."""
    with session_of_all_tabs(request) as session:
        note = session.get(KEY)
        if note is None:
            return None
        if path not in note["ways"] and len(note["ways"]) < MOST_TABS:
            note["ways"].append(path)
        if typed and can_come_back(path):
            add(note["forms"], path, without_secrets(typed))
        session.modified = True
        return note["ways"].index(path) if path in note["ways"] else None


@contextmanager
def session_of_all_tabs(request: HttpRequest) -> Iterator[SessionBase]:
    """As it is now, until the end: all tabs of a browser find out in the same second."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    key = request.session.session_key
    with transaction.atomic():
        list(store.get_model_class().objects.select_for_update().filter(session_key=key))
        request.session = store(key)
        yield request.session
        if request.session.modified:
            request.session.save()
            request.session.modified = False  # or it would be saved again when others have added to it


def forms_of(session: SessionBase) -> dict[str, str]:
    """What has not been brought back yet."""
    forms: dict[str, str] = session.get(KEY, {}).get("forms", {})
    return forms


def add(forms: dict[str, str], path: str, typed: str) -> None:
    forms.pop(path, None)
    if sum(map(len, forms.values())) + len(typed) <= LONGEST:
        forms[path] = typed


def without_secrets(typed: str) -> str:
    fields = QueryDict(typed, mutable=True)
    for name in [name for name in fields if name == "csrfmiddlewaretoken" or "password" in name]:
        del fields[name]
    return fields.urlencode()


def comes_back(view: Any) -> bool:
    return getattr(view, "keeps_answers", False)


def can_come_back(path: str) -> bool:
    try:
        return comes_back(resolve(urlsplit(path).path).func)
    except Resolver404:
        return False


def is_there(request: HttpRequest) -> bool:
    return KEY in request.session


def is_of(request: HttpRequest, user_pk: str) -> bool:
    """Of this person's tabs: whoever is signed in, or was."""
    session = request.session
    whose = session[SESSION_KEY] if SESSION_KEY in session else session.get(KEY, {}).get("user")
    return whose == user_pk


def way(request: HttpRequest, number: int) -> str:
    """Empty where there is none."""
    ways = request.session.get(KEY, {}).get("ways", [])
    return ways[number] if number < len(ways) else ""


def forget_others(request: HttpRequest, user: User, **more: Any) -> None:
    """Receives user_logged_in."""
    note = request.session.get(KEY)
    if note and note["user"] != str(user.pk):
        del request.session[KEY]


def bring_back(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
    """The form as it was typed, where this is its page. Its author is who is signed in: see forget_others."""
    forms = forms_of(request.session)
    path = request.get_full_path()
    if request.method != "GET" or path not in forms or not comes_back(view):
        return None
    request.method = "POST"
    request._post = QueryDict(forms.pop(path), encoding=settings.DEFAULT_CHARSET)  # type: ignore[attr-defined]
    request._files = MultiValueDict()  # type: ignore[attr-defined]
    request.session.modified = True
    return hold_back(request, SIGNED_OUT, view, *args, **kwargs)
