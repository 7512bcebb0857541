"""The pages of an article's versions."""

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content import versions
from content.admin.forms import VerbForm
from content.admin.verbs import article_page, may_change
from content.errors import ContentError
from content.models import Article
from content.pages import article_response
from content.wording import when

PAGE = 50


def numbered(article: Article, number: int) -> Any:
    found = versions.events(article).filter(pgh_id=number).first()
    if not found:
        raise Http404
    return found


@require_safe
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    may_change(request)
    article = get_object_or_404(Article, pk=pk)
    found = versions.events(article).order_by("-pgh_id")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PAGE
    latest = versions.latest(article)
    rows = versions.versions(found[start : start + PAGE + 1], latest)[:PAGE]  # one more, to compare with
    return TemplateResponse(
        request,
        "admin/content/article/versions.html",
        {
            **admin.site.each_context(request),
            "title": _("Versions"),
            "article": article,
            "versions": rows,
            "is_out": article.is_published(timezone.now()),
            "page": page,
            "opts": Article._meta,
        },
    )


@require_safe
def one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """As it looked to readers; above it which one, what the text does not show, and how to restore it."""
    may_change(request)
    article = get_object_or_404(Article, pk=pk)
    event = numbered(article, number)
    note = _("The version of %(when)s. Sources and corrections are shown as they are now.") % {
        "when": when(event.pgh_created_at)
    }
    return article_response(
        request,
        versions.as_it_was(article, event),
        note,
        "admin/content/article/version.html",
        number=number,
        differences=versions.beside_the_text(article, event),
        is_latest=number == versions.latest(article),
        is_out=article.is_published(timezone.now()),
    )


@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What readers have is restored from the version's own page alone."""
    may_change(request)
    article = get_object_or_404(Article, pk=pk)
    event = numbered(article, number)
    form = VerbForm(request.POST, article=article)
    if not form.is_valid():
        messages.error(request, _("This page is out of date. Open it again."))
        return redirect("admin:content_article_versions", pk)
    if article.is_published(timezone.now()) and "sure" not in request.POST:
        return redirect("admin:content_article_version", pk, number)
    try:
        versions.restore(article, event, seen=form.cleaned_data["seen"])
    except ContentError as refusal:
        for sentence in refusal.sentences:
            messages.error(request, sentence)
        return redirect("admin:content_article_versions", pk)
    messages.success(
        request,
        _("The version of %(when)s is back. Sources and corrections stay as they were.")
        % {"when": when(event.pgh_created_at)},
    )
    return article_page(article)
