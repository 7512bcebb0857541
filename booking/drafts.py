"""What a draft says: the answers that a patient has given so far, read back as values."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from booking import diary, email_notice, wording
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
    gone_provider: str  # the name of who was wished, and no longer does this visit
    starts_at: datetime | None
    days: Sequence[int]
    parts: Sequence[str]
    details: dict[str, str]
    needs: dict[str, str] | None

    @property
    def parts_shown(self) -> dict[str, Any]:
        """Name and content of each part of the check page."""
        said = self.draft.answers
        return {
            _("visit"): terms_of(self.visit_type),
            _("provider"): self.wished.pk if self.wished else None,
            _("time"): [said.get("time"), said.get("days"), said.get("parts")],
            _("name and contact"): self.details,
            _("what else we should know"): self.needs,
        }

    @property
    def digest(self) -> str:
        """Of what the check page showed, part by part: another tab may change the draft meanwhile."""
        parts = [json.dumps([str(self.draft.pk), one], sort_keys=True) for one in self.parts_shown.values()]
        return "-".join(hashlib.sha256(one.encode()).hexdigest()[:32] for one in parts)

    def changed_since(self, digest: str) -> list[str]:
        """The names of the parts that differ; all of them where `digest` is none of ours."""
        before, now = digest.split("-"), self.digest.split("-")
        if len(before) != len(now):
            return list(self.parts_shown)
        return [name for name, old, new in zip(self.parts_shown, before, now, strict=True) if old != new]

    @property
    def changes(self) -> list[str]:
        """What became of the visit since it was chosen: a sentence each."""
        before, visit = self.draft.answers.get("terms") or {}, self.visit_type
        found = []
        if before and before["name"] != visit.name:
            found.append(_("“%(old)s” is now called “%(new)s”.") % {"old": before["name"], "new": visit.name})
        if before and before["length"] != visit.length:
            found.append(
                _("This visit now takes %(new)s minutes instead of %(old)s.")
                % {"old": before["length"], "new": visit.length}
            )
        if before and before["at_once"] != visit.confirmed_at_once:
            found.append(
                _("This visit is now booked at once, without waiting for our answer.")
                if visit.confirmed_at_once
                else _("This visit is now a request first: it is booked once we have said yes.")
            )
        if self.gone_provider:
            found.append(
                _("%(provider)s no longer sees patients for this visit. It will be with whoever is free.")
                % {"provider": self.gone_provider}
            )
        return found

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


def terms_of(visit_type: VisitType) -> dict[str, Any]:
    """What patients choose a visit by."""
    return {"name": visit_type.name, "length": visit_type.length, "at_once": visit_type.confirmed_at_once}


def read(draft: Draft) -> Answers | None:
    """None where the visit can no longer be booked, or the draft holds nothing (any more)."""
    said = draft.answers
    visit_type = VisitType.objects.bookable_online().filter(slug=said.get("visit", "")).first()
    if visit_type is None:
        return None
    provider = Provider.objects.filter(pk=said["provider"]).first() if said.get("provider") else None
    serves = provider in diary.providers_for(visit_type, provider) if provider else False
    return Answers(
        draft=draft,
        visit_type=visit_type,
        wished=provider if serves else None,
        gone_provider=provider.name if provider and not serves else "",
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
        terms=terms_of(visit_type),
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
        draft,
        visit=visit_type.slug,
        terms=terms_of(visit_type),
        provider=provider,
        time=None,
        days=list(days),
        parts=list(parts),
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
