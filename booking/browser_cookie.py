"""What this browser may open: its drafts and its visits, in one signed cookie of bounded size.

Each entry ends a day after it was opened, however often the cookie is written. Of more than MOST the oldest
go: a browser that books all day, a tablet in the waiting room say, never sends more than the server reads.

Two responses on their way at once each write the cookie, and the later one wins. What a form on the page
holds besides (`booking.access.draft_pass`) lets the other tab go on.
"""

import re
import time
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import base36_to_int, int_to_base36

SALT = "booking.browser"
MOST = 40  # entries of at most 45 characters: 2 KB, of the 4 KB that browsers keep of a cookie
# Seconds. No time limit under 20 hours (WCAG 2.2.1), but not for ever on a shared computer.
AGE = 24 * 60 * 60


class Entry(NamedTuple):
    """`number` is a link's, of a visit; 0 of a draft. `opened_at` in seconds since 1970."""

    opened_at: int
    number: int


Entries = dict[str, Entry]  # by a visit's reference or a draft's id in hexadecimal; newest last


def cookie_name() -> str:
    return f"{settings.COOKIE_PREFIX}booking"


def entries(request: HttpRequest) -> Entries:
    """Nothing from a cookie that is forged or cut off, and no entry that is older than a day."""
    packed = request.get_signed_cookie(cookie_name(), default="", salt=SALT, max_age=AGE) or ""
    kept = unpack(packed)
    found = {key: entry for key, entry in of_earlier_form(request).items() if key not in kept} | kept
    oldest = int(time.time()) - AGE
    return {key: entry for key, entry in found.items() if entry.opened_at > oldest}


def write(response: HttpResponseBase, kept: Entries) -> None:
    """The last of `kept` are the newest."""
    response.set_signed_cookie(
        cookie_name(),
        pack(dict(list(kept.items())[-MOST:])),
        salt=SALT,
        max_age=AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def pack(kept: Entries) -> str:
    """Only characters that a cookie holds without quotes: "KEY.OPENED.NUMBER_KEY.OPENED.NUMBER"."""
    return "_".join(
        f"{key}.{int_to_base36(entry.opened_at)}.{int_to_base36(entry.number)}" for key, entry in kept.items()
    )


def unpack(packed: str) -> Entries:
    parts = [entry.split(".") for entry in packed.split("_") if entry]
    return {
        key: Entry(opened_at=base36_to_int(opened_at), number=base36_to_int(number))
        for key, opened_at, number in parts
    }


# Until December 2026 each draft and each visit had a cookie of its own. Each ended after a day, so that all
# below can go a day after the last server from before was stopped.

EARLIER = re.compile(r"draft-[0-9a-f-]{36}|appointment-[2-9B-Z]{8}")
AT_ONCE = 12  # Set-Cookie lines of 150 bytes in one answer: proxies keep 4 KB for all its headers


def earlier_names(request: HttpRequest) -> list[str]:
    return [name for name in request.COOKIES if EARLIER.fullmatch(name.removeprefix(settings.COOKIE_PREFIX))]


def of_earlier_form(request: HttpRequest) -> Entries:
    found: Entries = {}
    for name in earlier_names(request):
        kind, _dash, key = name.removeprefix(settings.COOKIE_PREFIX).partition("-")
        salt = "booking.draft" if kind == "draft" else f"booking.access{key}"
        value = request.get_signed_cookie(name, default="", salt=salt, max_age=AGE)
        if value:
            opened_at = signing.b62_decode(request.COOKIES[name].rsplit(":", 2)[1])
            found[key.replace("-", "")] = Entry(opened_at, number=0 if kind == "draft" else int(value))
    return dict(sorted(found.items(), key=lambda item: item[1].opened_at))


def tidy(request: HttpRequest, response: HttpResponseBase) -> None:
    """Cookies of the earlier form become entries of the one; a browser with many needs a few pages for it."""
    names = earlier_names(request)
    if names and cookie_name() not in response.cookies:
        write(response, entries(request))
    for name in names[:AT_ONCE]:
        response.delete_cookie(name, samesite="Lax")
