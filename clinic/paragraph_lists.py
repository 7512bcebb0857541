"""Lists out of paragraphs that say which item they are.

Word has no lists on the clipboard, only paragraphs with a list, a level and a mark: "1.", "b.", a dot. Word
for the web and exported Google documents have lists, but each level of a nested one as a list of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from clinic.blocks import Block, Box, Gap

LEVELS = 9  # as in Word
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
NUMBER = re.compile(r"(\d{1,6})\W*")
LETTERS = re.compile(r"\W?([a-zA-Z]{1,5})[.)\]:]")
FORMATS = {
    "bullet": "ul",
    "alpha-lower": "a",
    "alpha-upper": "A",
    "roman-lower": "i",
    "roman-upper": "I",
    "decimal": "1",
}


@dataclass
class Item:
    """`kind` is "ul" or a type of <ol>; empty where only `mark` can tell. `level` begins at 1."""

    list_id: str
    level: int
    mark: str
    blocks: list[Block]
    kind: str = ""
    number: int | None = None


@dataclass
class OpenList:
    level: int
    list_id: str
    kind: str
    next_number: int
    box: Box = field(default_factory=lambda: Box("ul"))


def with_lists(blocks: Sequence[Block | Item]) -> Iterator[Block]:
    """What stands between two items in the source's layout is no boundary: a Gap there goes."""
    for is_run, part in groupby(without_gaps_between_items(blocks), lambda one: isinstance(one, Item)):
        if is_run:
            yield from lists_of([one for one in part if isinstance(one, Item)])
        else:
            yield from (one for one in part if not isinstance(one, Item))


def without_gaps_between_items(blocks: Sequence[Block | Item]) -> Iterator[Block | Item]:
    waiting: list[Block | Item] = []
    after_item = False
    for one in blocks:
        if isinstance(one, Gap) and after_item:
            waiting.append(one)
            continue
        if not isinstance(one, Item):
            yield from waiting
        waiting = []
        after_item = isinstance(one, Item)
        yield one
    yield from waiting


def lists_of(items: list[Item]) -> list[Box]:
    settle_kinds(items)
    outer: list[Box] = []
    open_lists: list[OpenList] = []
    for item in items:
        while open_lists and open_lists[-1].level > item.level:
            open_lists.pop()
        here = open_lists[-1] if open_lists and open_lists[-1].level == item.level else None
        if here and not goes_on(here, item):
            open_lists.pop()
            here = None
        if here is None:
            number = 1 if item.number is None else item.number
            here = OpenList(item.level, item.list_id, item.kind, number, new_box(item.kind, number))
            siblings = open_lists[-1].box.blocks[-1].blocks if open_lists else outer  # type: ignore[union-attr]
            siblings.append(here.box)
            open_lists.append(here)
        here.box.blocks.append(Box("li", {}, item.blocks))
        here.next_number += 1
    return outer


def goes_on(here: OpenList, item: Item) -> bool:
    is_next = here.kind == "ul" or item.number in (None, here.next_number)
    return (here.list_id, here.kind) == (item.list_id, item.kind) and is_next


def new_box(kind: str, start: int) -> Box:
    if kind == "ul":
        return Box("ul")
    attributes = {"start": str(start)} if start != 1 else {}
    return Box("ol", attributes | ({"type": kind} if kind != "1" else {}))


def settle_kinds(items: list[Item]) -> None:
    """ "i." is the first Roman number or the ninth letter: the next ones tell. Alone it is Roman."""
    of_level: dict[tuple[str, int], list[Item]] = {}
    for item in items:
        for deeper in [key for key in of_level if key[1] > item.level]:
            settle(of_level.pop(deeper))
        of_level.setdefault((item.list_id, item.level), []).append(item)
    for group in of_level.values():
        settle(group)


def settle(group: list[Item]) -> None:
    if group[0].kind == "":
        kind = kind_of([item.mark.strip() for item in group])
        for item in group:
            item.kind = kind
    for item in group:
        if item.number is None and item.kind != "ul":
            item.number = number_of(item.mark.strip(), item.kind)


def kind_of(marks: list[str]) -> str:
    if NUMBER.search(marks[0]):
        return "1"
    letters = [found[1] for mark in marks if (found := LETTERS.fullmatch(mark))]
    if not letters:
        return "ul"
    numbers = [roman(one.lower()) for one in letters]
    is_roman = letters[0] in ("i", "I") or len(letters[0]) > 1
    follows = all(after == before + 1 for before, after in pairwise(numbers))
    is_upper = letters[0].isupper()
    if is_roman and 0 not in numbers and follows:
        return "I" if is_upper else "i"
    return "A" if is_upper else "a"


def number_of(mark: str, kind: str) -> int | None:
    if kind == "1":
        found = NUMBER.findall(mark)
        return int(found[-1]) if found else None
    if not (letters := LETTERS.fullmatch(mark)):
        return None
    said = letters[1].lower()
    if kind in ("i", "I"):
        return roman(said) or None
    # After "z" Word goes on with "aa", "bb".
    return ord(said[0]) - ord("a") + 1 + 26 * (len(said) - 1)


def roman(letters: str) -> int:
    """0 where it is none."""
    if not letters or not set(letters) <= ROMAN.keys():
        return 0
    values = [ROMAN[one] for one in letters]
    return sum(
        -value if after > value else value for value, after in zip(values, [*values[1:], 0], strict=True)
    )
