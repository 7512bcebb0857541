# ruff: noqa: E501 - a case reads better on one line
"""What programs put on the clipboard: the same words in the same order, bold where it was bold, lists and
tables as they were. The clipboards are of our own making, each as its program writes."""

from pathlib import Path

import pytest

from clinic.body import cleaned, sanitized

CLIPBOARDS = Path(__file__).with_name("clipboards")
STRUCK = "Words that were struck out or deleted have been left out."
PICTURES = "Pictures have been left out. Add them under Pictures, then put them into the text."
NOTES = {"word": [STRUCK], "google_docs": [STRUCK], "apple": [PICTURES], "libreoffice": [STRUCK]}


def read(name: str) -> str:
    return (CLIPBOARDS / f"{name}.html").read_text(encoding="utf-8")


def squeezed(html: str) -> str:
    return " ".join(html.split()).replace("> <", "><")


@pytest.mark.parametrize("name", NOTES)
def test_clipboard_keeps_its_words_and_its_structure(name):
    found = cleaned(read(name))

    assert squeezed(found.html) == squeezed(read(f"{name}.kept"))
    assert found.notes == NOTES[name]
    assert sanitized(found.html) == found.html


def word_items(*items: tuple[str, int, str]) -> str:
    return "".join(
        f"<p class=MsoListParagraph style='mso-list:{name} level{level} lfo1'>"
        f"<span style='mso-list:Ignore'>{mark}&nbsp;</span>{mark[:1]}</p>"
        for name, level, mark in items
    )


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        ([("l0", 1, "1."), ("l0", 1, "2."), ("l1", 1, "1.")], "<ol>[1][2]</ol><ol>[1]</ol>"),
        ([("l0", 1, "h."), ("l0", 1, "i."), ("l0", 1, "j.")], '<ol start="8" type="a">[h][i][j]</ol>'),
        ([("l0", 1, "i."), ("l0", 1, "ii.")], '<ol type="i">[i][i]</ol>'),
        ([("l0", 1, "IX."), ("l0", 1, "X.")], '<ol start="9" type="I">[I][X]</ol>'),
        ([("l0", 1, "A)"), ("l0", 1, "B)")], '<ol type="A">[A][B]</ol>'),
        ([("l0", 1, "§"), ("l0", 1, "o")], "<ul>[§][o]</ul>"),
        ([("l0", 1, "1."), ("l0", 1, "5.")], '<ol>[1]</ol><ol start="5">[5]</ol>'),
        ([("l0", 2, "a."), ("l0", 1, "1.")], '<ol type="a">[a]</ol><ol>[1]</ol>'),
        ([("l0", 1, "1."), ("l0", 3, "i."), ("l0", 2, "a.")], '<ol><li>1<ol type="i">[i]</ol><ol type="a">[a]</ol></li></ol>'),
    ],
)  # fmt: skip
def test_word_list_counts_as_it_did(items, kept):
    assert sanitized(word_items(*items)) == kept.replace("[", "<li>").replace("]", "</li>")


def test_numbered_heading_of_word_keeps_its_number():
    heading = "<h1 style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.&nbsp;</span>Why</h1>"

    assert sanitized(heading) == "<h2>2. Why</h2>"


def test_lists_of_word_for_the_web_are_nested():
    item = '<div class="ListContainerWrapper"><ol start="{}"><li data-listid="7" data-aria-level="{}"><p>{}</p></li></ol></div>'
    clipboard = item.format(1, 1, "a") + item.format(1, 2, "b") + item.format(2, 1, "c")

    assert sanitized(clipboard) == "<ol><li>a<ol><li>b</li></ol></li><li>c</li></ol>"


def test_exported_google_document_is_bold_by_its_classes():
    exported = (
        "<style>.c1{font-weight:700}.c2{font-weight:400}</style><p class=c2>a <span class=c1>b</span></p>"
        '<ol class="lst-kix_x-0 start" start="1"><li>c</li></ol>'
        '<ol class="lst-kix_x-1 start" start="1"><li>d</li></ol><ol class="lst-kix_x-0" start="2"><li>e</li></ol>'
    )

    assert sanitized(exported) == (
        '<p>a <strong>b</strong></p><ol><li>c<ol type="a"><li>d</li></ol></li><li>e</li></ol>'
    )


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        (
            "<b style='font-weight:bold'>a</b><b style='font-weight: 400 !important'>b</b>",
            "<strong>a</strong>b",
        ),
        (
            "<p style='font-weight:600'>a<span style='font-weight:normal'>b</span></p>",
            "<p><strong>a</strong>b</p>",
        ),
        ("<b>a<p>b</p></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<i style='font-style:normal'>a</i><span style='font-style:oblique'>b</span>", "a<em>b</em>"),
        ("<h2 style='font-weight:bold'>a</h2>", "<h2>a</h2>"),
    ],
)
def test_bold_and_italic_are_what_they_were(html, kept):
    assert sanitized(html) == kept


