# ruff: noqa: E501 - a case reads better on one line
"""Whatever is pasted: the same words in the same order, the same once it is saved again, in steps that grow
with the text."""

import re
import sys

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.body import sanitized
from clinic.tidy import DEEPEST, LONGEST

INLINE = [
    "span",
    "b",
    "i",
    "strong",
    "em",
    "u",
    "font",
    "sup",
    "sub",
    "a href='/x'",
    "o:p",
    "ins",
    "code",
    "mark",
]
STYLES = [
    "",
    " style='font-weight:700'",
    " style='font-style:normal;font-weight:400'",
    " style='vertical-align:super'",
]
BLOCKS = ["div", "p", "h1", "h4", "section", "blockquote", "aside", "center", "pre", "details", "dl", "form"]
GONE = ["del", "s", "script", "style", "noscript", "svg", "button", "template"]


def element(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name.split()[0]}>"


# Each is HTML, with a * where a word stands and a # where one stands that goes.
inline = st.recursive(
    st.just("*"),
    lambda inside: st.builds(lambda name, style, one: element(name + style, one), st.sampled_from(INLINE), st.sampled_from(STYLES), inside)
    | st.lists(inside, min_size=1, max_size=3).map(" ".join)
    | st.builds(lambda name, one: f"{one} {element(name, '#')}", st.sampled_from(GONE), inside)
    | st.builds(lambda one: f"{one}<br>*", inside),
    max_leaves=5,
)  # fmt: skip


def listed(kind: str, items: list[str]) -> str:
    return element(kind, "".join(element("li", item) for item in items))


def word_item(level: int, mark: str, inside: str) -> str:
    return (
        f"<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'><![if !supportLists]>"
        f"<span style='mso-list:Ignore'>{mark}&nbsp;</span><![endif]>{inside}</p>"
    )


def table(rows: list[list[str]], span: int) -> str:
    cells = ["".join(element(f"td colspan={span} rowspan={span}", cell) for cell in row) for row in rows]
    return element("table", "".join(element("tr", row) for row in cells))


flow = st.recursive(
    st.builds(element, st.sampled_from(BLOCKS), inline),
    lambda inside: st.builds(element, st.sampled_from(["div", "section", "blockquote", "aside", "details", "main"]), inside)
    | st.builds(listed, st.sampled_from(["ul", "ol", "ol start=4 type=a", "ol reversed"]), st.lists(inside | inline, min_size=1, max_size=3))
    | st.builds(lambda name, one, two: f"<{name}><li>{one}</li>{two}</{name}>", st.sampled_from(["ul", "ol"]), inline, inside)
    | st.builds(table, st.lists(st.lists(inside | inline, min_size=1, max_size=3), min_size=1, max_size=3), st.integers(0, 3))
    | st.lists(inside, min_size=1, max_size=3).map("".join)
    | st.builds(word_item, st.integers(1, 9), st.sampled_from(["1.", "a.", "iv.", "·", "o", "(B)"]), inline),
    max_leaves=8,
)  # fmt: skip


def numbered(html: str) -> tuple[str, list[str]]:
    """With a word at each * and #; and the words that stay."""
    words: list[str] = []
    parts = re.split(r"([*#])", html)
    for place, part in enumerate(parts):
        if part in "*#" and part:
            parts[place] = f"w{place}"
            if part == "*":
                words.append(parts[place])
    return "".join(parts), words


def words_of(html: str) -> list[str]:
    return re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:strong|em|sup|sub|a)\b[^>]*>", "", html)).split()


@settings(max_examples=100, deadline=None)
@given(html=flow)
def test_words_stay_in_their_order_and_apart(html):
    pasted, words = numbered(html)

    saved = sanitized(pasted)

    assert words_of(saved) == words
    assert sanitized(saved) == saved


PIECES = [
    "<p>", "</p>", "<b>", "</b>", "<i", ">", "<ul>", "<li>", "</ul>", "<ol start=0>", "<table>", "<tr>", "<td rowspan=0>",
    "<th scope=col>", "</table>", "<caption>", "<div>", "</div>", "<![if !supportLists]>", "<![endif]>", "<!--", "-->", "&",
    "&nbsp;", "&#11;", "\x0b", "\x00", "<br>", "<p style='mso-list:l0 level2 lfo1'>", "<span style='mso-list:Ignore'>", "1.",
    "<figure data-picture=x>", "<figcaption>", "</figure>", "<a href='#_ftn1'>", "<a>", "<pre>", "\n", " ", "w", "é", "<h1>",
    "<blockquote>", "<aside>", "</aside>", "<sup>", "<thead>", "<tfoot>", "<x-y>", "<s>", "<![CDATA[", "<?xml:x ?>", "\u2028",
    "<li value=7>", "<svg>", "<style>", "</style>", "'", '"', "<dl><dd>", "</x-y>", "<em>", "<th>", "<td>", "<q>",
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(html=st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_saved_twice_is_saved_once(html):
    saved = sanitized(html)

    assert sanitized(saved) == saved


def steps(html: str) -> int:
    """Calls, of ours and of the libraries."""
    count = 0

    def counting(_frame, _event, _value):
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        sanitized(html)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "<p>word</p>", "<b>", "<p style='mso-list:l0 level1 lfo1'>1.", "<![if !supportLists]>", "&nbsp; ", "<p> </p>",
        "<td><p>a</p>", "<table>a</table>", "<h2>a</h2>", "<br>", "<li>", "<a href=x>", "<", "<!--", "<tr><th rowspan=9>",
        word_item(2, "i.", "a"), "<p><em> </em>", "<span>a</span>", "<style>.a{b:c}", "<pre>\n", "<ul><li>a</ul>",
    ],
)  # fmt: skip
def test_twice_the_text_takes_twice_the_steps(piece):
    def some(count: int) -> int:
        try:
            return steps(piece * count)
        except ValidationError:  # refused as too deep
            return 0

    some(1)  # what is loaded once
    assert some(800) <= 2.2 * some(400) + 200


def test_too_long_is_refused():
    with pytest.raises(ValidationError, match="too long to tidy"):
        sanitized("a" * (LONGEST + 1))
    with pytest.raises(ValidationError, match="too long to tidy"):
        sanitized("&" * (LONGEST // 2))  # as it would be saved


def test_a_picture_in_the_text_itself_does_not_make_it_too_long():
    assert sanitized(f"<p>a<img src='data:image/png;base64,{'A' * LONGEST}'></p>") == "<p>a</p>"


@pytest.mark.parametrize("name", ["div", "b", "ul", "blockquote", "x-y", "table"])
@pytest.mark.parametrize("depth", [DEEPEST, 2000])
def test_too_deep_is_refused(name, depth):
    with pytest.raises(ValidationError, match="lie within each other"):
        sanitized(f"<{name}>" * depth + "a")
