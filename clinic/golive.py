"""What is to be settled before patients come: a list on the manager's first page that ticks itself.

The apps add to `checks` in their AppConfig.ready(). Nothing is ticked by hand: a check looks each time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """`sentence` says what to do, `url` leads there; empty: it is done on the server. A `button` is pressed
    at `url`."""

    sentence: str
    done: bool
    url: str = ""
    button: bool = False


checks: list[Callable[[], Iterable[Step]]] = []


def steps() -> list[Step]:
    return [step for check in checks for step in check()]
