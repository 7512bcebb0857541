"""What clinic.traces asks about patients: which appointments somebody means, and what they are called."""

from collections.abc import Iterable
from typing import Any

from booking.models import Appointment, Contact
from booking.models.contacts import NAMES, names_query

# The events know those too that were deleted, and names as they were before they were corrected.
appointments: Any = Appointment.pgh_event_model  # type: ignore[attr-defined]
contacts: Any = Contact.pgh_event_model  # type: ignore[attr-defined]


def by_reference(reference: str) -> dict[int, str]:
    """The appointment's id, and its reference; empty where there is none."""
    found = appointments.objects.filter(reference=reference.strip().upper())
    return dict(found.values_list("pgh_obj_id", "reference"))


def by_name(words: str, at_most: int) -> dict[int, str]:
    """Of all whose patient or booker bears all these words as names. One more than `at_most`: too many."""
    query = names_query(words)
    if query is None:
        return {}
    found = contacts.objects.alias(names=NAMES).filter(names=query).values("appointment_id").distinct()
    return references_of(one["appointment_id"] for one in found[: at_most + 1])


def references_of(ids: Iterable[int]) -> dict[int, str]:
    found = appointments.objects.filter(pgh_obj__in=list(ids), pgh_label="insert")
    return dict(found.values_list("pgh_obj_id", "reference"))
