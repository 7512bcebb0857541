from django.contrib import admin

from clinic.lists import ReadableList
from content.models import Topic


@admin.register(Topic)
class TopicAdmin(ReadableList):
    list_display = ["name", "summary"]
    prepopulated_fields = {"slug": ["name"]}

    def view_on_site(self, obj: Topic) -> str:
        return obj.get_absolute_url()
