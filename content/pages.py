"""An article as readers will see it, for those who see it sooner."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from content import reading
from content.models import Article


def article_response(
    request: HttpRequest, article: Article, note: str, template: str = "content/article.html", **more: Any
) -> HttpResponse:
    """`note` stands above it. In no cache, and in no search."""
    context = reading.page(article, timezone.now()) | {"is_preview": True, "note": note} | more
    response = render(request, template, context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
