from datetime import datetime

from django.db.models import Max, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from clinic.sitemaps import SiteSitemap
from content.models import Article, Topic


class ArticleSitemap(SiteSitemap):
    def items(self) -> QuerySet[Article]:
        return Article.objects.published(timezone.now())

    def lastmod(self, item: Article) -> datetime:
        return item.changed_at


class TopicSitemap(SiteSitemap):
    def items(self) -> QuerySet[Topic]:
        published = Article.objects.published(timezone.now())
        topics = Topic.objects.filter(articles__in=published).order_by("pk")
        return topics.annotate(changed_at=Max(Greatest("articles__updated_at", "articles__published_at")))

    def lastmod(self, item: Topic) -> datetime:
        return item.changed_at  # type: ignore[attr-defined]
