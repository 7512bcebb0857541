"""Refusals. Each carries sentences that the page shows as they are."""

from collections.abc import Sequence


class ContentError(Exception):
    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences: Sequence[str] = sentences


class Overtaken(ContentError):
    """Somebody else saved it first, or the same button was pressed twice."""


class Held(ContentError):
    """It cannot be published as it is written: each sentence is one thing to mend."""
