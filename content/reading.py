from datetime import datetime
from typing import Any

from clinic.body import shown
from content import shelves
from content.models import Article


def page(article: Article, now: datetime) -> dict[str, Any]:
    """All that templates/content/article.html shows. A preview is the same, with `is_preview` or a `note`."""
    body, headings = shown(article.body)
    return {
        "article": article,
        "body": body,
        "headings": headings,
        "corrections": article.corrections.all(),
        "sources": article.sources.all(),
        "related": shelves.related(article, now),
    }
