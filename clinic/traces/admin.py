"""One page for managers. Nothing here can be added, changed or deleted."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic.traces import looks, timeline, words
from clinic.traces.forms import TracesForm
from clinic.traces.models import Look


@admin.register(Look)
class LookAdmin(admin.ModelAdmin):
    """Its list is the page, and it has no other."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.changelist_view))
        return [path("", view, name="traces_look_changelist")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TracesForm(request.GET)
        shown = timeline.Page([], None, None)
        entries: list[words.Entry] = []
        if form.is_valid():
            before, after = (timeline.key_from(request.GET.get(name, "")) for name in ("before", "after"))
            shown = timeline.page(form.search, before=before, after=after)
            entries = words.entries(shown.rows, about_one_patient=form.search.patients is not None)
            references = {reference for entry in entries for reference in entry.references}
            looks.record(request, looks.Action.TRACED, references, form.in_words())
        typed = [(name, value) for name, value in request.GET.items() if name in form.fields and value]
        return TemplateResponse(
            request,
            "admin/traces/timeline.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Who saw and changed what"),
                "form": form,
                "typed": typed,
                "entries": entries,
                "older": str(shown.older or ""),
                "newer": str(shown.newer or ""),
            },
        )
