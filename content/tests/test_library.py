import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.models import Practice
from content.models import Article, Topic

DRAFT = {"state": Article.State.DRAFT, "published_at": None}


def titles(response):
    return [article.title for article in response.context["articles"]]


def test_library_shows_what_is_published_newest_first(client, make_article):
    make_article(title="Old")
    make_article(title="Draft", **DRAFT)
    make_article(title="New", published_at="2026-03-01T12:00Z")

    response = client.get("/articles/")

    assert titles(response) == ["New", "Old"]
    assert response.headers["Cache-Control"] == "public, max-age=60"


def test_empty_library(client, db):
    assert "There are no articles yet." in client.get("/articles/").content.decode()


def test_topic_shows_its_own(client, make_article):
    knees = Topic.objects.create(name="Knees", slug="knees")
    make_article(title="Neck")
    make_article(title="Knee", topic=knees)
    make_article(title="Knee, draft", topic=knees, **DRAFT)

    assert titles(client.get("/articles/topics/knees/")) == ["Knee"]
    assert client.get("/articles/topics/hips/").status_code == 404


def test_home_shows_the_latest_three(client, make_article):
    for _ in range(4):
        make_article()

    html = client.get("/").content.decode()

    assert [number for number in range(1, 5) if f">Article {number}</a></h3>" in html] == [2, 3, 4]


@pytest.mark.parametrize("address", ["/", "/articles/", "/articles/topics/necks/", "/sitemap.xml"])
def test_page_asks_as_much_with_one_article_as_with_thirty(
    client, make_article, django_assert_num_queries, address
):
    Practice.load()
    make_article()
    with CaptureQueriesContext(connection) as with_one:
        client.get(address)
    for _ in range(29):
        make_article()
    with django_assert_num_queries(len(with_one)):
        client.get(address)


@pytest.mark.parametrize("address", ["/articles/", "/articles/topics/necks/"])
def test_a_list_asks_four_times(client, make_article, django_assert_num_queries, address):
    """For how many, for the page, for the topics or the topic, and for the practice."""
    Practice.load()
    make_article()
    with django_assert_num_queries(4):
        client.get(address)


@pytest.mark.parametrize("address", ["/articles/", "/articles/topics/necks/"])
def test_pages_of_twenty_four(client, make_article, address):
    for _ in range(25):
        make_article()

    first, second = client.get(address), client.get(f"{address}?page=2")

    assert [len(titles(page)) for page in (first, second)] == [24, 1]
    assert 'rel="next" href="?page=2"' in first.content.decode()
    html = second.content.decode()
    assert 'rel="prev" href="?page=1"' in html
    assert "page 2" in html.partition("</title>")[0]
    assert {
        client.get(f"{address}?page={odd}").status_code for odd in ("0", "3", "x", "9" * 5000, "%00", "")
    } == {404}


def test_cards_say_topic_and_reading_time(client, make_article):
    make_article(body="<p>word</p>" * 231)
    knees = Topic.objects.create(name="Knees", slug="knees")
    make_article(topic=knees)

    html = client.get("/articles/").content.decode()

    assert html.count("2 minutes to read") == html.count("1 minute to read") == 1
    assert '<a href="/articles/topics/knees/">Knees <span class="muted">1 article</span></a>' in html


def test_sitemap_lists_what_is_public(client, make_article, settings):
    make_article(slug="seen")
    make_article(slug="unseen", **DRAFT)
    Topic.objects.create(name="Empty", slug="empty")

    xml = client.get("/sitemap.xml").content.decode()

    found = [part.partition("</loc>")[0].removeprefix(settings.SITE_URL) for part in xml.split("<loc>")[1:]]
    assert found == [
        "/",
        "/articles/",
        "/book/",
        "/articles/seen/",
        "/articles/topics/necks/",
    ]


def test_sitemap_says_when_the_content_changed(client, make_article, settings):
    """What is out by its own time is in it; its content was not seen before that."""
    changed, due = datetime(2026, 2, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC)
    make_article(slug="changed")
    make_article(slug="due", state="scheduled", published_at=due)
    make_article(slug="soon", state="scheduled", published_at=timezone.now() + timedelta(days=1))
    make_article(slug="retired", state="retired")
    make_article(slug="in-review", state="review")
    Article.objects.update(updated_at=changed)

    assert lastmods(client, settings) == {
        "/articles/changed/": "2026-02-01",
        "/articles/due/": "2026-03-01",
        "/articles/topics/necks/": "2026-03-01",
    }
    article = Article.objects.get(slug="due")
    article.change_note = "For colleagues."
    article.save()
    assert lastmods(client, settings)["/articles/due/"] == "2026-03-01"


def lastmods(client, settings):
    xml = client.get("/sitemap.xml").content.decode()
    found = re.findall("<loc>([^<]+)</loc><lastmod>([^<]+)</lastmod>", xml)
    return {address.removeprefix(settings.SITE_URL): changed for address, changed in found}
