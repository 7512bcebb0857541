"""What traces have to know of patients. `booking` sets `known` in its AppConfig.ready()."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Patients:
    """Each answers with references, by the ids of the records that changes name as their patient's."""

    by_reference: Callable[[str], dict[int, str]]
    by_name: Callable[[str, int], dict[int, str]]
    references_of: Callable[[Iterable[int]], dict[int, str]]


def nobody(*whom: object) -> dict[int, str]:
    return {}


known = Patients(nobody, nobody, nobody)
