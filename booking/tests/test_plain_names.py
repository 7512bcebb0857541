# ruff: noqa: RUF001
"""Which names the clinic's mails repeat: real ones, and nothing that can carry a stranger's message."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from booking.plain_names import plain_name

NAMES = [
    "Pat Doe", "Cher", "O'Neil", "Seán O’Brien", "Dr. J. R. O'Neil-Smith Jr.", "J.R.R. Tolkien",
    "J.-P. Martin", "María José de la Cruz y Ruiz", "Zoë Ünal", "Nguyễn Thị Hồng", "'t Hooft",
    "Smith, John", "Martin Luther King, Jr.", "Ada King Ph.D.", "Łukasz Żak", "Анна Каренина", "مريم",
    "李小龍", "Gal·la Bosch", "Zoe\N{COMBINING DIAERESIS} Ray", "Kahanamoku ʻIolani", "Dot Warner",
    "Ki Dot", "प्रिया शर्मा",
]  # fmt: skip
MESSAGES = [
    "WIN $900 http://evil.example/x", "http://evil.example", "HTTPS://EVIL.EXAMPLE", "www.evil.example",
    "evil.example", "Pat evil.example", "t.co", "bit.ly/x", "J.Roe", "evil。example", "evil．example",
    "evil｡example", "evil․example", "xn--p1ai.xn--p1ai", "пример.рф", "Visit evil dot example",
    "www evil example", "pat@evil.example", "Call 555 0100", "Call ٥٥٥٠١٠٠", "Call ５５５０１００",
    "Win € now", "Win €9", "Pat!", "Pat? Pay", "Pat (Pay)", "a/b", "Pat\u202e Doe", "Pat\u200b Doe",
    "<b>Pat</b>", "Pat: pay", "one two three four five six seven eight", "a" * 61, "evil.\nexample.x/",
    "[Pay](x)", "Pat 🙂", "evil,example", "Pat %s", "{{ link }}", "", " ", "⑨⓪⓪", "Ⅸ.com",
    "evil. com", "evil·com", "evil-com", "Evil Com", "bit ly slash x",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_real_name_stays_as_it_is(name: str) -> None:
    assert plain_name(name) == name


@pytest.mark.parametrize("text", MESSAGES)
def test_what_may_be_more_than_a_name_is_left_out(text: str) -> None:
    assert plain_name(text) == ""


def test_line_breaks_do_not_begin_a_new_line() -> None:
    assert plain_name(" Pat\r\nDoe\u2028Roe\t") == "Pat Doe Roe"


@given(st.text(st.sampled_from("abZé '-.,·@:/9$\n．ｗ٥"), max_size=70))
@example("a.b.cd")
@settings(max_examples=100)
def test_whatever_is_repeated_has_no_link_number_or_sign(text: str) -> None:
    name = plain_name(text)
    seen = unicodedata.normalize("NFKC", name)
    assert len(name) <= 60
    assert len(name.split()) <= 7
    assert not [one for one in seen if unicodedata.category(one)[0] in "NSC" and one != "`"]
    assert not [one for one in seen if one in '@:/\\<>[]()%#&?!"{}_*']
    assert not [part for part in seen.split(".")[1:] if part[1:2].isalpha() and part[0].isalpha()]
