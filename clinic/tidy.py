"""HTML from Word, from web pages and from the editor, in the few forms that an article is written in.

It is parsed, and each element goes the way that clinic/elements.py says. What comes out need not be safe yet:
clinic.body sanitizes it. What is tidy already is left alone: saved twice is saved once.
"""

import re
from collections.abc import Callable
from typing import ClassVar, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from lxml import etree
from lxml.etree import _Element as Element

from clinic import html_lists, styles, tables
from clinic.blocks import (
    NO_MARKS,
    SPACES,
    Block,
    Box,
    Gap,
    Leaf,
    Marks,
    Run,
    alone,
    has_words,
    html_of,
    is_bare,
    parted,
    runs_in,
    spaced,
    words_of,
)
from clinic.elements import ELEMENTS, PICTURE, STRUCK, UNKNOWN, Action, Rule
from clinic.paragraph_lists import FORMATS, LEVELS, Item, with_lists
from clinic.styles import Style, StyleSheet, styled

# Characters as pasted or typed, with tags and styles and without pictures. libxml2 compares each
# attribute of a tag with those before it: one tag with nothing else takes two seconds at this length.
LONGEST = 400_000
DEEPEST = 120  # elements within each other; libxml2 reads no deeper than 256, and ends there without a word

TOO_LONG = _("Text: this is too long to tidy. Paste or save it in smaller parts.")
TOO_DEEP = _("Text: too many elements lie within each other. Paste it as plain text.")

