"""What was typed when a session ended comes back to whoever typed it, in the same browser, to nobody else.

An idle session is emptied down to a note: where each tab stood, and what its form said. Its key stays, for
the other tabs have it still, and add to the note when they find out. Whoever signs in next takes the notes of
all along, under their authors' numbers, and is shown none but their own; after 12 hours a note is gone.
Bringing a form back shows it as it was; nothing is sent until its button is pressed again.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve
from django.utils.datastructures import MultiValueDict

from clinic.answers import SIGNED_OUT, hold_back

KEY = "kept_for"  # author → note
LAST = "kept_last"  # whose session ended, while nobody has signed in since; account/login.html reads it
LONGEST = 500_000  # characters of all forms; the longest article is a fraction of it
MOST_TABS = 50


def begin(request: HttpRequest) -> bool:
    """Empties the session of whoever is signed in. False where another tab was first."""
    with session_of_all_tabs(request) as session:
        if SESSION_KEY not in session:
            return False
        whose, notes = session[SESSION_KEY], notes_in(session)
        not_brought_back = notes.get(whose, {}).get("forms", {})
        session.clear()
        session[KEY] = {**notes, whose: {"at": time.time(), "ways": [], "forms": not_brought_back}}
        session[LAST] = whose
        return True


def keep(request: HttpRequest, path: str, typed: str) -> int | None:
    """`path` with its query, `typed` as a form sends it. Passwords never. The number of the way back; None
    where there is no note, or too much in it."""
    with session_of_all_tabs(request) as session:
        note = notes_in(session).get(session.get(LAST, ""))
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


def notes_in(session: SessionBase) -> dict[str, dict[str, Any]]:
    """Of everybody, as long as they are kept: a session lives on when the next person is busy in it."""
    oldest = time.time() - settings.SESSION_COOKIE_AGE
    return {whose: note for whose, note in session.get(KEY, {}).items() if note["at"] > oldest}


def own_note(request: HttpRequest) -> dict[str, Any]:
    return notes_in(request.session).get(str(request.user.pk), {})


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
    return LAST in request.session


def is_own(request: HttpRequest) -> bool:
    """Sent from a page of whoever is signed in, or was. Somebody else may have signed in since, in another
    tab, and is not to find it: each form says whose it is (templates/staff/_whose.html)."""
    whose = request.session.get(SESSION_KEY) or request.session.get(LAST)
    return whose == request.POST.get("whose", "")


def way(request: HttpRequest, number: int) -> str:
    """Empty where there is none."""
    ways = own_note(request).get("ways", [])
    return ways[number] if number < len(ways) else ""


def take_along(request: HttpRequest, **more: Any) -> None:
    """Receives user_logged_in."""
    request.session.pop(LAST, None)
    request.session[KEY] = notes_in(request.session)


@contextmanager
def left_for_others(request: HttpRequest) -> Iterator[None]:
    """Inside, the session is flushed. Who is signed in means to leave nothing."""
    own = request.session.get(SESSION_KEY)
    others = {whose: note for whose, note in notes_in(request.session).items() if whose != own}
    yield
    if others:
        request.session[KEY] = others


def bring_back(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
    """The form as it was typed, where this is its page and its author is who is signed in."""
    forms = own_note(request).get("forms", {})
    path = request.get_full_path()
    if request.method != "GET" or path not in forms or not comes_back(view):
        return None
    request.method = "POST"
    request._post = QueryDict(forms.pop(path), encoding=settings.DEFAULT_CHARSET)  # type: ignore[attr-defined]
    request._files = MultiValueDict()  # type: ignore[attr-defined]
    request.session.modified = True
    return hold_back(request, SIGNED_OUT, view, *args, **kwargs)
