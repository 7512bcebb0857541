"""Numbers in an address or in a hidden field. Anybody can write anything there."""

from typing import Any


def number_in(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


def row_named(rows: Any, words: str) -> Any:
    """Of the queryset `rows` the one with that number; None where there is none."""
    number = number_in(words)
    return None if number is None else rows.filter(pk=number).first()
