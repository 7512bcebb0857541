"""The checks beside the article's form: as it is stored, while it is written, and who has signed what off.

ArticleAdmin takes them by inheriting from Checked; templates/admin/content/article/_checks.html shows them.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clinic.admin_answers import AnswersKept, OnlyShown, forget_errors
from clinic.answers import is_held_back
from clinic.body import sanitized
from clinic.reading import lines
from content import checks, flagged
from content.models import Article

TYPED = ["title", "summary", "body"]
SEEN = ["pk", *TYPED, "reviewed_by", "review_due_on"]


class Checked(AnswersKept):
    def get_urls(self) -> list[URLPattern]:
        check = self.admin_site.admin_view(require_POST(self.check_view))
        return [path("check/", check, name="content_article_check"), *super().get_urls()]

    def check_view(self, request: HttpRequest) -> HttpResponse:
        """The panel for what is typed so far. Saves nothing of it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        number = request.POST.get("article", "")
        stored = get_object_or_404(Article, pk=number) if number.isdecimal() else None
        shown = {"refused": signed_off(request, stored), "checks": panel(stored, request.POST)}
        return render(request, "admin/content/article/_found.html", shown)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if only_checks(request) and not is_held_back(request):
            return type(form.__name__, (OnlyShown, form), {})
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if only_checks(request):
            forget_errors(context)
        stored = context.get("original")
        if request.method == "POST":
            # The form has put what is typed into the one at hand.
            stored = Article.objects.get(pk=stored.pk) if stored else None
            if not is_held_back(request):
                context["refused"] = signed_off(request, stored)
            context["checks"] = panel(stored, request.POST)
        else:
            context["checks"] = panel(stored)
        return super().render_change_form(request, context, *args, **kwargs)


def only_checks(request: HttpRequest) -> bool:
    """A button of the panel without JavaScript: the page comes back as typed, and nothing of it is saved."""
    return request.method == "POST" and not {"_check", "_sign_off"}.isdisjoint(request.POST)


def signed_off(request: HttpRequest, stored: Article | None) -> str:
    """What `_sign_off` names: the key of a finding in the text as it is stored. Says why not, if not."""
    if stored is None or "_sign_off" not in request.POST:
        return ""
    asked = {one.key: one for one in checks.findings(stored) if one.kind == checks.Kind.ASKS}
    if not (finding := asked.get(request.POST["_sign_off"])):
        return _("The text that is saved does not say that any more. Nothing was signed off.")
    assert isinstance(request.user, User)
    checks.sign_off(stored, finding, by=request.user, now=timezone.now())
    return ""


def panel(stored: Article | None, typed: Any = None) -> dict[str, Any]:
    """What templates/admin/content/article/_found.html shows. `typed` has what the form says of TYPED.

    What is typed can be signed off once it is saved: else somebody would answer for words that never were.
    """
    text = Article(**{name: getattr(stored, name) for name in SEEN}) if stored else Article()
    for name in TYPED if typed is not None else []:
        setattr(text, name, typed.get(name, getattr(text, name)))
    text.body = as_saved(text.body)
    has_words = bool(f"{text.title}{text.summary}{lines(text.body)}".strip())
    found = checks.findings(text) if has_words else []
    saved = {one.key for one in checks.findings(stored)} if stored else set()
    return {
        "article": stored,
        "has_words": has_words,
        "found": found,
        "holding": [one for one in found if one.holds],
        "unsaved": [one.key for one in found if one.key not in saved],
        "grade": checks.reading_grade(text.body),
        "highest_grade": checks.HIGHEST_GRADE,
        "hard": checks.hard_sentences(text.body),
    }


def as_saved(body: str) -> str:
    """Of one that is refused there is nothing to check: the form says so."""
    try:
        return sanitized(body)
    except ValidationError:
        return ""


class Flagged(admin.SimpleListFilter):
    title = gettext_lazy("what needs a look")
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("any", _("All that need a look")),
            ("overdue", _("Review overdue")),
            ("reviewer", _("No reviewer")),
            ("sources", _("Fewer than two sources")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article] | None:
        reason = self.value()
        if reason not in dict(self.lookup_choices):
            return queryset
        return flagged.flagged(queryset, timezone.localdate(), "" if reason == "any" else reason or "")
