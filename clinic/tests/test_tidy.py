"""What comes from Word, from web pages and from the editor is stored in the same few forms."""

from pathlib import Path

import pytest

from clinic.body import sanitized

# As Word for Windows puts it on the clipboard, with a shorter style sheet and fewer names of fonts.
WORD = Path(__file__).with_name("pasted_from_word.html").read_text(encoding="utf-8")


def squeezed(html):
    return " ".join(html.split()).replace("> <", "><")


def test_paste_from_word():
    assert squeezed(sanitized(WORD)) == squeezed(
        """<h2>Stiff neck</h2>
        <p>Keep <strong>moving</strong>, and <em>rest</em> when it hurts.</p>
        <ul><li>Walk.</li><li>Sleep.</li></ul>
        <table><tbody><tr><td>Heat</td><td>Cold</td></tr></tbody></table>
        <p><a href="https://www.nih.gov/" rel="noopener">NIH</a></p>"""
    )


WEB_PAGE = '<div class="c"><h4 id="x">Why</h4><p style="a">One<br>two</p><i class="x">Three</i></div>'
NESTED = "<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul></li></ul>"
TABLE = """<table><caption>C</caption><tbody><tr><th colspan="1"><p>a</p></th><th><p>b</p></th></tr>
<tr><th><p>c</p></th><td><p>d</p><p>e</p></td></tr></tbody></table>"""
HEADED = """<table><caption>C</caption><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>
<tbody><tr><th scope="row">c</th><td><p>d</p><p>e</p></td></tr></tbody></table>"""
HEADS_ALONE = '<table><thead><tr><th scope="col">a</th></tr></thead></table>'


def numbered(number):
    return f"<p style='mso-list:l1'><![if !supportLists]>{number}.<![endif]>item</p>"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        (WEB_PAGE, "<h3>Why</h3><p>One two</p><p><em>Three</em></p>"),
        ("<body><img src=x><blockquote>a</blockquote></body>", "<blockquote>a</blockquote>"),
        (NESTED, "<ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li></ul>"),
        ("<p></p><aside><p>a</p><p></p></aside>", "<aside><p>a</p></aside>"),
        (TABLE, HEADED.replace("\n", "")),
        ("<table><tbody><tr><th>a</th></tr></tbody></table>", HEADS_ALONE),
        (numbered(1) + numbered(2), "<ol><li>item</li><li>item</li></ol>"),
        ("<p>a.&nbsp;&nbsp;b &nbsp;c&nbsp; d, 5&nbsp;kg</p>", "<p>a. b c d, 5&nbsp;kg</p>"),  # as Word does
        ("<p>a\xa0 \xa0b</p>", "<p>a b</p>"),
        ("<base href=x><p>a</p><iframe></iframe>", "<p>a</p>"),  # begin as <b> and <i> do
    ],
)
def test_tidied(pasted, kept):
    assert sanitized(pasted) == kept


@pytest.mark.parametrize("html", [WORD, "<p>a</p><p> </p>", "<table><tr><th>a<td>b<tr><th>c<th>d</table>"])
def test_saved_twice_is_saved_once(html):
    assert sanitized(sanitized(html)) == sanitized(html)
