from typing import Any

from django import template
from django.utils import timezone

from content import shelves

register = template.Library()


@register.inclusion_tag("content/_latest.html")
def latest_articles(count: int) -> dict[str, Any]:
    return {"articles": shelves.published(timezone.now())[:count]}
