import re
import sys

import pytest

from clinic.body import DRAWINGS, sanitized, shown

FIGURE = '<figure data-drawing="massage-and-release">'


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<p>One <strong>two</strong> <em>three</em></p>", "<p>One <strong>two</strong> <em>three</em></p>"),
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ('<p onclick="alert(1)" style="color:red" class="x" id="main">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener">a</a>'),
        ('<a href="JaVaScRiPt&#58;alert(1)">a</a>', '<a rel="noopener">a</a>'),
        ('<a href="data:text/html,x">a</a>', '<a rel="noopener">a</a>'),
        ('<a href="/book/" target="_blank">a</a>', '<a href="/book/" rel="noopener">a</a>'),
        ('<img src="https://evil.example/x.png"><p>a</p>', "<p>a</p>"),
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("<aside><p>a</p></aside>", "<aside><p>a</p></aside>"),
        ("<iframe src=x></iframe><form><input></form><p>a</p>", "<p>a</p>"),
        ("<svg><script>alert(1)</script></svg><p>a</p>", "<p>a</p>"),
        ("<!-- note --><p>a</p>", "<p>a</p>"),
        (f'{FIGURE[:-1]} class="x"></figure>', f"{FIGURE}</figure>"),
        ('<figure data-drawing="../../base"></figure>', "<figure></figure>"),
        (
            '<table><tbody><tr><th scope="row" onclick="x">a</th><td>b</td></tr></tbody></table>',
            '<table><tbody><tr><th scope="row">a</th><td>b</td></tr></tbody></table>',
        ),
    ],
)
def test_sanitized(written, kept):
    assert sanitized(written) == kept


def test_headings_get_anchors_that_differ():
    html, headings = shown(
        "<h2>How to <em>choose</em></h2><h2>How to choose</h2><h2>Main</h2><h2>…</h2><h3>Not me</h3>"
    )

    assert html == (
        '<h2 id="how-to-choose">How to <em>choose</em></h2><h2 id="how-to-choose-2">How to choose</h2>'
        '<h2 id="main-2">Main</h2><h2 id="part">…</h2><h3>Not me</h3>'
    )
    assert [tuple(heading) for heading in headings] == [
        ("how-to-choose", "How to choose"),
        ("how-to-choose-2", "How to choose"),
        ("main-2", "Main"),
        ("part", "…"),
    ]


def test_twice_the_headings_of_one_name_take_twice_the_steps():
    def lines_run(count):
        lines = 0

        def counting(_frame, event, _value):
            nonlocal lines
            lines += event == "line"
            return counting

        before = sys.gettrace()
        sys.settrace(counting)
        try:
            shown("<h2>Why</h2>" * count)
        finally:
            sys.settrace(before)
        return lines

    lines_run(1)
    assert lines_run(200) <= 2.1 * lines_run(100)


def test_heading_in_the_contents_is_text():
    _html, headings = shown("<h2>Rest &amp; ice</h2>")

    assert headings == [("rest-ice", "Rest & ice")]


def test_drawing_is_drawn_where_the_text_asks_for_it():
    html, _headings = shown("<p>a</p>" + FIGURE + "<figcaption>b</figcaption></figure>")

    before, _drawing, after = re.split("(<div class=.*</div>)", html, flags=re.DOTALL)
    assert (before, after.strip()) == ("<p>a</p><figure>", "<figcaption>b</figcaption></figure>")
    assert html.count("<svg") == 2


@pytest.mark.parametrize("name", DRAWINGS)
def test_each_drawing_that_is_let_in_can_be_drawn(name):
    assert "<svg" in shown(f'<figure data-drawing="{name}"></figure>')[0]


def test_table_scrolls():
    html, _headings = shown(sanitized("<table><tbody><tr><td>a</td></tr></tbody></table>"))

    assert html == (
        '<div class="table-scroll" role="region" aria-label="Table, scrolls sideways" tabindex="0">'
        "<table><tbody><tr><td>a</td></tr></tbody></table></div>"
    )


def test_comparison_keeps_its_meaning_when_it_is_laid_out_anew():
    row = '<tr><th scope="row">c</th><td>d</td><td>e</td></tr>'
    head = '<thead><tr><th scope="col">x</th><th scope="col">a</th><th scope="col">b</th></tr></thead>'
    html, _headings = shown(sanitized(f"<table>{head}<tbody>{row}{row}</tbody></table>"))

    assert html.startswith(
        '<table class="versus" role="table"><thead role="rowgroup"><tr role="row">'
        '<th scope="col" role="columnheader">x</th>'
    )
    assert (
        html.count('<th scope="row" role="rowheader">c</th><td role="cell">d</td><td role="cell">e</td>') == 2
    )
