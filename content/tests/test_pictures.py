"""What becomes of an uploaded file. Each file is made here."""

import struct
import zlib
from io import BytesIO
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageCms

from content import pictures

PAPER = (255, 253, 248)


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def plain(width: int = 400, height: int = 200, mode: str = "RGB", color: Any = "teal") -> Image.Image:
    return Image.new(mode, (width, height), color)


def read(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def refusal(file: bytes) -> str:
    with pytest.raises(pictures.Refused) as refused:
        pictures.drawn(file)
    return str(refused.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_one_is_kept_in_two_widths(kind):
    drawn = pictures.drawn(written(plain(2000, 1000), kind))

    assert (drawn.width, drawn.height) == read(drawn.large).size == (1280, 640)
    assert read(drawn.small).size == (640, 320)
    assert [read(data).format for data in (drawn.small, drawn.large)] == ["WEBP", "WEBP"]


def test_a_small_one_is_not_enlarged():
    drawn = pictures.drawn(written(plain(300, 200), "PNG"))

    assert (drawn.width, drawn.height) == read(drawn.large).size == (300, 200)
    assert drawn.small == drawn.large


def test_even_the_busiest_one_stays_light():
    busy = Image.frombytes("RGB", (800, 800), Random(1).randbytes(800 * 800 * 3))

    assert len(pictures.drawn(written(busy, "JPEG", quality=90)).large) <= 250_000


def test_it_is_turned_as_the_camera_was_held_and_the_cameras_notes_go():
    notes = Image.Exif()
    notes[0x0112] = 6  # held upright
    notes[0x010F] = "Camera of somebody"
    image = plain(400, 200, color="red")
    image.paste("blue", (0, 0, 200, 200))
    file = written(image, "JPEG", exif=notes, comment=b"Camera of somebody", quality=95)
    assert file.count(b"Camera of somebody") == 2

    drawn = pictures.drawn(file)

    assert (drawn.width, drawn.height) == (200, 400)
    red, _green, blue = read(drawn.large).getpixel((100, 20))  # type: ignore[misc]
    assert (red < 20, blue > 230) == (True, True)  # the left came to the top
    assert b"Camera" not in drawn.large
    assert not {"exif", "icc_profile", "xmp"} & set(read(drawn.large).info)


def test_colors_are_those_that_its_profile_means():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    green_is_red = profile.replace(b"rXYZ", b"?XYZ").replace(b"gXYZ", b"rXYZ").replace(b"?XYZ", b"gXYZ")

    drawn = pictures.drawn(written(plain(color=(0, 255, 0)), "PNG", icc_profile=green_is_red))

    red, green, blue = read(drawn.large).getpixel((5, 5))  # type: ignore[misc]
    assert (red > 250, green < 5, blue < 5) == (True, True, True)
    assert "icc_profile" not in read(drawn.large).info


@pytest.mark.parametrize(
    ("mode", "color", "seen"),
    [
        ("RGBA", (0, 0, 0, 0), PAPER),
        ("LA", (0, 0), PAPER),
        ("L", 200, (200, 200, 200)),
        ("1", 1, (255, 255, 255)),
        ("I;16", 51400, (200, 200, 200)),
    ],
)
def test_nothing_is_seen_through_and_gray_stays_gray(mode, color, seen):
    drawn = pictures.drawn(written(plain(mode=mode, color=color), "PNG"))

    found = read(drawn.large).convert("RGB").getpixel((5, 5))
    assert max(abs(one - other) for one, other in zip(found, seen, strict=True)) <= 1  # type: ignore[arg-type]


def test_a_phones_jpeg_with_a_preview_is_no_film():
    file = written(plain(), "MPO", save_all=True, append_images=[plain()])

    assert pictures.drawn(file).width == 400


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_moves_is_refused(kind):
    film = written(plain(), kind, save_all=True, append_images=[plain(color="red")])

    assert refusal(film) == "This picture moves. Upload one that stands still."


SCRIPT = b"#!/bin/sh\nrm -rf /\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF\n"


@pytest.mark.parametrize("file", [SCRIPT, SVG, b"<?xml version='1.0'?>" + SVG, PDF, written(plain(), "GIF")])
def test_what_is_no_picture_of_the_three_kinds_is_refused(file):
    assert refusal(file) == "This file is no picture of a kind that can be shown: JPEG, PNG, WebP or AVIF."


def test_an_empty_file_is_refused():
    assert refusal(b"") == "This file is empty."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_file_is_refused(kind):
    busy = Image.frombytes("RGB", (200, 200), Random(1).randbytes(200 * 200 * 3))
    file = written(busy, kind)

    assert (
        refusal(file[: len(file) // 2])
        == "This file is damaged or not whole. Save the picture anew and try again."
    )


def test_too_many_bytes_are_refused():
    assert refusal(written(plain(), "PNG") + bytes(20 * 1024 * 1024)) == (
        "This file is too large: at most 20 MB."
    )


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that would be gigabytes once decoded."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg_that_says(width: int, height: int) -> bytes:
    file = bytearray(written(plain(), "JPEG"))
    start = file.index(b"\xff\xc0") + 5
    file[start : start + 4] = struct.pack(">HH", height, width)
    return bytes(file)


@pytest.mark.parametrize(
    ("bomb", "most"),
    [
        (png_that_says(50_000, 50_000), 30),
        (png_that_says(7_000, 7_000), 30),
        (png_that_says(6_000, 5_001), 30),
        (jpeg_that_says(60_000, 60_000), 64),
        (jpeg_that_says(8_000, 8_001), 64),
    ],
)
def test_a_decompression_bomb_is_refused(bomb, most):
    assert refusal(bomb) == (
        f"This picture has too many pixels: at most {most} million. Make it smaller and try again."
    )


def test_a_strip_is_refused():
    assert refusal(written(plain(440, 40), "PNG")) == (
        "This picture is too long and narrow: at most 10 times as long as wide."
    )


@pytest.mark.parametrize("size", [(4000, 500), (500, 4000), (1000, 100), (100, 1000)])
def test_a_panorama_and_a_whole_page_are_kept(size):
    drawn = pictures.drawn(written(plain(*size), "PNG"))

    assert drawn.width == min(size[0], 1280)
    assert drawn.height == round(size[1] * drawn.width / size[0])


def test_a_phones_48_million_pixels_are_decoded_smaller():
    drawn = pictures.drawn(written(plain(8064, 6048, color=(200, 30, 30)), "JPEG", quality=30))

    assert (drawn.width, drawn.height) == (1280, 960)


def test_avif_is_read():
    drawn = pictures.drawn(written(plain(color=(200, 30, 30)), "AVIF", quality=90))

    assert near(color_of(drawn), (200, 30, 30), 4)


def test_heic_is_told_what_to_do():
    assert refusal(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").startswith("This photo is a HEIC file")


def color_of(drawn: pictures.Drawn) -> Any:
    return read(drawn.large).convert("RGB").getpixel((5, 5))


def near(found: Any, wanted: Any, by: int = 2) -> bool:
    return max(abs(one - other) for one, other in zip(found, wanted, strict=True)) <= by


def gray_profile(gamma: float) -> bytes:
    """ICC.1:2010: the least that a profile for gray needs."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    white = b"XYZ " + bytes(4) + struct.pack(">iii", 63190, 65536, 54061)
    text = b"text" + bytes(4) + b"gray\0" + bytes(3)
    tags, at, table = (
        [(b"kTRC", curve), (b"wtpt", white), (b"desc", text), (b"cprt", text)],
        128 + 4 + 4 * 12,
        b"",
    )
    body = b""
    for name, data in tags:
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    header = bytearray(128)
    header[8:12] = b"\x02\x40\0\0"
    header[12:24] = b"mntrGRAYXYZ "
    header[36:40] = b"acsp"
    header[68:80] = struct.pack(">iii", 63190, 65536, 54061)
    header[0:4] = struct.pack(">I", at + len(body))
    return bytes(header) + struct.pack(">I", len(tags)) + table + body


def test_gray_is_read_by_its_own_profile():
    """Linear gray of a fifth is far from dark to the eye."""
    file = written(plain(mode="L", color=51), "PNG", icc_profile=gray_profile(1.0))

    assert near(color_of(pictures.drawn(file)), (124, 124, 124), 3)
    assert near(color_of(pictures.drawn(written(plain(mode="L", color=51), "PNG"))), (51, 51, 51))


@pytest.mark.parametrize("profile", [b"no profile", gray_profile(1.0)])
def test_profile_that_is_broken_or_of_another_kind_says_nothing(profile):
    drawn = pictures.drawn(written(plain(color=(200, 30, 30)), "PNG", icc_profile=profile))

    assert near(color_of(drawn), (200, 30, 30), 3)


def test_print_colors():
    """Without a profile, as every program shows them."""
    file = written(plain(mode="CMYK", color=(0, 255, 255, 0)), "JPEG", quality=95)

    assert near(color_of(pictures.drawn(file)), (255, 0, 0), 6)


def sixteen_bits(gray: int, clear: int | None = None) -> bytes:
    """A PNG of one gray, 8 by 8."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 8, 8, 16, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + struct.pack(">H", gray) * 8) * 8)
    seen = chunk(b"tRNS", struct.pack(">H", clear)) if clear is not None else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + seen + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("gray", "clear", "seen"),
    [(51400, None, (200,) * 3), (51400, 0, (200,) * 3), (51400, 51400, PAPER), (51401, 51400, (200,) * 3)],
)
def test_sixteen_bits_that_can_be_seen_through(gray, clear, seen):
    assert near(color_of(pictures.drawn(sixteen_bits(gray, clear))), seen, 4)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_was_hidden_in_it_is_gone(kind):
    drawn = pictures.drawn(written(plain(), kind) + b"<script>alert(1)</script><?php evil() ?>")

    assert (b"script" in drawn.large, b"php" in drawn.large) == (False, False)


def test_one_that_was_exported_comes_back_to_the_byte():
    drawn = pictures.drawn(written(plain(2000, 1500), "JPEG"))

    assert pictures.kept(drawn.large) == drawn


@pytest.mark.parametrize(
    "file",
    [
        written(plain(), "PNG"),
        written(plain(1281, 1000), "WEBP"),
        written(plain(mode="RGBA", color=(0, 0, 0, 0)), "WEBP"),
        written(plain(), "WEBP", xmp=b"<x/>"),
        written(plain(), "WEBP") + b"<script>",
    ],
)
def test_only_what_was_stored_here_comes_back(file):
    with pytest.raises(pictures.Refused, match=r"^This is no picture as this site stores them\.$"):
        pictures.kept(file)
