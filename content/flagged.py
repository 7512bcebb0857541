"""Articles that patients can read and that somebody should look at (STANDARDS 4.3)."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from content.checks import FEWEST_SOURCES
from content.models import OUT, Article


def reasons(today: date) -> dict[str, Q]:
    """As content/checks.py says of the one at hand. `source_count` is from counted()."""
    return {
        "overdue": Q(review_due_on__lt=today),
        "reviewer": Q(reviewed_by=""),
        "sources": Q(source_count__lt=FEWEST_SOURCES),
    }


def counted(articles: QuerySet[Article]) -> QuerySet[Article]:
    return articles.alias(source_count=Count("sources", distinct=True))


def flagged(articles: QuerySet[Article], today: date, reason: str = "") -> QuerySet[Article]:
    """For one reason, or for any. What is scheduled is out soon, and counts."""
    every = reasons(today)
    wanted = every[reason] if reason else every["overdue"] | every["reviewer"] | every["sources"]
    return counted(articles).filter(wanted, state__in=OUT)


def numbers(today: date) -> dict[str, int]:
    """How many for each reason, and for `any`, in one query."""
    every = reasons(today)
    out = Article.objects.filter(state__in=OUT).annotate(source_count=Count("sources"))
    anything = every["overdue"] | every["reviewer"] | every["sources"]
    return out.aggregate(
        any=Count("pk", filter=anything), **{name: Count("pk", filter=one) for name, one in every.items()}
    )
