"""Addresses that articles had: readers who kept one are sent on for good."""

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from content.errors import ContentError
from content.models import OUT, Article, OldAddress
from content.versions import events


def take_turns() -> None:
    """For whoever gives an article an address, before they look which are free: the next one looks when this
    transaction has ended, and sees what has become an old address in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('content.addresses', 0))")


def refuse_taken(slug: str, article: Article) -> None:
    """An address that leads to one article cannot become another's: its readers would land elsewhere."""
    take_turns()
    old = (
        OldAddress.objects.filter(slug=slug).exclude(article_id=article.pk).select_related("article").first()
    )
    if old:
        raise ContentError(
            _("“%(slug)s” was the address of “%(title)s” and still leads there. Choose another one.")
            % {"slug": slug, "title": old.article}
        )


def keep_old(article: Article, before: str, now: datetime) -> None:
    """Call it in the transaction that saved `article` with another slug than `before`."""
    if before == article.slug:
        return
    OldAddress.objects.filter(slug=article.slug, article=article).delete()  # it has come back to it
    if events(article).filter(slug=before, state__in=OUT, published_at__lte=now).exists():
        OldAddress.objects.get_or_create(slug=before, defaults={"article": article})