APART = [
    ("<div>First line</div><div>Second line</div>", "<p>First line</p><p>Second line</p>"),
    ("<span>a<div>b</div>c</span>", "<p>a</p><p>b</p><p>c</p>"),
    ("a<xmp>b\nc</xmp>", "<p>a</p><p>b</p><p>c</p>"),
    ("<dl><dt>a</dt><dd>b</dd></dl>", "<p>a</p><p>b</p>"),
    ("<details><summary>a</summary>b</details>", "<p>a</p><p>b</p>"),
    ("<pre>a\n<b>b\nc</b></pre>", "<p>a</p><p><strong>b</strong></p><p><strong>c</strong></p>"),
    ("<ul><li><div>a</div><div>b</div></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
    ("<ul><li>a<section>b</section></li></ul>", "<ul><li>a<p>b</p></li></ul>"),
    ("<table><tr><td><div>a</div><div>b</div></td></tr></table>", "<table><tbody><tr><td><p>a</p><p>b</p></td></tr></tbody></table>"),
    ("a<hr>b", "<p>a</p><p>b</p>"),
    ("<p>a<br>b<br/> <br>c</p>", "<p>a b</p><p>c</p>"),
    ("<h2><div>a</div><div>b</div></h2>", "<h2>a</h2><h2>b</h2>"),
    ("<my-card style='display:block'>a</my-card><my-card style='display:block'>b</my-card>", "<p>a</p><p>b</p>"),
    ("<address>a</address><form><fieldset><legend>b</legend>c</fieldset></form>", "<p>a</p><p>b</p><p>c</p>"),
    ("<a href='/x'><div>a</div><div>b</div></a>", '<p><a href="/x" rel="noopener">a</a></p><p><a href="/x" rel="noopener">b</a></p>'),
    ("<figure><table><tr><td>a</td></tr></table><figcaption>b</figcaption></figure>", "<table><tbody><tr><td>a</td></tr></tbody></table><p>b</p>"),
    ("a<b> </b>b", "a b"),
    ("<ruby>a<rp>(</rp><rt>b</rt></ruby> <q>c</q>", "a (b) “c”"),
    ("<p>a <img alt='🙂'></p>", "<p>a 🙂</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "kept"), APART)
def test_what_goes_leaves_a_boundary(html, kept):
    assert sanitized(html) == kept


GONE = [
    "<del>b</del>", "<s><p>b</p></s>", "<strike>b</strike>", "<span style='text-decoration:line-through'>b</span>",
    "<span class=msoDel>b</span>", "<span hidden>b</span>", "<div style='display: none'>b</div>",
    "<span style='mso-hide:all'>b</span>", "<a class=msocomanchor href='#_msocom_1'>[b1]</a>", "<noscript>b</noscript>",
    "<svg><text>b</text></svg>", "<select><option>b</option></select>", "<textarea>b</textarea>", "<title>b</title>",
    "<template>b</template>", "<xml>b</xml>", "<object>b</object>", "<!-- b -->",
]  # fmt: skip


@pytest.mark.parametrize("gone", GONE)
def test_what_goes_with_its_words(gone):
    assert sanitized(f"<p>a</p>{gone}<p>c</p>") == "<p>a</p><p>c</p>"


@pytest.mark.parametrize(
    ("mark", "kept"),
    [
        ('<a href="#_ftn2" name="_ftnref2">[2]</a>', "<sup>[2]</sup>"),
        ('<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup>', "<sup>[1]</sup>"),
        ('<a class="sdendnoteanc" href="#sdendnote1sym">i</a>', "<sup>i</sup>"),
        ('<a href="#fn:3">3</a>', "<sup>3</sup>"),
        ('<a name="_Toc1">!</a>', "!"),
        ('<a href="#why">Why</a>', '<a href="#why" rel="noopener">Why</a>'),
        ('<a href="https://x.example/#cite-1"><sup>[1]</sup></a>', '<a href="https://x.example/#cite-1" rel="noopener"><sup>[1]</sup></a>'),
        ('<span style="vertical-align:sub">2</span>', "<sub>2</sub>"),
        ("<span style='mso-text-raise:3.0pt'>2</span>", "<sup>2</sup>"),
    ],
)  # fmt: skip
def test_note_keeps_its_mark(mark, kept):
    assert sanitized(f"<p>word{mark}</p>") == f"<p>word{kept}</p>"
