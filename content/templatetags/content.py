from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from clinic.sharing import Picture
from clinic.structured import script
from content import flagged, shelves, structured
from content.models import Article
from content.opengraph import picture_of

register = template.Library()


@register.inclusion_tag("content/_latest.html")
def latest_articles(count: int) -> dict[str, Any]:
    return {"articles": shelves.published(timezone.now())[:count]}


@register.simple_tag(takes_context=True)
def share_picture(context: dict[str, Any], article: Article) -> Picture:
    return picture_of(article, context["practice"])


@register.simple_tag(takes_context=True)
def article_data(context: dict[str, Any], article: Article) -> SafeString:
    """What the page says to machines. Of a published one."""
    practice = context["practice"]
    return script(structured.page(article, practice, picture_of(article, practice).url))


@register.inclusion_tag("admin/content/article/_to_look_at.html", takes_context=True)
def articles_to_look_at(context: Context) -> dict[str, Any]:
    """One line on the first page, for whoever may change them; nothing for the others, and where none is."""
    if not context["user"].has_perm("content.change_article"):
        return {}
    return {"numbers": flagged.numbers(timezone.localdate())}
