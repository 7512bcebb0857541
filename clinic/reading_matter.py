"""What somebody read before asking for a visit.

The apps that know each set their half in AppConfig.ready(): `content` sets `named`, `booking` sets `led_to`.
A slug is what a request carries of an article, and a name that an article has or had.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Matter:
    """`url` is empty while readers cannot open it."""

    title: str
    url: str


@dataclass(frozen=True)
class Led:
    """Requests for a visit: those of LATELY, and all."""

    lately: int = 0
    ever: int = 0

    def __add__(self, other: "Led") -> "Led":
        return Led(self.lately + other.lately, self.ever + other.ever)


def unknown(slug: str, now: datetime) -> Matter | None:
    return None


def to_nothing(slugs: Collection[str], now: datetime) -> dict[str, Led]:
    return {}


named: Callable[[str, datetime], Matter | None] = unknown
led_to: Callable[[Collection[str], datetime], dict[str, Led]] = to_nothing  # one query; no slug: no requests
