"""The picture beside a link that is passed on."""

from io import BytesIO

import pytest
from PIL import Image

from clinic import sharing
from clinic.sharing import PINE, Words, draw, fitted, font, wrapped, writable

NAME = "Knecht Chiropractic Center"


@pytest.mark.parametrize("title", ["Why?", "word " * 24, "W" * 120])
def test_picture_is_a_small_png_of_the_size_that_is_asked_for(title):
    png = draw(title, NAME)
    image = Image.open(BytesIO(png))

    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(png) < 100 * 1024
    assert image.convert("RGB").getpixel((5, 5)) == tuple(bytes.fromhex(PINE[1:]))


def test_each_title_gives_another_picture():
    assert draw("Why?", NAME) == draw("Why?", NAME) != draw("When?", NAME)


def test_title_is_as_large_as_fits_and_loses_no_word():
    assert fitted("Stiff neck?") == (76, ["Stiff neck?"])
    size, rows = fitted("word " * 24)
    assert size < 76
    assert " ".join(rows).split() == ["word"] * 24
    assert max(font(size).getlength(row) for row in rows) <= (1200 - 160) * sharing.FINE


def test_what_fits_in_no_size_ends_with_dots():
    size, rows = fitted("wwwwwwwwww " * 60)

    assert (size, rows[-1][-1]) == (44, "…")
    assert rows[:-1] == wrapped("wwwwwwwwww " * 60, font(44))[: len(rows) - 1]


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [("Plain & “quoted”", "Plain & “quoted”"), ("Zoë – café", "Zoe - cafe"), ("a中b", "ab")],
)
def test_letters_that_the_font_has_not(typed, drawn):
    assert writable(typed) == drawn


def test_another_name_or_drawing_is_another_version(monkeypatch):
    version = Words("Why?", NAME).version
    assert version != Words("Why?", "Other").version
    monkeypatch.setattr(sharing, "DRAWING", 2)
    assert version != Words("Why?", NAME).version
