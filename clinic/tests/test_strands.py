import re

import pytest

from clinic.strands import PICTURES, STEPS, path, picture


@pytest.mark.parametrize("name", PICTURES)
def test_picture_is_lines_of_whole_numbers(name: str) -> None:
    drawn = picture(name)
    assert re.fullmatch(r"[MLVcsa\d \-]+", drawn.strands + drawn.lit)
    assert drawn.strands.count("M") == drawn.strands.count("c") >= 8


def points(drawn: str) -> list[tuple[int, int]]:
    """Where the curves of one strand begin and end."""
    start, curves = re.fullmatch(r"M(\d+ -?\d+)c(.+)", drawn).groups()  # type: ignore[union-attr]
    x, y = map(int, start.split())
    found = [(x, y)]
    numbers = [int(one) for one in re.findall(r"-?\d+", curves)]
    for place in [4, *range(8, len(numbers), 4)]:
        x, y = x + numbers[place], y + numbers[place + 1]
        found.append((x, y))
    return found


def test_curves_go_through_the_strand() -> None:
    """Rounding does not add up: each point is where the strand is."""

    def line(x: float) -> float:
        return 100 + x * x / 1000

    exact = [1000 * number / STEPS for number in range(STEPS + 1)]
    assert points(path(line, 0, 1000)) == [(round(x), round(line(x))) for x in exact]
