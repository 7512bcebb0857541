"""The page on which an article is written. Its state is no field here: verbs.py has what can be done."""

from datetime import datetime
from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from js_asset import Media

from clinic.answers import is_held_back
from clinic.lists import ReadableList
from content import addresses, checks, previews, wording
from content.admin import versions as version_pages
from content.admin.checks import Checked, Flagged
from content.admin.forms import ArticleForm
from content.admin.inlines import CorrectionInline, SourceInline
from content.admin.pasting import TidiesWhatIsPasted
from content.admin.verbs import VERBS, suiting
from content.models import WRITTEN, Article
from content.visits import VisitsCounted

SAVED = [*WRITTEN, "slug"]


@admin.register(Article)
class ArticleAdmin(TidiesWhatIsPasted, Checked, VisitsCounted, ReadableList):
    form = ArticleForm
    inlines = [SourceInline, CorrectionInline]
    list_display = ["title", "topic", "standing", "updated_at", "requests"]
    list_filter = ["state", Flagged, "topic"]
    list_select_related = ["topic", "moved_to"]
    search_fields = ["title", "summary", "body"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["updated_at", "requests"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "topic", "summary", "body", "picture"]}),
        (None, {"fields": ["author", "is_about_pain"]}),
        (gettext_lazy("Review"), {"fields": ["reviewed_by", "reviewed_on", "review_due_on"]}),
        (
            gettext_lazy("This version"),
            {"fields": ["change_note", "updated_at", "requests", "sign_off", "seen"]},
        ),
    ]

    def view_on_site(self, obj: Article) -> str:
        return obj.get_absolute_url()

    @admin.display(description=gettext_lazy("state"), ordering="published_at")
    def standing(self, article: Article) -> str:
        return wording.standing(article, timezone.now())

    def get_urls(self) -> list[URLPattern]:
        def ours(route: str, view: Any, name: str) -> URLPattern:
            return path(
                f"<int:pk>/{route}/", self.admin_site.admin_view(view), name=f"content_article_{name}"
            )

        return [
            *(ours(verb.name, verb.as_view(), verb.name) for verb in VERBS),
            ours("versions", version_pages.listing, "versions"),
            ours("versions/<int:number>", version_pages.one, "version"),
            ours("versions/<int:number>/restore", version_pages.restore, "restore"),
            *super().get_urls(),
        ]

    # Writing

    @method_decorator(csp_update({"script-src": [NONCE]}))
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Two who save at once take turns: the form reads the edition under the row's lock."""
        with transaction.atomic():
            if request.method == "POST" and object_id and (found := self.get_object(request, object_id)):
                Article.objects.select_for_update().filter(pk=found.pk).first()
            return super().changeform_view(request, object_id, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        # The editor's import map stands in the page itself: the policy asks for the nonce of this page.
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)  # type: ignore[attr-defined]
        if obj:
            context.update(beside(obj, timezone.now()))
        if getattr(form, "overtaken", False):
            context["saved_meanwhile"] = form.differences()
            if not is_held_back(request):  # there errors are taken off: the next press brings this one
                form.overwrite_next_time()
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        """One that is there waits for save_related(), so that each time it is saved makes one version."""
        if not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ArticleForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.sign_off(request, form)
        for note in form.notes:
            messages.warning(request, note)
        if change:
            save_changed(form.instance, any(formset.has_changed() for formset in formsets))

    def sign_off(self, request: HttpRequest, form: ArticleForm) -> None:
        assert isinstance(request.user, User)
        for finding in form.signing:
            checks.sign_off(form.instance, finding, by=request.user, now=timezone.now())


def save_changed(article: Article, related: bool) -> None:
    """`related`: its sources or corrections are others, which readers see, too. Nothing new: no version."""
    now = timezone.now()
    before = Article.objects.values(*SAVED).get(pk=article.pk)
    if before == {name: getattr(article, name) for name in SAVED} and not article.change_note and not related:
        return
    if related:
        article.updated_at = now
    article.edition += 1
    article.save()
    addresses.keep_old(article, before["slug"], now)


def beside(article: Article, now: datetime) -> dict[str, Any]:
    """What stands above the form, about the article as it is saved."""
    saved: QuerySet[Article] = Article.objects.select_related("moved_to")
    article = saved.get(pk=article.pk)  # what was typed has gone into the one at hand
    return {
        "article": article,
        "standing": wording.standing(article, now),
        "verbs": suiting(article, now),
        "preview_address": settings.SITE_URL + previews.preview_path(article),
        "preview_ends": previews.ends(now),
    }
