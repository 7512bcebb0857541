"""The picture beside a link that somebody passes on: the page's words over the site's strands.

Drawn on the server, once for each version of the words. Its address carries the version, so it may be kept
for a year; without one it is there too, for a minute at a time.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from unicodedata import combining, normalize

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from PIL import Image, ImageDraw, ImageFont

from clinic.models import Practice
from clinic.strands import Line, gathered
from clinic.structured import absolute

WIDTH, HEIGHT = 1200, 630  # what those who show it ask for
YEAR = 365 * 24 * 60 * 60
KEPT_DRAWN = 30 * 24 * 60 * 60
DRAWING = 1  # count up when it is drawn in another way: those kept are then drawn again

# static/css/variables.css
PINE, ON_PINE, STRAND = "#12342b", "#fdf8ec", "#e8b48f"
DIMMED = "#8a8168"  # STRAND, half way to PINE and a little lighter

MARGIN = 80
TITLE_ENDS = 440  # below it there are strands
SIZES = (76, 66, 58, 50, 44)
FINE = 2  # drawn so many times as large: the edges become smooth
COLORS = 64


@dataclass(frozen=True)
class Picture:
    """For the tags in a page's head."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Words:
    title: str
    line: str  # small, above the title

    @cached_property
    def version(self) -> str:
        return sha256(f"{DRAWING}\n{self.title}\n{self.line}".encode()).hexdigest()[:16]

    @classmethod
    def of_site(cls, practice: Practice) -> "Words":
        return cls(practice.name, f"{practice.city}, {practice.state}")

    def picture(self, path: str) -> Picture:
        return Picture(absolute(f"{path}?v={self.version}"), WIDTH, HEIGHT, self.title)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        etag = f'"{self.version}"'
        response = get_conditional_response(request, etag=etag) or HttpResponse(
            self.drawn(), content_type="image/png", headers={"ETag": etag}
        )
        if request.GET.get("v") == self.version:
            patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
        else:
            patch_cache_control(response, public=True, max_age=60)
        return response

    def drawn(self) -> bytes:
        key = f"share-picture:{self.version}"
        png = cache.get(key)
        if png is None:
            png = draw(self.title, self.line)
            cache.set(key, png, KEPT_DRAWN)
        return bytes(png)


def draw(title: str, line: str) -> bytes:
    """A PNG of WIDTH times HEIGHT."""
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PINE)
    pencil = ImageDraw.Draw(image)
    strands = gathered(WIDTH, 360, 13, knot_at=820, reach=330, tightness=0.88, spread=0.3)
    for number, strand in enumerate(strands):
        color, width = (STRAND, 4) if number % 6 == 3 else (DIMMED, 3)
        pencil.line(points(strand, TITLE_ENDS - 90), color, width * FINE, "curve")

    pencil.text((MARGIN * FINE, 64 * FINE), writable(line), STRAND, font(30))
    size, rows = fitted(writable(title))
    text = "\n".join(rows)
    pencil.multiline_text((MARGIN * FINE, 120 * FINE), text, ON_PINE, font(size), spacing=0.25 * size)

    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(COLORS, dither=Image.Dither.NONE)
    file = BytesIO()
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def points(strand: Line, top: float) -> list[tuple[float, float]]:
    return [(x * FINE, (top + strand(x)) * FINE) for x in range(-12, WIDTH + 13, 12)]


def font(size: float) -> ImageFont.FreeTypeFont:
    """Pillow's own: it is there wherever Pillow is."""
    found = ImageFont.load_default(size * FINE)
    assert isinstance(found, ImageFont.FreeTypeFont)  # else Pillow was built without FreeType
    return found


def fitted(title: str) -> tuple[float, list[str]]:
    """The largest size in which the title fits, and its rows. Longer ones end with dots."""
    room = TITLE_ENDS - 120
    for size in SIZES:
        rows = wrapped(title, font(size))
        if len(rows) * size * 1.3 <= room:
            return size, rows
    most = int(room // (size * 1.3))
    return size, [*rows[: most - 1], f"{rows[most - 1]}…"]


def wrapped(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    rows: list[str] = []
    for word in title.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and font.getlength(longer) <= (WIDTH - 2 * MARGIN) * FINE:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def writable(text: str) -> str:
    """In letters that the font has: one that it has not goes without its accent, or goes."""
    face = font(20)
    missing = bytes(face.getmask("\uffff"))  # no letter anywhere

    def is_there(letter: str) -> bool:
        return letter.isspace() or bytes(face.getmask(letter)) != missing

    def nearest(letter: str) -> str:
        if is_there(letter):
            return letter
        plain = "-" if letter in "–—" else normalize("NFKD", letter)
        return "".join(one for one in plain if not combining(one) and is_there(one))

    return "".join(nearest(letter) for letter in text)
