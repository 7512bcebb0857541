"""What the desk's forms send."""

from typing import Any

from content.models import Article

NO_INLINES = {
    f"{name}-{key}": value
    for name in ("sources", "corrections")
    for key, value in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}.items()
}


def form_of(article: Article, **changes: Any) -> dict[str, Any]:
    """As the page of this article sends it, with what was typed over it."""
    return {
        "title": article.title,
        "slug": article.slug,
        "topic": article.topic_id,
        "summary": article.summary,
        "body": article.body,
        "author": article.author,
        "seen": article.edition,
        **NO_INLINES,
        **changes,
    }


def change_page(article: Article) -> str:
    return f"/admin/content/article/{article.pk}/change/"
