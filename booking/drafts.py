"""What a draft says: the answers that a patient has given so far, read back as values."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from booking import email_notice, wording
from booking.forms import VisitFor, parse_time
from booking.models import Appointment, Contact, Draft, Provider, VisitType
from booking.models.needs import NEEDS
from booking.needs import NeedsForm, not_to_ask


@dataclass(frozen=True)
class Answers:
    """Either `starts_at` (UTC) or preferred `days` and `parts` are there. `details` is empty until asked;
    `needs` is None until that page was answered or skipped."""

    draft: Draft
    visit_type: VisitType
    wished: Provider | None
    starts_at: datetime | None
    days: Sequence[int]
    parts: Sequence[str]
    details: dict[str, str]
    needs: dict[str, str] | None

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
            note=(self.needs or {}).get("note", ""),
            article=self.draft.answers.get("article", ""),
            asked_by=asked_by,
        )

    @property
    def days_in_words(self) -> str:
        return wording.days(self.days)

    @property
    def parts_in_words(self) -> str:
        return wording.parts(self.parts)

    @property
    def needs_in_words(self) -> list[tuple[str, str]]:
        """Question and answer, of what was answered."""
        form = NeedsForm(details=self.details)
        said = {name: words for name, words in (self.needs or {}).items() if words and name in form.fields}
        return [
            (str(field.label), in_words(field, said[name]))
            for name, field in form.fields.items()
            if name in said
        ]

    def new_contact(self) -> Contact:
        """Not yet saved. Where somebody books for the patient, they are two people."""
        details = self.details
        for_somebody_else = details["visit_for"] == VisitFor.SOMEBODY_ELSE
        read, read_at = self.draft.answers.get("email_notice") or ("", None)
        needs = {name: (self.needs or {}).get(name, "") for name in NEEDS}
        return Contact(
            patient_name=details["patient_name"] if for_somebody_else else details["name"],
            booker_name=details["name"] if for_somebody_else else "",
            email=details["email"],
            phone=details["phone"],
            phone_note=details.get("phone_note", ""),
            email_notice=read,
            email_notice_at=datetime.fromisoformat(read_at) if read_at else None,
            **needs | dict.fromkeys(not_to_ask(details), ""),
        )


def in_words(field: Any, answer: str) -> str:
    return str(dict(getattr(field, "choices", ())).get(answer, answer))


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
        needs=said.get("needs"),
    )


def write_time(draft: Draft, visit_type: VisitType, wished: Provider | None, starts_at: str) -> bool:
    return write(
        draft,
        visit=visit_type.slug,
        provider=wished.pk if wished else None,
        time=starts_at,
        days=[],
        parts=[],
    )


def write_preferences(
    draft: Draft, visit_type: VisitType, wished: Provider | None, days: Sequence[int], parts: Sequence[str]
) -> bool:
    provider = wished.pk if wished else None
    return write(
        draft, visit=visit_type.slug, provider=provider, time=None, days=list(days), parts=list(parts)
    )


def write_details(draft: Draft, details: dict[str, Any], *, now: datetime) -> bool:
    """With the words about e-mail that stood beside the address, and since when this address was given."""
    said = {name: str(value) for name, value in details.items()}
    before = draft.answers.get("details", {})
    if not said["email"]:
        read = None
    elif said["email"] == before.get("email"):
        read = draft.answers.get("email_notice")
    else:
        read = [email_notice.CURRENT, now.isoformat()]
    return write(draft, details=said, email_notice=read)


def write_needs(draft: Draft, needs: dict[str, str]) -> bool:
    return write(draft, needs=needs)


def skip_needs(draft: Draft) -> bool:
    """What was answered before stays."""
    return change(draft, lambda answers: {"needs": {}} | answers)


def write(draft: Draft, **said: Any) -> bool:
    return change(draft, lambda answers: answers | said)


def change(draft: Draft, changed: Callable[[dict[str, Any]], dict[str, Any]]) -> bool:
    """False where it was sent or thrown away meanwhile: then nothing is written.

    Another tab may have written since `draft` was read, so what is changed is what it says under the lock.
    """
    if draft._state.adding:
        draft.answers = changed(draft.answers)
        draft.save(force_insert=True)
        return True
    with transaction.atomic():
        current = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if current is None or Appointment.objects.filter(submission=draft.pk).exists():
            return False
        draft.answers = current.answers = changed(current.answers)
        current.save(update_fields=["answers"])
    return True


def empty(draft: Draft) -> None:
    """It was sent: what was typed lives with the appointment, and nowhere else."""
    Draft.objects.filter(pk=draft.pk).update(answers={})
