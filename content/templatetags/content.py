from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from content import flagged
from content.models import Article

register = template.Library()


@register.inclusion_tag("content/_latest.html")
def latest_articles(count: int) -> dict[str, Any]:
    return {"articles": Article.objects.published(timezone.now()).select_related("topic")[:count]}


@register.inclusion_tag("admin/content/article/_to_look_at.html", takes_context=True)
def articles_to_look_at(context: Context) -> dict[str, Any]:
    """One line on the first page, for whoever may change them; nothing for the others, and where none is."""
    if not context["user"].has_perm("content.change_article"):
        return {}
    return {"numbers": flagged.numbers(timezone.localdate())}
