"""Every saved version of an article: the events that PostgreSQL itself keeps (clinic/traces/changes.py)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content.checks import blockers
from content.errors import ContentError, Held, Overtaken
from content.models import OUT, WRITTEN, Article, Picture, Topic
from content.wording import when


@dataclass(frozen=True)
class Version:
    number: int
    saved_at: datetime
    who: str
    note: str
    state: str  # as readers saw it then
    is_other: bool  # says something else than the one before; else it was moved on, and no word changed
    is_latest: bool


def events(article: Article) -> Any:
    kept = apps.get_model("content", "ArticleEvent").objects
    return kept.filter(pgh_obj=article.pk).exclude(pgh_label="delete")


def versions(found: Iterable[Any], latest: int) -> list[Version]:
    """Of these events, the newest first, with one query for the names. The last has none to compare with."""
    rows = list(found)
    people = User.objects.in_bulk({row.pgh_user for row in rows if row.pgh_user})
    before = [*rows[1:], None]
    return [
        Version(
            row.pgh_id,
            row.pgh_created_at,
            name_of(row, people.get(row.pgh_user)),
            row.change_note,
            str(Article(state=row.state, published_at=row.published_at).standing(row.pgh_created_at).label),
            earlier is None or words_of(row) != words_of(earlier),
            row.pgh_id == latest,
        )
        for row, earlier in zip(rows, before, strict=True)
    ]


def words_of(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in WRITTEN}


def name_of(event: Any, user: User | None) -> str:
    """A person's name; else what was at work: "manage.py import_articles"."""
    context = event.pgh_context or {}
    known = (user.get_full_name() or user.get_username()) if user else ""
    return known or str(context.get("username") or context.get("actor") or _("the program"))


def who_saved(article: Article) -> str:
    """Eddie Page saved this article on Monday, June 1 at 10:00 AM."""
    last = events(article).latest("pgh_id")
    user = User.objects.filter(pk=last.pgh_user).first()
    return _("%(who)s saved this article on %(when)s. Nothing of yours was saved.") % {
        "who": name_of(last, user),
        "when": when(last.pgh_created_at),
    }


def latest(article: Article) -> int:
    number: int = events(article).latest("pgh_id").pgh_id
    return number


def as_it_was(article: Article, event: Any) -> Article:
    """Never saved: for the page that shows it. What has no version of its own is as it is now."""
    old = Article.objects.select_related("topic").get(pk=article.pk)
    for name, value in words_of(event).items():
        setattr(old, name, value)
    return old


def beside_the_text(article: Article, event: Any) -> list[tuple[str, str, str]]:
    """What a restored text would bring with it: its name, as it was then, and as it is now."""
    return [
        (str(Article._meta.get_field(name).verbose_name), said(event, name), said(article, name))  # type: ignore[union-attr]
        for name in WRITTEN
        if name not in ("title", "summary", "body") and getattr(event, name) != getattr(article, name)
    ]


def said(row: Any, name: str) -> str:
    value = getattr(row, name)
    if name == "is_about_pain":
        return _("says when to call 911") if value else _("does not say when to call 911")
    if name == "topic_id":
        return str(Topic.objects.filter(pk=value).first() or _("a topic that is gone"))
    if name == "picture_id" and value:
        return str(Picture.objects.light().filter(pk=value).first() or _("a picture that is gone"))
    return date_format(value) if isinstance(value, date) else value or _("nothing")


def restore(article: Article, event: Any, *, seen: int) -> Article:
    """Writes what that version said as a new one; the ones between stay. Where it is out, readers see it."""
    with transaction.atomic():
        locked = Article.objects.select_for_update().get(pk=article.pk)
        if locked.edition != seen:
            raise Overtaken(who_saved(locked))
        if not Topic.objects.filter(pk=event.topic_id).exists():
            raise ContentError(_("The topic of that version is gone. Copy its text instead."))
        if event.picture_id and not Picture.objects.filter(pk=event.picture_id).exists():
            raise ContentError(_("The picture of that version is gone. Copy its text instead."))
        for name, value in words_of(event).items():
            setattr(locked, name, value)
        if locked.state in OUT and (found := blockers(locked)):
            raise Held(*found)
        locked.edition += 1
        locked.change_note = _("The version of %(when)s once more.") % {"when": when(event.pgh_created_at)}
        locked.save()
    return locked
