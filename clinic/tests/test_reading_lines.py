"""What is read of HTML, and what is hard in it."""

import pytest

from clinic.reading import grade, hardest, lines, sentences


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>Why</h2><p>It\n<strong>hur</strong>ts.</p>\n", "Why\nIt hurts."),
        ("<p>One<br>two&nbsp;&amp; three</p>", "One two & three"),
        ("<ul><li>One<ul><li>Two</li></ul></li></ul>", "One\nTwo"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One\nTwo"),
        ("", ""),
    ],
)
def test_lines(html, text):
    assert lines(html) == text


def test_sentences():
    assert sentences("Why? It hurts: a lot. …\nAt 2.5 miles") == [
        "Why?",
        "It hurts:",
        "a lot.",
        "At 2.5 miles",
    ]


def test_nothing_is_no_grade():
    assert grade("… 12") == 0


def test_hardest_sentences_first_and_easy_ones_never():
    long = "It necessitates comprehensive multidisciplinary consideration of functional limitations."
    short = "Individual recommendations."
    middle = "You see an orthopedic practitioner immediately."
    assert hardest(f"It hurts. {middle} {short} {long}", 8, 5) == [long, middle]
    assert hardest(f"It hurts. {middle} {short} {long}", 8, 1) == [long]
