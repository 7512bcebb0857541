"""What a draft says: the answers that a patient has given so far, read back as values."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking import wording
from booking.forms import contact_from, parse_time
from booking.models import Appointment, Contact, Draft, Provider, VisitType


@dataclass(frozen=True)
class Answers:
    """Either `starts_at` (UTC) or preferred `days` and `parts` are there. `details` is empty until asked."""

    draft: Draft
    visit_type: VisitType
    wished: Provider | None
    starts_at: datetime | None
    days: Sequence[int]
    parts: Sequence[str]
    details: dict[str, str]

    @property
    def digest(self) -> str:
        """Of what the check page showed: another tab may change the draft meanwhile."""
        visit = [self.visit_type.name, self.visit_type.length, self.wished.pk if self.wished else None]
        shown = json.dumps([self.draft.answers, visit], sort_keys=True)
        return hashlib.sha256(f"{self.draft.pk} {shown}".encode()).hexdigest()

    def new_appointment(self, asked_by: str) -> Appointment:
        return Appointment(
            submission=self.draft.pk,
            visit_type=self.visit_type,
            wished_provider=self.wished,
            preferred_days=list(self.days),
            preferred_parts=list(self.parts),
            note=self.details["note"],
            article=self.draft.answers.get("article", ""),
            asked_by=asked_by,
        )

    @property
    def days_in_words(self) -> str:
        return wording.days(self.days)

    @property
    def parts_in_words(self) -> str:
        return wording.parts(self.parts)

    def new_contact(self) -> Contact:
        return contact_from(self.details)


def read(draft: Draft) -> Answers | None:
    """None where the visit can no longer be booked, or the draft holds nothing (any more)."""
    said = draft.answers
    visit_type = VisitType.objects.bookable_online().filter(slug=said.get("visit", "")).first()
    if visit_type is None:
        return None
    provider = said.get("provider")
    return Answers(
        draft=draft,
        visit_type=visit_type,
        wished=Provider.objects.filter(pk=provider, is_active=True).first() if provider else None,
        starts_at=parse_time(said.get("time") or ""),
        days=said.get("days", []),
        parts=said.get("parts", []),
        details=said.get("details", {}),
    )


def write_time(draft: Draft, visit_type: VisitType, wished: Provider | None, starts_at: str) -> None:
    write(
        draft,
        visit=visit_type.slug,
        provider=wished.pk if wished else None,
        time=starts_at,
        days=[],
        parts=[],
    )


def write_preferences(
    draft: Draft, visit_type: VisitType, wished: Provider | None, days: Sequence[int], parts: Sequence[str]
) -> None:
    provider = wished.pk if wished else None
    write(draft, visit=visit_type.slug, provider=provider, time=None, days=list(days), parts=list(parts))


def write_details(draft: Draft, details: dict[str, Any]) -> None:
    write(draft, details={name: str(value) for name, value in details.items()})


def empty(draft: Draft) -> None:
    """It was sent: what was typed lives with the appointment, and nowhere else."""
    draft.answers = {}
    draft.save()


def write(draft: Draft, **answers: Any) -> None:
    draft.answers |= answers
    draft.save()
