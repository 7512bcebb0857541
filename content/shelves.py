"""Which articles stand together, and where."""

from datetime import datetime

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Case, Count, QuerySet, When
from django.http import Http404, HttpRequest

from content.models import Article, Topic

PER_PAGE = 24
RELATED = 3


def published(now: datetime) -> QuerySet[Article]:
    """Newest first, with what a card shows."""
    return Article.objects.published(now).with_what_shows()


def page_of(request: HttpRequest, articles: QuerySet[Article]) -> Page[Article]:
    """The page that ?page= asks for. One that is not there, or is no number, is not found."""
    try:
        return Paginator(articles, PER_PAGE).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error


def topics(now: datetime) -> QuerySet[Topic]:
    """Those that have something to read, with how many as `number`."""
    return Topic.objects.filter(articles__in=Article.objects.published(now)).annotate(
        number=Count("articles")
    )


def related(article: Article, now: datetime) -> QuerySet[Article]:
    """What to read next: of the same topic first, then the newest."""
    is_near = Case(When(topic=article.topic_id, then=0), default=1)
    return published(now).exclude(pk=article.pk).order_by(is_near, "-published_at", "-pk")[:RELATED]