# libxml2 ends these where HTML does not (bold with the next paragraph, a link with a table), or reads tags
# in them as words. So for as long as it parses, they go by a name that it does not know.
ENDED_TOO_SOON = (
    "a|address|b|big|dir|dl|font|h[1-6]|i|listing|menu|ol|plaintext|pre|s|small|span|strike|tt|u|ul|xmp"
)
DISGUISE = "was-"
DISGUISED = re.compile(rf"<(/?)({ENDED_TOO_SOON})(?=[ \t\n\f/>])", re.IGNORECASE)
DATA = re.compile(r"""\ssrc=(?:"data:[^"]*"|'data:[^']*')""", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
CONTROL_REFERENCES = re.compile(
    r"&#(?:x0*(?:[0-8b-f]|1[0-9a-f]|7f)(?![0-9a-f])|0*(?:[0-8]|1[1-9]|2[0-9]|3[01]|127)(?![0-9]));?",
    re.IGNORECASE,
)
# Where a note's mark leads: to the note, or from it back into the text.
NOTE_LINK = re.compile(r"#(_?(ftn|edn)(ref)?|ftnt(_ref)?|sd(foot|end)note)\w*", re.ASCII)
NOTE_MARK = re.compile(r"[\[(]?(\d{1,3}|[ivxlc]{1,5}|[a-z]|[*†‡§]{1,3})[\])]?")
NOTE_STYLES = ("mso-footnote-id", "mso-endnote-id")
DEAD_LINK = re.compile(r"#(_|h\.|heading=|bookmark|id\.)")  # ids that programs make up
COMMENT_CLASSES = {"msocomanchor", "msocomtxt", "msocomoff"}
FIGURES = ("data-drawing", "data-picture")
WORD_LIST = re.compile(r"(l\d+)(?: level(\d+))?(?: (\w+))?")


class Tidied(NamedTuple):
    """`notes` are sentences for the editor: what was left out that words cannot show."""

    html: str
    notes: list[str]


def tidied(html: str) -> Tidied:
    """Raises ValidationError where it is too long, or too deep."""
    html = DATA.sub(" src", html)
    if len(html) > LONGEST:
        raise ValidationError(TOO_LONG)
    root = parsed(html)
    page = Page(StyleSheet(sheet.text or "" for sheet in root.iter("style")))
    blocks = page.blocks(root, NO_MARKS)
    if len(blocks) > 1:  # a few words alone may come into the middle of a sentence
        blocks = [Leaf("p", block.runs) if is_bare(block) else block for block in blocks]
    return Tidied(html_of(blocks), [str(note) for note in page.notes])


def parsed(html: str) -> Element:
    """Below an element of a name that nothing in `html` closes."""
    html = CONTROLS.sub(" ", html.replace("\r\n", "\n").replace("\r", "\n"))
    html = CONTROL_REFERENCES.sub(" ", html)
    html = DISGUISED.sub(rf"<\1{DISGUISE}\2", html)
    root = etree.fromstring(f"<the-text>{html}</the-text>", etree.HTMLParser())
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise ValidationError(TOO_DEEP)
        if event == "start" and str(element.tag).startswith(DISGUISE):
            element.tag = str(element.tag).removeprefix(DISGUISE)
    return root.find(".//the-text")


class Flow:
    """Blocks as they come, and the words that are no block yet."""

    def __init__(self, leaf: str = "") -> None:
        self.leaf = leaf  # the tag of the next words; empty for bare ones
        self.blocks: list[Block | Item] = []
        self.runs: list[Run] = []
        self.mark = ""  # of an item of a Word list
        self.marking = 0
        self.in_lines = False

    def add(self, text: str | None, marks: Marks) -> None:
        if self.marking:
            self.mark += text or ""
        elif text and self.in_lines:
            for place, line in enumerate(text.split("\n")):
                if place:
                    self.close()
                self.runs.append(Run(line, marks))
        else:
            self.runs.append(Run(text, marks))

    def close(self) -> None:
        """What comes next is apart from this."""
        parts: list[list[Run]] = [[]]
        breaks = 0
        for run in self.runs:
            if run.text is None:
                breaks += 1
            elif run.text.strip(SPACES):
                if breaks > 1:
                    parts.append([])
                breaks = 0
            parts[-1].append(run if run.text is not None else Run(" ", run.marks))
        leaves = [Leaf(self.leaf, runs) for part in parts if (runs := spaced(part))]
        if len(leaves) > 1:
            for leaf in leaves:
                leaf.tag = leaf.tag or "p"
        if not leaves and (lines := words_of(self.runs).count("\n")):
            self.blocks.append(Gap(lines))
        self.blocks += leaves
        self.runs = []

    def keep_mark(self) -> None:
        """It belongs to no list: it is words."""
        if self.mark.strip(SPACES):
            self.runs.insert(0, Run(f"{self.mark} ", NO_MARKS))
        self.mark, self.marking = "", 0


class Page:
    """One text on its way. Each level of nesting takes four calls at most."""

    def __init__(self, sheet: StyleSheet) -> None:
        self.sheet = sheet
        self.notes: dict[str | Promise, None] = {}
        self.in_a_cell = False

    def blocks(self, element: Element, marks: Marks, leaf: str = "") -> list[Block]:
        flow = Flow(leaf)
        self.walk(element, flow, marks)
        return self.closed(flow)

    def closed(self, flow: Flow) -> list[Block]:
        flow.keep_mark()
        flow.close()
        return parted(with_lists(flow.blocks))

    def one(self, element: Element, marks: Marks) -> list[Block]:
        """What a single element becomes."""
        flow = Flow()
        self.element(element, flow, marks)
        return self.closed(flow)

    def bare(self, text: str, marks: Marks) -> list[Block]:
        return [Leaf("", spaced([Run(text, marks)]))]

    def rule_of(self, element: Element) -> Rule:
        return ELEMENTS.get(str(element.tag).lower(), UNKNOWN)

    def walk(self, element: Element, flow: Flow, marks: Marks) -> None:
        self.text(element.text, flow, marks)
        for child in element:
            if child.tag is etree.Comment:
                self.comment(child.text or "", flow)
            elif isinstance(child.tag, str):
                self.element(child, flow, marks)
            self.text(child.tail, flow, marks)

    def text(self, text: str | None, flow: Flow, marks: Marks) -> None:
        if text:
            flow.add(text, marks)

    def comment(self, text: str, flow: Flow) -> None:
        """Word's own: `<![if !supportLists]>` and `<![endif]>` are around an item's mark."""
        if text.startswith("[if !supportLists"):
            flow.marking += 1
        elif text.startswith("[endif") and flow.marking:
            flow.marking -= 1

    def element(self, element: Element, flow: Flow, marks: Marks) -> None:
        rule = self.rule_of(element)
        style = self.sheet.of(element)
        if self.is_dropped(element, style):
            return
        if rule.note:
            self.notes[rule.note] = None
        if style.get("mso-list", "").startswith("ignore"):
            flow.marking += 1
            self.walk(element, flow, marks)
            flow.marking = max(flow.marking - 1, 0)
            return
        action = rule.action
        if action is Action.WORDS and styles.is_block(style):
            action = Action.BLOCK
        if action is Action.TABLE and self.in_a_cell:
            action = Action.BLOCK  # a table in a table: its cells become paragraphs
        self.WAYS.get(action, Page.words)(self, element, rule, style, flow, marks)

    def is_dropped(self, element: Element, style: Style) -> bool:
        rule = self.rule_of(element)
        classes = element.get("class", "").lower().split()
        if rule.action is Action.DROP:
            if rule.note:
                self.notes[rule.note] = None
            return True
        if styles.is_struck(style) or "msodel" in classes:
            self.notes[STRUCK] = None
            return True
        return (
            styles.is_hidden(element, style)
            or not COMMENT_CLASSES.isdisjoint(classes)
            or style.get("mso-element", "") in ("comment", "comment-list")
            or style.get("mso-special-character") == "comment"
        )

    # One way an action

    def words(self, element: Element, rule: Rule, style: Style, flow: Flow, marks: Marks) -> None:
        if rule.tag == "strong":
            marks = marks._replace(strong=True)
        elif rule.tag == "em":
            marks = marks._replace(em=True)
        elif rule.tag:
            marks = marks._replace(script=rule.tag)
        if rule.action is Action.LINK:
            marks = linked(element, style, marks)
        if "apple-converted-space" in element.get("class", "").lower().split():
            flow.add(" ", marks)
            return
        marks = styled(style, marks)
        around = {Action.QUOTED: ("“", "”"), Action.BRACKETED: (" (", ")")}.get(rule.action, ("", ""))
        flow.add(around[0], marks)
        self.walk(element, flow, marks)
        flow.add(around[1], marks)

    def block(self, element: Element, _rule: Rule, style: Style, flow: Flow, marks: Marks) -> None:
        self.within(element, flow.leaf or "p", style, flow, marks)

    def leaf(self, element: Element, rule: Rule, style: Style, flow: Flow, marks: Marks) -> None:
        if flow.leaf in ("h2", "h3"):
            self.within(element, flow.leaf, style, flow, marks)
        elif rule.tag != "p":
            # A heading is bold by itself.
            marks = styled({**style, "font-weight": "normal", "font": ""}, marks)
            self.within(element, rule.tag, {}, flow, marks)
        elif found := WORD_LIST.match(style.get("mso-list", "")):
            self.word_item(element, found, style, flow, marks)
        else:
            self.within(element, "p", style, flow, marks)

    def within(self, element: Element, leaf: str, style: Style, flow: Flow, marks: Marks) -> None:
        flow.keep_mark()
        flow.close()
        before, flow.leaf = flow.leaf, leaf
        self.walk(element, flow, styled(style, marks))
        flow.keep_mark()
        flow.close()
        flow.leaf = before

    def word_item(
        self, element: Element, found: re.Match[str], style: Style, flow: Flow, marks: Marks
    ) -> None:
        flow.keep_mark()
        flow.close()
        inside = Flow()
        self.walk(element, inside, styled(style, marks))
        mark, inside.mark, inside.marking = inside.mark, "", 0
        level = min(max(int(found[2] or 1), 1), LEVELS)
        kind = FORMATS.get(self.sheet.list_format(found[1], level), "")
        blocks = self.closed(inside)
        if has_words(blocks):
            flow.blocks.append(Item(f"{found[1]} {found[3]}", level, mark, alone(blocks), kind))

    def lines(self, element: Element, rule: Rule, style: Style, flow: Flow, marks: Marks) -> None:
        before, flow.in_lines = flow.in_lines, True
        self.block(element, rule, style, flow, marks)
        flow.in_lines = before

    def line_break(self, _element: Element, _rule: Rule, _style: Style, flow: Flow, marks: Marks) -> None:
        flow.add(None, marks)

    def picture(self, element: Element, _rule: Rule, _style: Style, flow: Flow, marks: Marks) -> None:
        """An emoji comes as a picture, with itself for those who cannot see it."""
        alt = element.get("alt", "")
        if alt and not re.search(r"\w", alt):
            flow.add(alt, marks)
        else:
            self.notes[PICTURE] = None

    def box(self, element: Element, rule: Rule, style: Style, flow: Flow, marks: Marks) -> None:
        flow.keep_mark()
        flow.close()
        if blocks := self.filled(element, styled(style, marks)):
            flow.blocks.append(Box(rule.tag, {}, blocks))

    def filled(self, element: Element, marks: Marks) -> list[Block]:
        """Its blocks; none where there are only gaps."""
        blocks = self.blocks(element, marks)
        return blocks if has_words(blocks) else []

    def stray_item(self, element: Element, _rule: Rule, style: Style, flow: Flow, marks: Marks) -> None:
        """Without its list: half of one was copied."""
        flow.keep_mark()
        flow.close()
        if blocks := self.filled(element, styled(style, marks)):
            flow.blocks.append(Item("", 1, "", alone(blocks), "ul"))

    def html_list(self, element: Element, rule: Rule, style: Style, flow: Flow, marks: Marks) -> None:
        flow.keep_mark()
        flow.close()
        flow.blocks += html_lists.of(self, element, rule.tag, styled(style, marks))

    def table(self, element: Element, _rule: Rule, style: Style, flow: Flow, marks: Marks) -> None:
        flow.keep_mark()
        flow.close()
        self.in_a_cell = True
        flow.blocks += tables.of(self, element, styled(style, marks))
        self.in_a_cell = False

    def figure(self, element: Element, _rule: Rule, style: Style, flow: Flow, marks: Marks) -> None:
        """One of ours, or a caption alone: nothing else may stand in it."""
        flow.keep_mark()
        flow.close()
        attributes = {name: value for name, value in element.items() if name in FIGURES}
        inner = Flow("p")
        captions: list[Run] = []
        has_caption = False
        self.text(element.text, inner, marks)
        for child in element:
            if child.tag == "figcaption":
                has_caption = True
                for block in self.blocks(child, marks):
                    captions += [Run(" ", NO_MARKS), *runs_in(block)]
            elif isinstance(child.tag, str):
                self.element(child, inner, marks)
            self.text(child.tail, inner, marks)
        words = spaced(captions)
        other = [block for block in self.closed(inner) if not isinstance(block, Gap)]
        if other and not attributes:
            flow.blocks += [*other, *([Leaf("p", words)] if words else [])]
        else:
            caption: list[Block] = [Leaf("figcaption", words)] if has_caption else []
            flow.blocks += [Box("figure", attributes, caption), *other]

    WAYS: ClassVar[dict[Action, Callable[..., None]]] = {
        Action.LEAF: leaf,
        Action.BOX: box,
        Action.LIST: html_list,
        Action.ITEM: stray_item,
        Action.TABLE: table,
        Action.FIGURE: figure,
        Action.BLOCK: block,
        Action.LINES: lines,
        Action.BREAK: line_break,
        Action.PICTURE: picture,
    }


def linked(element: Element, style: Style, marks: Marks) -> Marks:
    """A note's mark is raised and leads nowhere: what it led to has no address in our text."""
    href = element.get("href", "").replace(f"<{DISGUISE}", "<").replace(f"</{DISGUISE}", "</")
    fragment = href[href.find("#") :] if "#" in href else ""
    if any(name in style for name in NOTE_STYLES) or NOTE_LINK.fullmatch(fragment):
        return marks._replace(script="sup")
    if href.startswith("#") and NOTE_MARK.fullmatch("".join(element.itertext()).strip()[:9]):
        return marks._replace(script="sup")
    is_target = not href and (element.get("name") is not None or element.get("id") is not None)
    return marks if is_target or DEAD_LINK.match(href) else marks._replace(link=href)
