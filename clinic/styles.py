"""What a style says of words: bold, italic, raised, struck out, hidden, apart from others.

Programs say it in `style`, in a class of their style sheet (Apple, an exported Google document), or both.
"""

import re
from collections.abc import Iterable, Mapping

from lxml.etree import _Element as Element

from clinic.blocks import Marks

Style = Mapping[str, str]

SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?\.[\w-]+")
BLOCKS = ("block", "flex", "flow-root", "grid", "list-item", "table", "table-row")


class StyleSheet:
    """The classes of a clipboard's own <style>, and Word's @list: `{"p.p1": {"font-weight": "bold"}}`."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self.rules: dict[str, dict[str, str]] = {}
        for sheet in sheets:
            for rule in sheet.split("}"):
                selectors, _opened, inside = rule.rpartition("{")
                if not (said := declarations(inside)):
                    continue
                for selector in selectors.replace("*/", ",").split(","):
                    name = " ".join(selector.split()).lower()
                    if SELECTOR.fullmatch(name) or name.startswith("@list "):
                        self.rules.setdefault(name, {}).update(said)

    def of(self, element: Element) -> Style:
        """The element's own attribute counts for more than its class."""
        said: dict[str, str] = {}
        if self.rules and (classes := element.get("class")):
            for name in classes.lower().split():
                said |= self.rules.get(f".{name}", {}) | self.rules.get(f"{element.tag}.{name}", {})
        return said | declarations(element.get("style", ""))

    def list_format(self, name: str, level: int) -> str:
        """Of Word's `@list l0:level2`: "alpha-lower", "bullet", …; empty where nothing is said."""
        return self.rules.get(f"@list {name}:level{level}", {}).get("mso-level-number-format", "")


def declarations(style: str) -> dict[str, str]:
    parts = (one.partition(":") for one in style.lower().split(";"))
    return {
        name.strip(): " ".join(value.replace("!important", "").split())
        for name, colon, value in parts
        if colon
    }


def is_bold(style: Style, before: bool) -> bool:
    weight = style.get("font-weight", "")
    if not weight and (font := style.get("font")):
        weight = next((word for word in font.split() if word in ("bold", "bolder")), "normal")
    if weight.isdecimal():
        return int(weight[:6]) >= 600
    return {"bold": True, "bolder": True, "normal": False, "lighter": False}.get(weight, before)


def is_italic(style: Style, before: bool) -> bool:
    said = style.get("font-style", "")
    if not said and (font := style.get("font")):
        said = next((word for word in font.split() if word in ("italic", "oblique")), "normal")
    return {"italic": True, "oblique": True, "normal": False}.get(said, before)


def script(style: Style, before: str) -> str:
    """ "sup", "sub" or nothing. Word says by how much it raised what is neither."""
    if raised := style.get("mso-text-raise", "").removesuffix("pt"):
        return "sub" if raised.startswith("-") else "sup" if raised.strip("0.") else before
    said = style.get("vertical-align", "")
    return {"super": "sup", "sub": "sub", "baseline": ""}.get(said, before)


def is_struck(style: Style) -> bool:
    return any("line-through" in style.get(name, "") for name in ("text-decoration", "text-decoration-line"))


def is_hidden(element: Element, style: Style) -> bool:
    return (
        element.get("hidden") is not None
        or style.get("display", "").startswith("none")
        or style.get("visibility", "").startswith(("hidden", "collapse"))
        or style.get("mso-hide") == "all"
    )


def is_block(style: Style) -> bool:
    return style.get("display", "") in BLOCKS


def styled(style: Style, marks: Marks) -> Marks:
    return marks._replace(
        strong=is_bold(style, marks.strong),
        em=is_italic(style, marks.em),
        script=script(style, marks.script),
    )
