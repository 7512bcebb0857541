from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from conftest import Browser
from content.models import Article, Topic

PROMISE = "<p>We guarantee relief.</p>"
HOLDS = (
    "“guarantee”: this reads as the promise of a result. Say what may help, or sign it off. "
    "The text says: “We guarantee relief.”"
)
LONG_AGO = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(name="Necks", slug="necks", summary="What helps a stiff neck.")


@pytest.fixture
def make_article(topic: Topic) -> Any:
    def make(**changes: Any) -> Article:
        number = Article.objects.count() + 1
        values: dict[str, Any] = {
            "title": f"Article {number}",
            "slug": f"article-{number}",
            "topic": topic,
            "summary": f"Summary {number}.",
            "body": f"<p>Body {number}.</p>",
            "state": Article.State.PUBLISHED,
            "published_at": LONG_AGO,
        }
        return Article.objects.create(**(values | changes))

    return make


@pytest.fixture
def editor_client(editor: User) -> Client:
    client = Browser()
    client.force_login(editor)
    return client
