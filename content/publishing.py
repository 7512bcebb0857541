"""What becomes of an article: one function a verb. Nothing else writes `state` once an article is there.

`seen` is the edition that the page with the button showed: what a colleague saved since, nobody publishes
unread.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content.checks import blockers
from content.errors import ContentError, Held, Overtaken
from content.models import OUT, Article
from content.versions import who_saved

State = Article.State

# From where it stands for readers, see Article.standing(). Scheduled again: for another time.
MOVES: dict[str, set[State]] = {
    State.DRAFT: {State.REVIEW, State.SCHEDULED, State.PUBLISHED},
    State.REVIEW: {State.DRAFT, State.SCHEDULED, State.PUBLISHED},
    State.SCHEDULED: {State.DRAFT, State.SCHEDULED, State.PUBLISHED},
    State.PUBLISHED: {State.DRAFT, State.RETIRED},
    State.RETIRED: {State.DRAFT},
}


def can(article: Article, to: State, now: datetime) -> bool:
    return to in MOVES[article.standing(now)]


def submit(article: Article, *, seen: int, now: datetime) -> Article:
    return move(article, State.REVIEW, seen=seen, now=now)


def publish(article: Article, *, seen: int, now: datetime) -> Article:
    """Once it was out, it keeps its first day: what has changed since, `updated_at` says."""
    was_out = article.published_at is not None and article.published_at <= now
    return move(
        article, State.PUBLISHED, seen=seen, now=now, published_at=article.published_at if was_out else now
    )


def schedule(article: Article, at: datetime, *, seen: int, now: datetime) -> Article:
    """Readers have it from `at` on. Nobody has to press anything then."""
    if at <= now:
        raise ContentError(_("That time has passed. Choose a later one, or publish it now."))
    return move(article, State.SCHEDULED, seen=seen, now=now, published_at=at)


def retire(article: Article, moved_to: Article | None, *, seen: int, now: datetime) -> Article:
    """Its address says that it is gone, and points to `moved_to` where there is one."""
    if moved_to and moved_to.pk == article.pk:
        raise ContentError(_("An article cannot be read instead of itself. Choose another one."))
    if moved_to and not moved_to.is_published(now):
        raise ContentError(_("“%(title)s” is not published. Choose another one.") % {"title": moved_to})
    return move(article, State.RETIRED, seen=seen, now=now, moved_to=moved_to)


def reopen(article: Article, *, seen: int, now: datetime) -> Article:
    """Back to a draft. Where readers never had it, no time of publishing remains."""
    was_out = article.published_at is not None and article.published_at <= now
    return move(
        article,
        State.DRAFT,
        seen=seen,
        now=now,
        moved_to=None,
        published_at=article.published_at if was_out else None,
    )


def move(article: Article, to: State, *, seen: int, now: datetime, **values: Any) -> Article:
    """One change under the row's lock. Returns the article as it is then; `article` stays as it was."""
    with transaction.atomic():
        locked = Article.objects.select_for_update().get(pk=article.pk)
        if locked.edition != seen:
            raise Overtaken(who_saved(locked))
        if not can(locked, to, now):
            raise ContentError(
                _("This article is “%(state)s” now: that cannot be done with it.")
                % {"state": locked.standing(now).label}
            )
        if to in OUT and (found := blockers(locked)):
            raise Held(*found)
        locked.state = to
        locked.edition += 1
        locked.change_note = ""  # it was about the version before
        for name, value in values.items():
            setattr(locked, name, value)
        locked.save()
    return locked
