"""The one motif of the site: strands, as of fascia. They gather in a knot where something is held back, and
run free where it is let go. Every picture is drawn here, as lines of an SVG."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import acos, cos, exp, hypot, pi, sin, tau

Line = Callable[[float], float]  # how far down a strand runs at x, both in the picture's own units

STEPS = 14  # pieces of curve in a strand


@dataclass(frozen=True)
class Picture:
    """`strands` and `lit` are SVG path data; `lit` are those few that catch the eye."""

    width: int
    height: int
    strands: str
    lit: str = ""


@cache
def picture(name: str) -> Picture:
    return PICTURES[name]()


def hero() -> Picture:
    """Into a knot, and out of it at ease."""
    width, height = 1600, 1100
    lines = gathered(width, height, 20, knot_at=600, reach=330, tightness=0.9, spread=0.62)
    return Picture(width, height, paths(lines, 0, width), paths(lines[6::8], 0, width))


def knot() -> Picture:
    """Held fast: what a page shows where it cannot go on."""
    return band(gathered(1200, 360, 9, knot_at=600, reach=230, tightness=0.88))


def held() -> Picture:
    """Still gathered, but being seen to."""
    return band(gathered(1200, 360, 9, knot_at=600, reach=300, tightness=0.5))


def free() -> Picture:
    """At ease."""
    return band([swaying(180 + 140 * place, 16, 760, place / 5) for place in places(9)])


def loose() -> Picture:
    """Ends that lead nowhere: a page that is not there."""
    lines = gathered(1200, 360, 9, knot_at=200, reach=300, tightness=0.8)
    ends = (760, 560, 960, 680, 1040, 600, 860, 500, 700)
    return Picture(1200, 360, "".join(path(line, 0, end) for line, end in zip(lines, ends, strict=True)))


def strokes() -> Picture:
    """Massage: long strokes that flow over broad muscle."""
    width, height = 1200, 720
    lines = [swaying(height / 2 + 300 * place, 34, 640, place / 6) for place in places(13)]
    hands = lines[2::4]
    heads = "".join(arrow_head(1030, line(1030), along=20, down=line(1040) - line(1020)) for line in hands)
    return Picture(width, height, paths(lines, 0, width), paths(hands, 150, 1030) + heads)


def pressure() -> Picture:
    """Myofascial release: all the strands give way to one point that is held."""
    width, height, middle = 1200, 720, 600

    def strand(place: float) -> Line:
        return lambda x: height / 2 + 300 * place + 260 * bump(x, middle, 165) * ((1 - place) / 2) ** 1.3

    lines = [strand(place) for place in places(13)]
    held_at = lines[0](middle) - 62
    finger = f"M{middle - 54} {held_at:.0f}a54 54 0 1 0 108 0a54 54 0 1 0-108 0"
    push = f"M{middle} 30V{held_at - 90:.0f}" + arrow_head(middle, held_at - 90, along=0, down=20)
    return Picture(width, height, paths(lines, 0, width), finger + push)


PICTURES: dict[str, Callable[[], Picture]] = {
    "hero": hero,
    "knot": knot,
    "held": held,
    "free": free,
    "loose": loose,
    "strokes": strokes,
    "pressure": pressure,
}


def band(lines: Iterable[Line]) -> Picture:
    return Picture(1200, 360, paths(lines, 0, 1200))


def gathered(
    width: int,
    height: int,
    number: int,
    *,
    knot_at: float,
    reach: float,
    tightness: float,
    spread: float = 0.4,
) -> list[Line]:
    """Strands twisted into each other around the knot, every other one the other way.

    Each comes out on the side on which it did not go in.
    """

    def strand(place: float, turn: float) -> Line:
        def down(x: float) -> float:
            twisted = cos(acos(place) + turn * pi * ease((x - knot_at + reach) / (2 * reach)))
            at_ease = 0.02 * height * ease((x - knot_at) / width) * sin(tau * x / 800 + 4 * place)
            return (
                height / 2 + spread * height * (1 - tightness * bump(x, knot_at, reach)) * twisted + at_ease
            )

        return down

    return [strand(place, 1 if one % 2 else -1) for one, place in enumerate(places(number))]


def places(number: int) -> list[float]:
    """Evenly from -1, the top, to 1."""
    return [2 * one / (number - 1) - 1 for one in range(number)]


def swaying(middle: float, height: float, length: float, phase: float) -> Line:
    return lambda x: middle + height * sin(tau * (x / length + phase))


def bump(x: float, middle: float, width: float) -> float:
    """1 in the middle, next to nothing two widths away."""
    return exp(-(((x - middle) / width) ** 2))


def ease(part: float) -> float:
    """From 0 to 1, softly at both ends."""
    part = min(max(part, 0.0), 1.0)
    return part * part * (3 - 2 * part)


def arrow_head(x: float, y: float, *, along: float, down: float) -> str:
    """At the end of a line that leads `along` and `down` to x, y."""
    size = 36 / hypot(along, down)
    back = [(-along - turn * down * 0.7, -down + turn * along * 0.7) for turn in (1, -1)]
    (ax, ay), (bx, by) = [(x + size * dx, y + size * dy) for dx, dy in back]
    return f"M{ax:.0f} {ay:.0f}L{x:.0f} {y:.0f}L{bx:.0f} {by:.0f}"


def paths(lines: Iterable[Line], begin: float, end: float) -> str:
    return "".join(path(line, begin, end) for line in lines)


def path(line: Line, begin: float, end: float) -> str:
    """Curves through the strand's points, each beginning as the one before it ended (SVG 2, 9.3.6)."""
    step = (end - begin) / STEPS

    def arm(x: float) -> float:
        """How far down the strand would get in a third of a step, going straight on from x."""
        return (line(x + 1) - line(x - 1)) / 2 * step / 3

    points = [begin + number * step for number in range(STEPS + 1)]
    curves = []
    for start, stop in pairwise(points):
        x, y = round(start), round(line(start))
        bend = f"{round(stop - step / 3) - x} {round(line(stop) - arm(stop)) - y}"
        curves.append(f"{bend} {round(stop) - x} {round(line(stop)) - y}")
    first = f"M{begin:.0f} {line(begin):.0f}c{step / 3:.0f} {arm(begin):.0f} {curves[0]}"
    return f"{first}s{' '.join(curves[1:])}"
