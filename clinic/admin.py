from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from clinic.admin_answers import AnswersKept
from clinic.lists import ReadableList
from clinic.models import LegalPage, Practice


@admin.register(Practice)
class PracticeAdmin(AnswersKept):
    """One row: the list goes straight to it."""

    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 6})},
    }
    fieldsets = [
        (None, {"fields": ["name", "phone"]}),
        (_("Where"), {"fields": ["street", "city", "state", "postal_code"]}),
        (_("Before a visit"), {"fields": ["how_to_find_us", "what_to_bring"]}),
        (_("Opening hours"), {"fields": ["hours_confirmed"]}),
        (_("Where patients can leave a review"), {"fields": ["google_review_url", "yelp_review_url"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Practice | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:clinic_practice_change", Practice.load().pk)


@admin.register(LegalPage)
class LegalPageAdmin(ReadableList):
    """One row a kind: none is added, none is deleted."""

    list_display = ["title", "state", "effective_on", "updated_at"]
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 30})}}
    readonly_fields = ["kind", "updated_at"]
    fieldsets = [
        (None, {"fields": ["kind", "title", "effective_on", "body"]}),
        (None, {"fields": ["state", "updated_at"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LegalPage | None = None) -> bool:
        return False

    def view_on_site(self, obj: LegalPage) -> str:
        return obj.get_absolute_url()
