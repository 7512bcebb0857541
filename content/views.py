from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from clinic.body import shown
from clinic.staff import gate
from content.models import Article, Picture, Topic
from content.models.pictures import SMALL

# A correction is seen within a minute; until then, and after if nothing changed, nothing is sent again.
FRESH_SECONDS = 60
FOR_EVER = 365 * 24 * 60 * 60


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH_SECONDS)
def library(request: HttpRequest) -> HttpResponse:
    articles = list(Article.objects.published(timezone.now()).select_related("topic"))
    topics = sorted({article.topic for article in articles}, key=lambda topic: topic.name)
    return render(request, "content/library.html", {"articles": articles, "topics": topics})


@require_safe
@conditional_page
@cache_control(public=True, max_age=FRESH_SECONDS)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    articles = topic.articles.published(timezone.now()).select_related("topic")
    return render(request, "content/topic.html", {"topic": topic, "articles": articles})


@require_safe
@conditional_page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.select_related("topic"), slug=slug)
    is_preview = not article.is_published(timezone.now())
    if is_preview and not (request.user.has_perm("content.view_article") and gate.is_open(request)):
        raise Http404
    body, headings = shown(article.body)
    context = {"article": article, "body": body, "headings": headings, "is_preview": is_preview}
    response = render(request, "content/article.html", context)
    if is_preview:
        patch_cache_control(response, no_store=True)
    else:
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
