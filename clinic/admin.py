from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from clinic.admin_answers import AnswersKept
from clinic.models import Practice


@admin.register(Practice)
class PracticeAdmin(AnswersKept):
    """One row: the list goes straight to it."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = [
        (None, {"fields": ["name", "phone"]}),
        (_("Where"), {"fields": ["street", "city", "state", "postal_code"]}),
        (_("Opening hours"), {"fields": ["hours_confirmed"]}),
        (_("Where patients can leave a review"), {"fields": ["google_review_url", "yelp_review_url"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Practice | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:clinic_practice_change", Practice.load().pk)
