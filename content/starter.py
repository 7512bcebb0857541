from pathlib import Path

from django.utils import timezone

from content.models import Article, Topic

BODY = (Path(__file__).parent / "first_article.html").read_text(encoding="utf-8")


def load() -> None:
    """The first topic and article, published. Runs once in the life of a database (clinic/startup.py)."""
    topic, _created = Topic.objects.get_or_create(
        slug="hands-on-care",
        defaults={
            "name": "Hands-on care",
            "summary": "What is done by hand, what it is for, and how it may feel.",
        },
    )
    Article.objects.get_or_create(
        slug="myofascial-release-vs-massage",
        defaults={
            "title": "What is the difference between myofascial release and a massage?",
            "topic": topic,
            "summary": "A massage relaxes muscles over a broad area. Myofascial release works slowly, "
            "one spot at a time, on the thin tissue around them.",
            "body": BODY,
            "is_about_pain": True,
            "state": Article.State.PUBLISHED,
            "published_at": timezone.now(),
        },
    )
