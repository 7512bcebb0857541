"""A text with lines of `key: value` above it: the form in which articles leave and come back.

    ---
    title: Stiff neck?
    source: Neck pain
      publisher: A library
    ---
    <p>The text</p>

Two spaces before a line: it tells more of the line above. A value that would not come back as it is (it has a
line break, say) stands in quotes, as JSON writes it.
"""

import json
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

FENCE = "---"
LINE = re.compile(r"(  )?([a-z_]+):\s*(.*)")


class Unreadable(Exception):
    """Its text is a sentence for whoever wrote the file."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(_("line %(line)s: %(sentence)s") % {"line": line, "sentence": sentence})


@dataclass
class Entry:
    key: str
    value: str
    more: list["Entry"] = field(default_factory=list)
    line: int = field(default=0, compare=False)


def written(entries: list[Entry], text: str) -> str:
    lines = [FENCE]
    for entry in entries:
        lines.append(f"{entry.key}: {quoted(entry.value)}".rstrip(" "))
        lines += [f"  {one.key}: {quoted(one.value)}".rstrip(" ") for one in entry.more]
    return "\n".join([*lines, FENCE, text, ""])


def parsed(file: str) -> tuple[list[Entry], str]:
    """What stands above the text, and the text. Raises Unreadable."""
    entries: list[Entry] = []
    lines = file.split("\n")
    if lines[0].rstrip() != FENCE:
        raise Unreadable(1, _("A file begins with a line of three hyphens."))
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == FENCE:
            return entries, "\n".join(lines[number:]).removesuffix("\n")
        if not line.strip():
            continue
        found = LINE.fullmatch(line.rstrip("\r"))
        if not found or (found[1] and not entries):
            raise Unreadable(number, _("This is not of the form “key: value”."))
        entry = Entry(found[2], unquoted(found[3].strip(), number), line=number)
        (entries[-1].more if found[1] else entries).append(entry)
    raise Unreadable(len(lines), _("A line of three hyphens has to stand above the text."))


def quoted(value: str) -> str:
    is_plain = value.isprintable() and value == value.strip() and not value.startswith('"')
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def unquoted(value: str, line: int) -> str:
    try:
        text: str = json.loads(value) if value.startswith('"') else value
        text.encode()  # JSON can spell half a character
    except ValueError:
        raise Unreadable(line, _("What begins with a quotation mark has to be a JSON string.")) from None
    if "\0" in text:
        raise Unreadable(line, _("There is a null byte in it."))
    return text
