from typing import Any

from django import template
from django.utils import timezone

from content.models import Article

register = template.Library()


@register.inclusion_tag("content/_latest.html")
def latest_articles(count: int) -> dict[str, Any]:
    return {"articles": Article.objects.published(timezone.now()).select_related("topic")[:count]}
