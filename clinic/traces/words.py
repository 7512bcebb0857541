"""Rows of the timeline as a manager reads them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clinic.traces import patients
from clinic.traces.changes import Kind
from clinic.traces.models import Look
from clinic.traces.timeline import Row

MOMENT = pgettext_lazy("a moment with its zone, in Django's date format", "M j, Y, g:i:s A T")
DAY = pgettext_lazy("a date, in Django's date format", "M j, Y")
NOTHING = "–"
EXCERPT = 200  # letters of a long text, about the first that differs
NAMES = ["name", "title", "username"]

DID = {
    "insert": gettext_lazy("added"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("deleted"),
    "password": gettext_lazy("set a new password"),
}

Names = dict[tuple[type[models.Model], Any], str]


@dataclass(frozen=True)
class Difference:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    at: str
    who: str
    address: str
    did: str
    what: str
    references: Sequence[str]
    differences: Sequence[Difference] = ()


def entries(rows: Sequence[Row], *, about_one_patient: bool) -> list[Entry]:
    """What patients wrote is read only where one patient is looked for (STANDARDS 3.7)."""
    before = earlier_events(rows)
    changes = [(row.found, row.kind) for row in rows if row.kind]
    names = names_of(changes, before.values())
    references = references_of(changes)
    staff = {user.pk: name_of(user) for user in users(rows)}

    def entry(row: Row) -> Entry:
        at = moment(row.key.at)
        if row.kind is None:
            return of_look(row.found, at, staff)
        event, kind = row.found, row.kind
        context: dict[str, Any] = event.pgh_context or {}
        reference = references.get(getattr(event, id_field(kind))) if kind.patient else None
        earlier = before.get((kind.label, event.before_id))
        return Entry(
            at=at,
            who=who_did(context, event.pgh_user, staff),
            address=str(context.get("address", "")),
            did=str(DID.get(event.pgh_label, event.pgh_label)),
            what=called(event, kind, names),
            references=[reference] if reference else [],
            differences=list(differences(event, kind, earlier, names, secretive=not about_one_patient)),
        )

    return [entry(row) for row in rows]


def of_look(look: Look, at: str, staff: dict[int, str]) -> Entry:
    who = staff.get(look.user_id or 0) or look.username or _("an unknown name")
    return Entry(at, who, look.address, str(look.get_action_display()), look.what, look.references)


# Who


def users(rows: Iterable[Row]) -> Iterable[User]:
    ids = {row.found.pgh_user if row.kind else row.found.user_id for row in rows}
    return User.objects.filter(pk__in=ids - {None})


def name_of(user: User) -> str:
    """Rita Desk (receptionist)"""
    full_name = user.get_full_name()
    return f"{full_name} ({user.get_username()})" if full_name else user.get_username()


def who_did(context: dict[str, Any], user: int | None, staff: dict[int, str]) -> str:
    actor = str(context.get("actor", ""))
    if actor == "staff":
        who = staff.get(user or 0) or str(context.get("username", user))
        if whose := context.get("link_of"):
            return _("%(who)s, with the link of %(whose)s") % {"who": who, "whose": whose}
        return who
    known = {"": _("directly in the database"), "patient": _("the patient"), "worker": _("the worker")}
    return known.get(actor, actor)


# What


def id_field(kind: Kind) -> str:
    return f"{kind.patient}_id"


def references_of(changes: Iterable[tuple[Any, Kind]]) -> dict[int, str]:
    ids = {getattr(event, id_field(kind)) for event, kind in changes if kind.patient}
    return patients.known.references_of(ids) if ids else {}


def called(event: Any, kind: Kind, names: Names) -> str:
    """visit type Evaluation; of what has no name of its own, what it belongs to: weekly hours Paula Hand."""
    kind_name = str(kind.model._meta.verbose_name)
    if kind.patient:
        return kind_name
    own = {field.name for field in fields_of(kind)}
    words = [str(getattr(event, name)) for name in NAMES if name in own] or [
        shown(field, getattr(event, field.attname), names)
        for field in fields_of(kind)
        if field.is_relation and getattr(event, field.attname) is not None
    ]
    return " ".join([kind_name, ", ".join(words) or f"#{event.pgh_obj_id}"])


def fields_of(kind: Kind) -> list[Any]:
    """Of the record; not its number, nor whose it is, which is told by the reference."""
    return [
        one
        for one in kind.event_model._meta.concrete_fields
        if not one.name.startswith("pgh_") and one.name not in ("id", kind.patient)
    ]


def earlier_events(rows: Iterable[Row]) -> dict[tuple[str, int], Any]:
    """The record as each change found it: one query a table."""
    wanted: dict[str, set[int]] = defaultdict(set)
    tables: dict[str, Any] = {}
    for row in rows:
        if row.kind and row.found.before_id and row.found.pgh_label == "update":
            wanted[row.kind.label].add(row.found.before_id)
            tables[row.kind.label] = row.kind.event_model
    return {
        (label, event.pk): event
        for label, ids in wanted.items()
        for event in tables[label].objects.filter(pk__in=ids)
    }


def differences(
    event: Any, kind: Kind, earlier: Any | None, names: Names, *, secretive: bool
) -> Iterator[Difference]:
    was = event if event.pgh_label == "delete" else earlier if event.pgh_label == "update" else None
    is_now = None if event.pgh_label == "delete" else event
    if event.pgh_label not in ("insert", "update", "delete"):
        return
    pairs = [
        (field, *(getattr(one, field.attname) if one else None for one in (was, is_now)))
        for field in fields_of(kind)
    ]
    pairs = [(field, before, after) for field, before, after in pairs if differ(before, after)]
    loud = [pair for pair in pairs if pair[0].name not in kind.quiet]
    for field, before, after in loud or pairs:
        if secretive and kind.patient and isinstance(field, models.TextField):
            hidden = _("(shown where you search for this patient)")
            yield Difference(label_of(field), hidden if before else NOTHING, hidden if after else NOTHING)
        else:
            yield Difference(
                label_of(field),
                excerpt(shown(field, before, names), shown(field, after, names)),
                excerpt(shown(field, after, names), shown(field, before, names)),
            )


def differ(before: Any, after: Any) -> bool:
    """That something was added without a note is no news."""
    return before != after and not (is_empty(before) and is_empty(after))


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def label_of(field: Any) -> str:
    return str(field.verbose_name)


def excerpt(text: str, other: str) -> str:
    if len(text) <= EXCERPT:
        return text
    pairs = enumerate(zip(text, other, strict=False))
    differs = next((at for at, (one, two) in pairs if one != two), min(len(text), len(other)))
    start = max(0, differs - EXCERPT // 5)
    return "…" * (start > 0) + text[start : start + EXCERPT] + "…" * (start + EXCERPT < len(text))


def names_of(changes: Iterable[tuple[Any, Kind]], before: Iterable[Any]) -> Names:
    """What the numbers in foreign keys stand for today: one query a table."""
    by_label = {kind.label: kind for _event, kind in changes}
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for event in [*(event for event, _kind in changes), *before]:
        for field in fields_of(by_label[event._meta.label_lower]):
            if field.is_relation:
                wanted[field.related_model].add(getattr(event, field.attname))
    return {
        (model, one.pk): str(one)
        for model, ids in wanted.items()
        for one in model._base_manager.filter(pk__in=ids - {None}).select_related()
    }


def shown(field: Any, value: Any, names: Names) -> str:
    if is_empty(value):
        return NOTHING
    if field.is_relation:
        return names.get((field.related_model, value), f"#{value}")
    if isinstance(field, ArrayField):
        return ", ".join(shown(field.base_field, one, names) for one in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return in_words(value)


def in_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return date_format(value, str(DAY))
    if isinstance(value, time):
        return time_format(value)
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return str(value)


def moment(at: datetime) -> str:
    """Nov 22, 2026, 6:43:05 PM EST: on the clinic's clock."""
    return date_format(timezone.localtime(at, timezone.get_default_timezone()), str(MOMENT))
