"""The editor of an article's text: django-prose-editor's, with what an article may hold."""

import json
from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms import Script
from django.urls import reverse
from django.utils.translation import gettext as _
from django_prose_editor.widgets import prose_editor_admin_media
from js_asset import ImportMap, Media

from clinic.body import DRAWINGS
from content.models import Picture

MOST_PICTURES = 200  # the newest


class BodyEditor(AdminTextareaWidget):
    """A plain field of HTML without JavaScript; static/js/article-editor.js makes an editor of it."""

    def __init__(self) -> None:
        super().__init__({"rows": 30})

    @property
    def media(self) -> Media:
        return prose_editor_admin_media + Media(
            importmap=ImportMap({"article-editor/pasted": "js/pasted.js"}),
            css={"all": ["css/article-editor.css"]},
            js=[Script("js/article-editor.js", type="module")],
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-article-editor"] = json.dumps(
            {"figures": figures(), "words": words(), "tidy": reverse("admin:content_article_tidy")}
        )
        return context


def figures() -> list[dict[str, str]]:
    """What a figure can show. All have words for those who cannot see them."""
    pictures = Picture.objects.values_list("digest", "alt")[:MOST_PICTURES]
    return [
        *({"drawing": name, "label": _("Drawing: %(name)s") % {"name": name}} for name in sorted(DRAWINGS)),
        *({"picture": digest, "label": alt} for digest, alt in pictures),
    ]


def words() -> dict[str, str]:
    """What the buttons of our own say, and the editor to a screen reader."""
    return {
        "toolbar": _("Text"),
        "box": _("Pull-out box"),
        "figure": _("Figure"),
        "figureShows": _("What it shows"),
        "insert": _("Insert"),
        "caption": _("Caption of the table"),
        "save": _("Keep"),
        "pasting": _("Pasting…"),
        "notPasted": _("Nothing was pasted: no answer came. Check that you are signed in, and paste again."),
    }
