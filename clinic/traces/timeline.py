"""Looks and changes in one line, the newest first.

Each table is read by an index, a little at a time and never from the start, and the heads are merged: a
page costs the same whether there are ten rows or millions.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery

from clinic.traces import patients
from clinic.traces.changes import Kind
from clinic.traces.search import Search

PAGE = 50
CHUNK = 500


class Key(NamedTuple):
    """The place of a row in the line. Two of one moment are told apart by their tables and numbers."""

    at: datetime
    table: str
    number: int

    def __str__(self) -> str:
        """As an address carries it."""
        return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z_{self.table}_{self.number}"


def key_from(words: str) -> Key | None:
    """None where nobody of ours made them."""
    try:
        at, table, number = words.replace("\0", "").split("_")
        key = Key(datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC), table, int(number))
    except ValueError:
        return None
    return key if 0 <= key.number < 2**63 else None


@dataclass(frozen=True)
class Row:
    """One of the two: a look, or a change of a kind."""

    key: Key
    found: Any
    kind: Kind | None


@dataclass(frozen=True)
class Source:
    table: str
    rows: Any
    at: str
    number: str
    kind: Kind | None = None

    def walk(self, start: Key | None, *, newer: bool, chunk: int) -> Iterator[Row]:
        """From `start`, which is left out, towards the older or the newer rows."""
        sign = "" if newer else "-"
        ordered = self.rows.order_by(f"{sign}{self.at}", f"{sign}{self.number}")
        while True:
            read = list((ordered.filter(self.beyond(start, newer)) if start else ordered)[:chunk])
            for one in read:
                yield Row(Key(getattr(one, self.at), self.table, getattr(one, self.number)), one, self.kind)
            if len(read) < chunk:
                return
            start = Key(getattr(read[-1], self.at), self.table, getattr(read[-1], self.number))

    def beyond(self, start: Key, newer: bool) -> Q:
        way = "gt" if newer else "lt"
        later = Q((f"{self.at}__{way}", start.at))
        same_moment_too = Q((f"{self.at}__{way}e", start.at))
        if self.table == start.table:
            return same_moment_too & (later | Q((f"{self.number}__{way}", start.number)))
        is_beyond = self.table > start.table if newer else self.table < start.table
        return same_moment_too if is_beyond else later


def sources(search: Search) -> Iterator[Source]:
    yield Source("look", search.looks(), "at", "pk")
    for kind in search.kinds():
        before = kind.event_model.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
        before_id = Subquery(before.order_by("-pgh_id").values("pgh_id")[:1])
        rows = search.changes(kind).annotate(before_id=before_id)
        # Its name without the underscore, which parts the words of a key.
        yield Source(kind.label.replace("_", ""), rows, "pgh_created_at", "pgh_id", kind)


def merged(search: Search, start: Key | None, *, newer: bool, chunk: int) -> Iterator[Row]:
    walks = [one.walk(start, newer=newer, chunk=chunk) for one in sources(search)]
    return heapq.merge(*walks, key=lambda row: row.key, reverse=not newer)


@dataclass(frozen=True)
class Page:
    """`older` and `newer` are where those pages begin; None: there is none."""

    rows: list[Row]
    older: Key | None
    newer: Key | None


def page(search: Search, *, before: Key | None = None, after: Key | None = None) -> Page:
    newer = after is not None
    rows = list(islice(merged(search, after or before, newer=newer, chunk=PAGE + 1), PAGE + 1))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if newer:
        rows.reverse()
    if not rows:
        return Page([], None, None)
    has_older, has_newer = (True, more) if newer else (more, before is not None)
    return Page(rows, rows[-1].key if has_older else None, rows[0].key if has_newer else None)


def everything(search: Search) -> Iterator[list[Row]]:
    """All of it, so many rows at a time, as there may be more than fit into memory."""
    rows = merged(search, None, newer=False, chunk=CHUNK)
    while some := list(islice(rows, CHUNK)):
        yield some


def references(search: Search) -> list[str]:
    """Of all patients whom these looks showed and these changes were about."""
    found: set[str] = set()
    for shown in search.looks().values_list("references", flat=True).iterator(CHUNK):
        found.update(shown)
    ids: set[int] = set()
    for kind in search.kinds():
        if kind.patient:
            ids.update(search.changes(kind).order_by().values_list(kind.patient, flat=True).distinct())
    for some in in_parts(ids):
        found.update(patients.known.references_of(some).values())
    if search.patients is not None:
        found &= set(search.patients.values())
    return sorted(found)


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, CHUNK)):
        yield some
