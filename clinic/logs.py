"""No name, phone, e-mail or token in any log (STANDARDS 5.11).

What code wrote in the source stays: the logger's sentence, file, line, function, an exception's class.
What came from outside goes: paths become routes ("/a/<token>/"), an exception's text goes (a database
error quotes the row), and what Django and gunicorn say about a request is said anew.
"""

import http.client
import logging
import re
import time
import traceback
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve

ABOUT_REQUESTS = ("django.request", "django.security", "django.server")
NOWHERE = "(no such page)"

# The last net, for a sentence that somebody forgot to think about.
EMAIL = re.compile(r"(?<![^\s<>()\"',;:=])[^\s<>()\"',;:=]+@[^\s<>()\"',;:=]+")
PHONE = re.compile(r"(?<![\w.-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-]?)\d{3}[ .-]?\d{4}(?![\w-])")


class PrivateFilter(logging.Filter):
    """Replaces the record's message; drops no record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "is_private", False):  # another handler's filter was here before
            return True
        try:
            message = private_message(record)
        except Exception as error:  # logging would print the arguments to stderr
            message = f"{record.msg if isinstance(record.msg, str) else ''} ({type(error).__name__})"
        record.msg, record.args = PHONE.sub("(phone)", EMAIL.sub("(e-mail)", message)), None
        if is_refusal(record):
            record.exc_info = None  # nothing is broken that a traceback would help to find
            record.levelno = min(record.levelno, logging.WARNING)
            record.levelname = logging.getLevelName(record.levelno)
        record.is_private = True
        return True


def is_refusal(record: logging.LogRecord) -> bool:
    """What was sent is not taken: a foreign host, too many fields. Django logs some of these as errors."""
    status = getattr(record, "status_code", None)
    refused = isinstance(status, int) and 400 <= status < 500
    return record.name.startswith("django.security.") or (record.name == "django.request" and refused)


class PrivateFormatter(logging.Formatter):
    converter = time.gmtime  # type: ignore[assignment]  # the stubs want a method
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        kept, record.exc_text = record.exc_text, None  # another formatter's, with the exception's text
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: Any) -> str:
        return without_text(ei[1]) if ei[1] else ""


def private_message(record: logging.LogRecord) -> str:
    if record.name == "py.warnings":
        # "FILE:LINE: CATEGORY: text", then the line of source
        place = re.match(r"(.+?:\d+: \w+):", record.getMessage())
        return place[1] if place else "a warning"
    if record.name.startswith(ABOUT_REQUESTS):
        return about_request(record)
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    if record.name.startswith("gunicorn") and record.levelno >= logging.WARNING:
        return about_gunicorn(record)
    if isinstance(record.args, tuple):
        record.args = tuple(type(a).__name__ if isinstance(a, BaseException) else a for a in record.args)
    return record.getMessage()


def about_request(record: logging.LogRecord) -> str:
    """Status, method and route; of a refusal its class, e.g. "DisallowedHost"."""
    parts = []
    if record.name.startswith("django.security."):
        parts.append(record.name.removeprefix("django.security."))
    elif record.exc_info and record.exc_info[0]:
        parts.append(record.exc_info[0].__name__)
    status = getattr(record, "status_code", None)
    if isinstance(status, int):
        parts.append(f"{status} {http.client.responses.get(status, '')}".strip())
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        parts.append(f"{method(request.method)} {route(request.path_info)}")
    elif isinstance(record.args, tuple) and record.args and isinstance(record.args[0], str):
        parts.append(requestline(record.args[0]))  # of django.server: "GET /a/token/ HTTP/1.1"
    return " ".join(parts)


def about_gunicorn(record: logging.LogRecord) -> str:
    """Its sentence, with numbers, but without the words of a request."""
    if isinstance(record.args, tuple) and record.args:
        return str(record.msg) % tuple(arg if isinstance(arg, int) else "…" for arg in record.args)
    return re.sub(r"(request from ip=).*", r"\1…", str(record.msg), flags=re.DOTALL)


def requestline(line: str) -> str:
    words = line.split(" ")
    if len(words) != 3:
        return ""
    return f"{method(words[0])} {route(words[1].partition('?')[0])}"


def method(word: str | None) -> str:
    return (
        word if word in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} else "(method)"
    )


def route(path: str) -> str:
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return NOWHERE


def without_text(error: BaseException) -> str:
    """The traceback with causes, oldest first; of each exception only the class."""
    blocks: list[str] = []
    seen: set[int] = set()
    link = ""
    next_error: BaseException | None = error
    while next_error is not None and id(next_error) not in seen:
        seen.add(id(next_error))
        blocks.append(block(next_error, next_error.__traceback__) + link)
        if next_error.__cause__ is not None:
            next_error, link = next_error.__cause__, "\nwhich caused:"
        elif not next_error.__suppress_context__:
            next_error, link = next_error.__context__, "\nwhile handling it:"
        else:
            next_error = None
    return "\n".join(reversed(blocks))


def block(error: BaseException, tb: TracebackType | None) -> str:
    cls = type(error)
    lines = "".join(traceback.format_tb(tb))
    return f"Traceback (most recent call last):\n{lines}{cls.__module__}.{cls.__qualname__}"
