# ruff: noqa: E501, ISC004 - a case reads better on one line
"""Tables: every cell under its heading, saved once or twice."""

import pytest

from clinic.body import sanitized, shown
from clinic.elements import ELEMENTS, Action

TABLES = [
    (
        "<table><tr><th rowspan=2>A<th colspan=2>B<tr><th>c<th>d<tr><td>1<td>2<td>3</table>",
        '<thead><tr><th rowspan="2" scope="col">A</th><th colspan="2" scope="col">B</th></tr>'
        '<tr><th scope="col">c</th><th scope="col">d</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody>",
    ),
    (
        "<table><tr><th colspan=2>A<tr><th>b<th>c<tr><td>1<td>2</table>",
        '<thead><tr><th colspan="2" scope="col">A</th></tr><tr><th scope="col">b</th><th scope="col">c</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody>",
    ),
    (
        "<table><tfoot><tr><td>sum</tfoot><tbody><tr><td>1</tbody><thead><tr><td>A</thead></table>",
        '<thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr><tr><td>sum</td></tr></tbody>',
    ),
    (
        "<table><colgroup><col><col><tr><td rowspan=0>a<td colspan=1>b<tr><td colspan=999>c</table>",
        '<tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td colspan="100">c</td></tr></tbody>',
    ),
    (
        # As the editor sends a table: no thead, each heading with what it heads.
        '<table><tbody><tr><th scope="col">a</th></tr><tr><th scope="col">b</th></tr><tr><th scope="row">c</th></tr></tbody></table>',
        '<thead><tr><th scope="col">a</th></tr><tr><th scope="col">b</th></tr></thead><tbody><tr><th scope="row">c</th></tr></tbody>',
    ),
    (
        "<table><caption>10<sup>3</sup> x<sub>a</sub></caption><tr><td>1</table>",
        "<caption>10³ x (a)</caption><tbody><tr><td>1</td></tr></tbody>",
    ),
    (
        "<table><tr><td><table><tr><td>a<td>b</table><td>c</table>",
        "<tbody><tr><td><p>a</p><p>b</p></td><td>c</td></tr></tbody>",
    ),
]


@pytest.mark.parametrize(("html", "inside"), TABLES)
def test_table(html, inside):
    saved = sanitized(html)

    assert saved == f"<table>{inside}</table>"
    assert sanitized(saved) == saved


def test_words_of_a_table_outside_of_its_cells_stay():
    assert (
        sanitized("<table>a<tr>b<td>c</td></tr></table>")
        == "<p>a</p><p>b</p><table><tbody><tr><td>c</td></tr></tbody></table>"
    )


def test_table_with_spans_is_not_laid_out_anew_on_a_phone():
    row = '<tr><th scope="row">c</th><td>d</td><td>e</td></tr>'
    html, _headings = shown(
        sanitized(f"<table><tr><th>x<th>a<th>b</tr>{row}{row}<tr><td colspan=3>f</table>")
    )

    assert "versus" not in html


@pytest.mark.parametrize("name", [name for name, rule in ELEMENTS.items() if rule.action is not Action.DROP])
def test_each_element_that_does_not_go_with_its_words_keeps_them(name):
    saved = sanitized(f"<p>one <{name}>two</{name}> three</p>")

    assert [word for word in ("one", "two", "three") if word in saved] == ["one", "two", "three"]
