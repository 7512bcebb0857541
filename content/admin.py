from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models

from clinic.lists import ReadableList
from content import picture_admin  # noqa: F401 - registers itself
from content.admin_checks import Checked, Flagged
from content.models import Article, Topic
from content.visits import VisitsCounted


@admin.register(Topic)
class TopicAdmin(ReadableList):
    list_display = ["name", "summary"]
    prepopulated_fields = {"slug": ["name"]}

    def view_on_site(self, obj: Topic) -> str:
        return obj.get_absolute_url()


@admin.register(Article)
class ArticleAdmin(Checked, VisitsCounted, ReadableList):
    list_display = ["title", "topic", "state", "published_at", "updated_at", "requests"]
    list_filter = ["state", Flagged, "topic"]
    list_select_related = ["topic"]
    search_fields = ["title", "summary", "body"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["updated_at", "requests"]
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 30})}}
    fieldsets = [
        (None, {"fields": ["title", "slug", "topic", "summary", "body", "author", "is_about_pain"]}),
        (None, {"fields": ["state", "published_at", "updated_at", "requests"]}),
    ]

    def view_on_site(self, obj: Article) -> str:
        return obj.get_absolute_url()
