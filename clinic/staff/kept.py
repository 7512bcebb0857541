"""What was typed when a session ended comes back to whoever typed it, in the same browser, to nobody else.

It waits in the session that begins when the other one ends. Bringing it back shows the form as it was;
nothing is sent until its button is pressed again.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.datastructures import MultiValueDict

from clinic.answers import hold_back

KEY = "kept"
LONGEST = 500_000  # characters; the longest article is a fraction of it


def keep(request: HttpRequest, user_pk: int, path: str, typed: str) -> None:
    """`path` with its query, `typed` as a form sends it. Passwords never."""
    if typed and len(typed) <= LONGEST:
        request.session[KEY] = {"user": user_pk, "path": path, "typed": without_secrets(typed)}


def without_secrets(typed: str) -> str:
    fields = QueryDict(typed, mutable=True)
    for name in [name for name in fields if name == "csrfmiddlewaretoken" or "password" in name]:
        del fields[name]
    return fields.urlencode()


def bring_back(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
    """The form as it was typed, where this is its page and its author."""
    kept = request.session.get(KEY)
    if not kept or not request.user.is_authenticated:
        return None
    if kept["user"] != request.user.pk:
        del request.session[KEY]
        return None
    if request.method != "GET" or request.get_full_path() != kept["path"]:
        return None
    if not getattr(view, "keeps_answers", False):
        return None
    del request.session[KEY]
    request.method = "POST"
    request._post = QueryDict(kept["typed"], encoding=settings.DEFAULT_CHARSET)  # type: ignore[attr-defined]
    request._files = MultiValueDict()  # type: ignore[attr-defined]
    return hold_back(request, "signed-out", view, *args, **kwargs)
