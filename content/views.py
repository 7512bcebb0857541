from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from clinic.staff import gate
from content import reading, shelves
from content.models import Article, OldAddress, Picture, Topic
from content.models.pictures import SMALL
from content.search import asked_for, find, result

# A correction is seen within a minute; until then, and after if nothing changed, nothing is sent again.
FRESH_SECONDS = 60
FOR_EVER = 365 * 24 * 60 * 60


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH_SECONDS)
def library(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    articles = shelves.page_of(request, shelves.published(now))
    return render(request, "content/library.html", {"articles": articles, "topics": shelves.topics(now)})


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH_SECONDS)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    articles = shelves.page_of(request, shelves.published(timezone.now()).filter(topic=topic))
    return render(request, "content/topic.html", {"topic": topic, "articles": articles})


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH_SECONDS)
def search(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    words = asked_for(request.GET.get("q", ""))
    found = shelves.page_of(request, find(words, now) if words else Article.objects.none())
    context: dict[str, Any] = {
        "words": words,
        "found": found,
        "results": [result(one, words) for one in found],
    }
    if not found:
        context |= {"topics": list(shelves.topics(now)), "newest": shelves.published(now)[: shelves.RELATED]}
    return render(request, "content/search.html", context)


@require_safe
@conditional_page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    article = Article.objects.with_what_shows().filter(slug=slug).first()
    if article is None:
        return moved(slug, now)
    if article.is_published(now):
        return kept_fresh(render(request, "content/article.html", reading.page(article, now)))
    if request.user.has_perm("content.view_article") and gate.is_open(request):
        response = render(request, "content/article.html", reading.page(article, now) | {"is_preview": True})
        patch_cache_control(response, no_store=True)
        return response
    if article.is_gone(now):
        return kept_fresh(gone(request, article, now))
    raise Http404


def moved(slug: str, now: datetime) -> HttpResponse:
    """To where the article of that old address is, if readers are to know of it; for good (301)."""
    article = get_object_or_404(OldAddress.objects.select_related("article"), slug=slug).article
    if not (article.is_published(now) or article.is_gone(now)):
        raise Http404
    return kept_fresh(redirect(article, permanent=True))


def gone(request: HttpRequest, article: Article, now: datetime) -> HttpResponse:
    """Retired: says so, and what to read instead (410, RFC 9110 15.5.11)."""
    others = shelves.published(now)
    instead = others.filter(pk__in=[article.moved_to_id])
    context = {
        "article": article,
        "articles": instead or others.filter(topic=article.topic_id)[: shelves.RELATED],
        "is_next": bool(instead),
    }
    return render(request, "content/gone.html", context, status=410)


def kept_fresh(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


@require_safe
@cache_control(public=True, max_age=FOR_EVER, immutable=True)
def picture(request: HttpRequest, digest: str, width: str) -> HttpResponse:
    """Its address names what is in it: another picture has another."""
    size = "small" if int(width) == SMALL else "large"
    found = get_object_or_404(Picture.objects.only("width", size), digest=digest)
    if int(width) not in (found.small_width, found.width):
        raise Http404
    return HttpResponse(getattr(found, size), content_type="image/webp")
