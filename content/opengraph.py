"""The picture beside a link to an article, where somebody passes it on."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.models import Practice
from clinic.sharing import Picture, Words
from clinic.structured import absolute
from content.models import Article


def picture_of(article: Article, practice: Practice) -> Picture:
    """The one that staff chose for it, or else its title, drawn."""
    if chosen := article.picture:
        return Picture(absolute(chosen.get_absolute_url()), chosen.width, chosen.height, chosen.alt)
    words = Words(article.title, practice.name)
    return words.picture(reverse("content:share_picture", args=[article.slug]))


@require_safe
def share_picture(request: HttpRequest, slug: str) -> HttpResponseBase:
    article = get_object_or_404(Article.objects.published(timezone.now()), slug=slug)
    return Words(article.title, Practice.load().name).answer(request)
