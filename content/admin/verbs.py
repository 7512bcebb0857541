"""What can be done with an article: one class a verb, each one call of content/publishing.py.

Direct ones need nothing typed: the article's page has their button. Only POST changes anything.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from clinic.answers import answered, keeps_answers
from content import publishing, wording
from content.admin.forms import RetireForm, ScheduleForm, VerbForm
from content.errors import ContentError, Held
from content.models import Article

State = Article.State


def may_change(request: HttpRequest) -> None:
    if not request.user.has_perm("content.change_article"):
        raise PermissionDenied


def article_page(article: Article) -> HttpResponseRedirect:
    return redirect("admin:content_article_change", article.pk)


class Verb(View):
    name: ClassVar[str]
    label: ClassVar[str | Promise]
    explains: ClassVar[str | Promise] = ""
    to: ClassVar[State]
    direct: ClassVar[bool] = True
    form_class: ClassVar[type[VerbForm]] = VerbForm

    article: Article
    now: datetime

    @property
    def press(self) -> str:
        """The label without the "…" that says that something is asked for first."""
        return str(self.label).removesuffix(" …")

    @property
    def address(self) -> str:
        return f"admin:content_article_{self.name}"

    def act(self, answers: dict[str, Any]) -> Article:
        raise NotImplementedError

    @keeps_answers
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        may_change(request)
        self.now = timezone.now()
        self.article = get_object_or_404(Article.objects.select_related("moved_to"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.form_class(article=self.article))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form_class(request.POST, article=self.article)
        if not answered(request, form):
            return self.page(form)
        try:
            done = self.act(form.cleaned_data)
        except ContentError as refusal:
            return self.refused(form, refusal)
        messages.success(
            request,
            _("“%(title)s”: %(state)s.") % {"title": done.title, "state": wording.standing(done, self.now)},
        )
        return article_page(done)

    def refused(self, form: VerbForm, refusal: ContentError) -> HttpResponse:
        """A text that cannot be published is mended on its own page; all else beside what was typed."""
        if self.direct or isinstance(refusal, Held):
            for sentence in refusal.sentences:
                messages.error(self.request, sentence)
            return article_page(self.article)
        form.add_error(None, list(refusal.sentences))
        return self.page(form)

    def page(self, form: VerbForm) -> HttpResponse:
        return TemplateResponse(
            self.request,
            "admin/content/article/verb.html",
            {
                **admin.site.each_context(self.request),
                "title": self.press,
                "verb": self,
                "form": form,
                "article": self.article,
                "standing": wording.standing(self.article, self.now),
                "opts": Article._meta,
            },
        )


class Submit(Verb):
    name = "submit"
    label = gettext_lazy("Send to review")
    explains = gettext_lazy("A colleague or the clinician reads it next. Readers do not see it.")
    to = State.REVIEW

    def act(self, answers: dict[str, Any]) -> Article:
        return publishing.submit(self.article, seen=answers["seen"], now=self.now)


class Publish(Verb):
    name = "publish"
    label = gettext_lazy("Publish now")
    explains = gettext_lazy("Readers see it from now on, as it is saved.")
    to = State.PUBLISHED

    def act(self, answers: dict[str, Any]) -> Article:
        return publishing.publish(self.article, seen=answers["seen"], now=self.now)


class Schedule(Verb):
    name = "schedule"
    label = gettext_lazy("Schedule …")
    explains = gettext_lazy(
        "Readers see it from that time on, on the clinic’s clock. Nobody has to press anything then."
    )
    to = State.SCHEDULED
    direct = False
    form_class = ScheduleForm

    def act(self, answers: dict[str, Any]) -> Article:
        return publishing.schedule(self.article, answers["at"], seen=answers["seen"], now=self.now)


class Retire(Verb):
    name = "retire"
    label = gettext_lazy("Retire …")
    explains = gettext_lazy("Its address says that the article is gone, and what to read instead.")
    to = State.RETIRED
    direct = False
    form_class = RetireForm

    def act(self, answers: dict[str, Any]) -> Article:
        return publishing.retire(self.article, answers["moved_to"], seen=answers["seen"], now=self.now)


class Reopen(Verb):
    name = "reopen"
    label = gettext_lazy("Back to draft")
    explains = gettext_lazy("Readers do not see it any more until it is published again.")
    to = State.DRAFT

    def act(self, answers: dict[str, Any]) -> Article:
        return publishing.reopen(self.article, seen=answers["seen"], now=self.now)


VERBS: list[type[Verb]] = [Submit, Publish, Schedule, Retire, Reopen]


def suiting(article: Article, now: datetime) -> list[Verb]:
    return [verb() for verb in VERBS if publishing.can(article, verb.to, now)]
