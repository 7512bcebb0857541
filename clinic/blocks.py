"""A text as clinic/tidy.py takes it apart, and its HTML."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import NamedTuple, TypeGuard

SPACES = " \t\n\f\r\xa0"  # of HTML, and the one that does not break; others are letters
SPACE_RUN = re.compile(rf"([{SPACES}]+)")


class Marks(NamedTuple):
    """In this order they stand around words. `link` is an href, empty for a link to nowhere."""

    link: str | None = None
    strong: bool = False
    em: bool = False
    script: str = ""  # "sup" or "sub"


NO_MARKS = Marks()


class Run(NamedTuple):
    """`text` is None for a <br>."""

    text: str | None
    marks: Marks


@dataclass
class Leaf:
    """Words. Without a tag they stand bare in their box."""

    tag: str
    runs: list[Run]


@dataclass
class Box:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    blocks: list["Block"] = field(default_factory=list)


@dataclass
class Gap:
    """Lines between blocks: what is laid out stays so."""

    lines: int


Block = Leaf | Box | Gap


def spaced(runs: Sequence[Run]) -> list[Run]:
    """Nothing but one space between words, none around them. One that does not break stays if it is alone."""
    parts: list[Run] = []
    for text, marks in runs:
        for part in SPACE_RUN.split(text or ""):
            if not part:
                continue
            before = parts[-1].text if parts else " "
            assert before is not None
            if part[0] not in SPACES:
                parts.append(Run(part, marks))
            elif before[0] in SPACES:
                if parts:
                    parts[-1] = Run(" ", parts[-1].marks)
            else:
                parts.append(Run(part if len(part) == 1 else " ", marks))
    if parts and (parts[-1].text or "")[0] in SPACES:
        parts.pop()
    return parts


def runs_in(block: Block) -> Iterator[Run]:
    """All its words, those of its blocks apart."""
    if isinstance(block, Leaf):
        yield from block.runs
    elif isinstance(block, Box):
        for inner in block.blocks:
            yield Run(" ", NO_MARKS)
            yield from runs_in(inner)


def alone(blocks: list[Block]) -> list[Block]:
    """What stands in an item or cell: no paragraph around all of it."""
    words = [block for block in blocks if not isinstance(block, Gap)]
    if len(words) == 1 and isinstance(words[0], Leaf) and words[0].tag == "p":
        return [Leaf("", words[0].runs)]
    return blocks if words else []


def has_words(blocks: Iterable[Block]) -> bool:
    return any(not isinstance(block, Gap) for block in blocks)


def parted(blocks: Iterable[Block]) -> list[Block]:
    """Bare words beside bare words would be glued; lines beside them would be part of them."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Gap) and found and isinstance(found[-1], Gap):
            found[-1] = Gap(found[-1].lines + block.lines)
        else:
            found.append(block)
    bare: Leaf | None = None
    for block in found:
        if isinstance(block, Leaf) and not block.tag:
            if bare:
                bare.tag = block.tag = "p"
            bare = block
        elif not isinstance(block, Gap):
            bare = None
    return [
        block
        for before, block, after in zip([None, *found], found, [*found[1:], None], strict=False)
        if not (isinstance(block, Gap) and (is_bare(before) or is_bare(after)))
    ]


def is_bare(block: Block | None) -> TypeGuard[Leaf]:
    return isinstance(block, Leaf) and not block.tag


def words_of(runs: Iterable[Run]) -> str:
    return "".join(run.text or "" for run in runs)


def inline(runs: Sequence[Run], place: int = 0) -> str:
    """One element for words with the same mark that stand together, none for a space alone."""
    if place == len(Marks._fields):
        return escape(words_of(runs), quote=False)
    parts = []
    for mark, group in groupby(runs, key=lambda run: run.marks[place]):
        marked = list(group)
        inside = inline(marked, place + 1)
        is_space = not words_of(marked).strip(SPACES)
        parts.append(inside if is_space else wrapped(Marks._fields[place], mark, inside))
    return "".join(parts)


def wrapped(name: str, mark: str | bool | None, inside: str) -> str:
    if name == "link":
        if mark is None:
            return inside
        return f'<a href="{escape(str(mark))}">{inside}</a>' if mark else f"<a>{inside}</a>"
    if not mark:
        return inside
    tag = mark if name == "script" else name
    return f"<{tag}>{inside}</{tag}>"


def html_of(blocks: Iterable[Block]) -> str:
    """Of boxes within boxes: as deep as clinic.tidy lets a text be."""
    parts: list[str] = []
    lines = 0
    for block in blocks:
        if isinstance(block, Gap):
            lines += block.lines
            continue
        parts.append("\n" * min(lines, 2))
        lines = 0
        if isinstance(block, Leaf):
            inside = inline(block.runs)
            parts.append(f"<{block.tag}>{inside}</{block.tag}>" if block.tag else inside)
        else:
            said = "".join(f' {name}="{escape(value)}"' for name, value in block.attributes.items())
            parts.append(f"<{block.tag}{said}>{html_of(block.blocks)}</{block.tag}>")
    parts.append("\n" * min(lines, 2))
    return "".join(parts)
