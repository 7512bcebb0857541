"""An article, a topic and a picture as files hold them: plain values, and slugs and digests for what they
point at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from content.models import Article
from content.portable.frontmatter import Entry, Unreadable, parsed, written


class Kind(NamedTuple):
    """How a value stands in a file. `read` raises ValueError; `like` shows what it wants."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]
    like: str = ""


def yes_or_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise ValueError
    return text == "yes"


def moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError
    return at


WORDS = Kind(str, str)
YES_OR_NO = Kind(lambda value: "yes" if value else "no", yes_or_no, "yes")
DAY = Kind(date.isoformat, date.fromisoformat, "2026-11-22")
MOMENT = Kind(datetime.isoformat, moment, "2026-11-22T14:30:00+00:00")

# In this order they stand in the file.
KINDS = {
    "title": WORDS,
    "slug": WORDS,
    "topic": WORDS,
    "summary": WORDS,
    "author": WORDS,
    "is_about_pain": YES_OR_NO,
    "state": WORDS,
    "published_at": MOMENT,
    "updated_at": MOMENT,
    "reviewed_by": WORDS,
    "reviewed_on": DAY,
    "review_due_on": DAY,
    "change_note": WORDS,
    "picture": WORDS,
    "moved_to": WORDS,
}
NEEDED = ["title", "slug", "topic", "summary"]


@dataclass(frozen=True)
class Source:
    title: str
    publisher: str
    url: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Correction:
    text: str
    made_on: date
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Sheet:
    """`topic` and `moved_to` are slugs, `picture` is a digest; corrections stand newest first."""

    title: str
    slug: str
    topic: str
    summary: str
    body: str
    author: str = ""
    is_about_pain: bool = False
    state: str = Article.State.DRAFT.value
    published_at: datetime | None = None
    updated_at: datetime | None = field(default=None, compare=False)
    reviewed_by: str = ""
    reviewed_on: date | None = None
    review_due_on: date | None = None
    change_note: str = ""
    picture: str = ""
    moved_to: str = ""
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()
    old_addresses: tuple[str, ...] = ()

    def differences(self, other: "Sheet") -> list[str]:
        return [
            one.name
            for one in fields(self)
            if one.compare and getattr(self, one.name) != getattr(other, one.name)
        ]


def of(article: Article) -> Sheet:
    """Best with topic, picture, moved_to, sources, corrections and old addresses at hand."""
    links = {
        "topic": article.topic.slug,
        "picture": article.picture.digest if article.picture else "",
        "moved_to": article.moved_to.slug if article.moved_to else "",
    }
    plain = {name: getattr(article, name) for name in KINDS if name not in links}
    return Sheet(
        **plain,
        **links,
        body=article.body,
        sources=tuple(Source(one.title, one.publisher, one.url) for one in article.sources.all()),
        corrections=tuple(Correction(one.text, one.made_on) for one in article.corrections.all()),
        old_addresses=tuple(sorted(one.slug for one in article.old_addresses.all())),
    )


def file_of(sheet: Sheet) -> str:
    values = ((name, kind, getattr(sheet, name)) for name, kind in KINDS.items())
    entries = [Entry(name, kind.write(value)) for name, kind, value in values if value not in (None, "")]
    for source in sheet.sources:
        more = [Entry("publisher", source.publisher), Entry("url", source.url)]
        entries.append(Entry("source", source.title, more))
    for correction in sheet.corrections:
        entries.append(
            Entry("correction", correction.text, [Entry("made_on", DAY.write(correction.made_on))])
        )
    entries += [Entry("old_address", slug) for slug in sheet.old_addresses]
    return written(entries, sheet.body)


def sheet_in(file: str) -> tuple[Sheet, dict[str, int]]:
    """And on which line each value stands. Raises Unreadable."""
    entries, body = parsed(file)
    lists = {"source", "correction", "old_address"}
    values, lines = values_of([one for one in entries if one.key not in lists], KINDS, NEEDED)
    sources, corrections, old_addresses = [], [], set()
    for entry in entries:
        if entry.key in lists:
            lines.setdefault(entry.key, entry.line)
        if entry.key == "source":
            more, _lines = values_of(
                entry.more, {"publisher": WORDS, "url": WORDS}, ["publisher", "url"], entry.line
            )
            sources.append(Source(entry.value, **more, line=entry.line))
        elif entry.key == "correction":
            more, _lines = values_of(entry.more, {"made_on": DAY}, ["made_on"], entry.line)
            corrections.append(Correction(entry.value, **more, line=entry.line))
        elif entry.key == "old_address":
            values_of(entry.more, {}, [])
            old_addresses.add(entry.value)
    corrections.sort(key=lambda one: one.made_on, reverse=True)
    sheet = Sheet(
        **values,
        body=body,
        sources=tuple(sources),
        corrections=tuple(corrections),
        old_addresses=tuple(sorted(old_addresses)),
    )
    return sheet, lines


def values_of(
    entries: Iterable[Entry], kinds: dict[str, Kind], needed: list[str], line: int = 1
) -> tuple[dict[str, Any], dict[str, int]]:
    """Each key once, none that is not known, all that are needed. An empty value counts as none."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for entry in entries:
        if entry.key not in kinds:
            raise Unreadable(entry.line, _("“%(key)s” is not known here.") % {"key": entry.key})
        if entry.key in lines:
            raise Unreadable(entry.line, _("“%(key)s” stands here twice.") % {"key": entry.key})
        values_of(entry.more, {}, [])  # nothing more can be said of it
        lines[entry.key] = entry.line
        if entry.value:
            values[entry.key] = value_of(entry, kinds[entry.key])
    for key in needed:
        if key not in values:
            raise Unreadable(lines.get(key, line), _("“%(key)s” is missing.") % {"key": key})
    return values, lines


def value_of(entry: Entry, kind: Kind) -> Any:
    try:
        return kind.read(entry.value)
    except ValueError:
        sentence = _("“%(key)s” has to be written like %(like)s.") % {"key": entry.key, "like": kind.like}
        raise Unreadable(entry.line, sentence) from None
