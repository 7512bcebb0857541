"""<ul> and <ol>: how they count, where they start, and what stands in them that is no item."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.etree import _Element as Element

from clinic.blocks import SPACES, Block, Box, Gap, Marks, alone, has_words
from clinic.elements import Action
from clinic.paragraph_lists import LEVELS, Item, new_box
from clinic.styles import Style, styled

if TYPE_CHECKING:
    from clinic.tidy import Page

GOOGLE_LIST = re.compile(r"(lst-kix_\w+)-(\d)")  # in an exported document each level is a list of its own
GOOGLE_KINDS = ("1", "a", "i")
COUNTED_BY = {
    "decimal": "1", "decimal-leading-zero": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A",
    "upper-latin": "A", "lower-roman": "i", "upper-roman": "I", "disc": "ul", "circle": "ul", "square": "ul",
}  # fmt: skip
TYPES = ("1", "a", "A", "i", "I")
WHOLE = re.compile(r"\s*([+-]?\d{1,6})\s*", re.ASCII)


@dataclass
class Entry:
    """`lines` stand before it in the source's layout. `element` is None where it was no item."""

    blocks: list[Block]
    lines: int
    element: Element | None = None


def of(page: "Page", element: Element, tag: str, marks: Marks) -> list[Block | Item]:
    """The list, or several where it counts anew; Items where they alone say their level."""
    entries, lines = entries_of(page, element, marks)
    kind = kind_of(page, element, tag)
    step = -1 if element.get("reversed") is not None else 1
    number = whole(element.get("start"), len(entries) if step < 0 else 1)
    google = GOOGLE_LIST.search(element.get("class", ""))
    found: list[Block | Item] = []
    box: Box | None = None
    next_number = number
    for entry in entries:
        item = entry.element
        number = whole(item.get("value"), number) if item is not None else number
        if google:
            level = int(google[2]) + 1
            kind = "ul" if tag == "ul" else GOOGLE_KINDS[(level - 1) % 3]
            found.append(Item(google[1], level, "", entry.blocks, kind, number))
        elif item is not None and item.get("data-aria-level"):  # Word for the web
            level = min(max(whole(item.get("data-aria-level"), 1), 1), LEVELS)
            found.append(Item(item.get("data-listid", ""), level, "", entry.blocks, kind, number))
        else:
            if box is None or (kind != "ul" and number != next_number):
                box = new_box(kind, number)
                found.append(box)
            if entry.lines:
                box.blocks.append(Gap(entry.lines))
            box.blocks.append(Box("li", {}, entry.blocks))
            next_number = number + 1
        number += step
    if box and lines:
        box.blocks.append(Gap(lines))
    return found


def entries_of(page: "Page", element: Element, marks: Marks) -> tuple[list[Entry], int]:
    """And the lines after the last. A list that stands between two items belongs to the first of them."""
    entries: list[Entry] = []
    lines = 0

    def put(blocks: list[Block], item: Element | None = None) -> None:
        nonlocal lines
        if has_words(blocks):
            entries.append(Entry(alone(blocks), lines, item))
            lines = 0

    def put_text(text: str | None) -> None:
        nonlocal lines
        if text and text.strip(SPACES):
            put(page.bare(text, marks))
        else:
            lines += (text or "").count("\n")

    put_text(element.text)
    for child in element:
        if child.tag == "li":
            style = page.sheet.of(child)
            if not page.is_dropped(child, style):
                put(page.blocks(child, styled(style, marks)), child)
        elif isinstance(child.tag, str):
            blocks = page.one(child, marks)
            if entries and page.rule_of(child).action is Action.LIST:
                entries[-1].blocks += blocks
            else:
                put(blocks)
        put_text(child.tail)
    return entries, lines


def kind_of(page: "Page", element: Element, tag: str) -> str:
    """ "ul", or the type of an <ol>. Google says it in the items' style, others in the list's."""
    first = element.find("li")
    said: list[Style] = [page.sheet.of(one) for one in (element, first) if one is not None]
    for style in said:
        if counted := COUNTED_BY.get(style.get("list-style-type", "") or style.get("list-style", "")):
            return counted if tag == "ol" or counted != "ul" else "ul"
    if tag == "ul":
        return "ul"
    return element.get("type", "1") if element.get("type") in TYPES else "1"


def whole(text: str | None, otherwise: int) -> int:
    found = WHOLE.fullmatch(text or "")
    return int(found[1]) if found else otherwise
