"""The latest articles as an Atom feed (RFC 4287)."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from clinic.models import Practice
from clinic.structured import absolute
from content.models import Article

LATEST = 20
BEGUN = 2026  # of the site


class Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """A feed has to say when it changed. An empty one says the same each time."""
        return super().latest_post_date() if self.items else datetime(BEGUN, 1, 1, tzinfo=UTC)


class Latest(Feed):
    """Addresses start with SITE_URL, whatever name the request came in by."""

    feed_type = Atom

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Practice:
        self.practice = Practice.load()
        return self.practice

    def title(self, practice: Practice) -> str:
        return _("Articles | %(name)s") % {"name": practice.name}

    def subtitle(self, practice: Practice) -> str:
        return _("Plain answers to what patients ask %(name)s.") % {"name": practice.name}

    def author_name(self, practice: Practice) -> str:
        return practice.name

    def link(self) -> str:
        return absolute(reverse("content:library"))

    def feed_guid(self, practice: Practice) -> str:
        return practice.uid.urn

    def feed_url(self) -> str:
        return absolute(reverse("content:feed"))

    def items(self) -> list[Article]:
        return list(Article.objects.published(timezone.now()).select_related("topic")[:LATEST])

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        """A reader takes it for HTML."""
        return escape(item.summary)

    def item_link(self, item: Article) -> str:
        return absolute(item.get_absolute_url())

    def item_guid(self, item: Article) -> str:
        """Neither another address nor another domain changes it: no old article is shown as a new one."""
        return uuid5(self.practice.uid, f"article-{item.pk}").urn

    def item_author_name(self, item: Article) -> str | None:
        return item.author or None  # who has none is the feed's own

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime:
        return item.changed_at

    def item_categories(self, item: Article) -> list[str]:
        return [item.topic.name]


@require_safe
@conditional_page
@cache_control(public=True, max_age=60)
def latest(request: HttpRequest) -> HttpResponse:
    return Latest()(request)
