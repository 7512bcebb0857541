"""Tables: a caption of plain words, rows of headings, other rows; cells may span others."""

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml.etree import _Element as Element

from clinic.blocks import NO_MARKS, SPACES, Block, Box, Leaf, Marks, Run, alone, runs_in, spaced
from clinic.styles import styled

if TYPE_CHECKING:
    from clinic.tidy import Page

MOST = 100  # rows or columns that a cell spans
SCOPES = ("col", "row", "colgroup", "rowgroup")
# A caption holds no marks: the editor asks for it in a field of plain words.
RAISED = str.maketrans("0123456789+-()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")

Row = list[Box]


class Parts(NamedTuple):
    """`stray` is what stood in the table and in no cell of it."""

    caption: list[Run]
    head: list[Row]
    body: list[Row]
    foot: list[Row]
    stray: list[Block]


def of(page: "Page", table: Element, marks: Marks) -> list[Block]:
    parts = Parts([], [], [], [], [])
    read_rows(page, table, table, parts, marks)
    caption = spaced([Run(plain(run), NO_MARKS) for run in spaced(parts.caption)])
    head, body = parts.head, [*parts.body, *parts.foot]
    if not head:
        count = rows_of_headings(body)
        head, body = body[:count], body[count:]
    if not head and not body:
        return [*parts.stray, *([Leaf("p", caption)] if caption else [])]
    for cell in (cell for row in head for cell in row):
        cell.tag = "th"
    set_scopes(head, "col")
    set_scopes(body, "row")
    box = Box("table")
    if caption:
        box.blocks.append(Leaf("caption", caption))
    for tag, rows in (("thead", head), ("tbody", body)):
        if rows:
            box.blocks.append(Box(tag, {}, [Box("tr", {}, list[Block](row)) for row in rows]))
    return [*parts.stray, box]


def read_rows(page: "Page", table: Element, section: Element, parts: Parts, marks: Marks) -> None:
    """Those that stand in `section`: the table itself, or a part of it. A foot comes last."""
    rows: list[Row] = []

    def end_part() -> None:
        clamp_rowspans(rows)
        {"thead": parts.head, "tfoot": parts.foot}.get(str(section.tag), parts.body).extend(rows)
        rows.clear()

    if section.text and section.text.strip(SPACES):
        parts.stray.extend(page.bare(section.text, marks))
    for child in section:
        if child.tag in ("thead", "tbody", "tfoot") and section is table:
            end_part()
            read_rows(page, table, child, parts, styled(page.sheet.of(child), marks))
        elif child.tag == "tr":
            if row := cells_of(page, child, parts, marks):
                rows.append(row)
        elif child.tag == "caption":
            for block in page.blocks(child, NO_MARKS):
                parts.caption.extend([Run(" ", NO_MARKS), *runs_in(block)])
        elif isinstance(child.tag, str):
            parts.stray.extend(page.one(child, marks))
        if child.tail and child.tail.strip(SPACES):
            parts.stray.extend(page.bare(child.tail, marks))
    end_part()


def cells_of(page: "Page", row: Element, parts: Parts, marks: Marks) -> Row:
    style = page.sheet.of(row)
    if page.is_dropped(row, style):
        return []
    marks = styled(style, marks)
    cells: Row = []
    if row.text and row.text.strip(SPACES):
        parts.stray.extend(page.bare(row.text, marks))
    for child in row:
        if child.tag in ("td", "th"):
            said = page.sheet.of(child)
            if page.is_dropped(child, said):
                continue
            if child.tag == "th":
                said = {**said, "font-weight": "normal", "font": ""}  # it is bold by itself
            blocks = alone(page.blocks(child, styled(said, marks)))
            cells.append(Box(str(child.tag), attributes_of(child), blocks))
        elif isinstance(child.tag, str):
            parts.stray.extend(page.one(child, marks))
        if child.tail and child.tail.strip(SPACES):
            parts.stray.extend(page.bare(child.tail, marks))
    return cells


def attributes_of(cell: Element) -> dict[str, str]:
    said = {}
    for name in ("colspan", "rowspan"):
        text = cell.get(name, "").strip()
        if re.fullmatch(r"[0-9]{1,5}", text) and int(text) != 1:
            said[name] = str(min(int(text), MOST)) if int(text) or name == "rowspan" else "1"
    if cell.tag == "th" and (scope := cell.get("scope", "").lower()) in SCOPES:
        said["scope"] = scope
    return {name: value for name, value in said.items() if (name, value) != ("colspan", "1")}


def clamp_rowspans(rows: list[Row]) -> None:
    """To what is left of their part of the table; 0 means all of that."""
    for place, row in enumerate(rows):
        for cell in row:
            if "rowspan" in cell.attributes:
                rest = len(rows) - place
                span = min(int(cell.attributes.pop("rowspan")) or rest, rest)
                if span > 1:
                    scope = cell.attributes.pop("scope", "")
                    cell.attributes["rowspan"] = str(span)
                    if scope:
                        cell.attributes["scope"] = scope


def rows_of_headings(rows: list[Row]) -> int:
    """How many at the top head the columns: the first, if all its cells are headings; those that its cells
    reach into, or that stand below one which heads several columns; and those that say so."""
    count, reach = 0, 1
    heads_several = False
    for row in rows:
        says_so = all(cell.attributes.get("scope") in ("col", "colgroup") for cell in row)
        is_heading = all(cell.tag == "th" for cell in row)
        if not is_heading or not (count < reach or heads_several or says_so):
            break
        reach = max(reach, *(count + int(cell.attributes.get("rowspan", 1)) for cell in row))
        heads_several = any("colspan" in cell.attributes for cell in row)
        count += 1
    return count if count >= reach or not count else 0


def set_scopes(rows: list[Row], scope: str) -> None:
    for cell in (cell for row in rows for cell in row):
        if cell.tag == "th":
            cell.attributes.setdefault("scope", scope)


def plain(run: Run) -> str:
    text = run.text or ""
    table = {"sup": RAISED, "sub": LOWERED}.get(run.marks.script)
    if not table or not text.strip(SPACES):
        return text
    spelled = text.translate(table)
    return spelled if not any(ord(letter) not in table for letter in text) else f" ({text})"
