"""The tick "book it all the same": of exactly the time that is warned about, never of another one."""

from typing import Any

from booking import wording
from booking.admin import times


def tick(place: times.Place, *, ticked: bool, words: str) -> dict[str, Any]:
    """For _outside.html. `words` are the warning, empty where it stands above the form already."""
    provider, starts_at = place
    return {
        "value": times.value_of(place),
        "when": wording.when(starts_at),
        "provider": provider.name,
        "ticked": ticked,
        "words": words,
    }


def is_meant(answers: dict[str, Any], place: times.Place | None) -> bool:
    return place is not None and answers.get("outside_hours") == times.value_of(place)
