"""The Atom feed, read as a feed reader does (RFC 4287)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid5
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from clinic.models import Practice
from content.models import Article
from content.tests.conftest import LONG_AGO

FEED = "/articles/feed/"
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client):
    response = client.get(FEED)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def text(element, name):
    """Of the one child of that name."""
    [child] = element.findall(ATOM + name.replace("/", f"/{ATOM}"))
    return child.text


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


def entries(client):
    return read(client).findall(f"{ATOM}entry")


def test_feed_and_entry_have_all_that_the_standard_asks_for(client, make_article, settings):
    site = settings.SITE_URL
    article = make_article(title="A & B <i>", slug="neck", summary="Ease & <b>rest</b>", author="A. Writer")
    changed = datetime(2026, 3, 9, 12, tzinfo=UTC)
    Article.objects.update(updated_at=changed)
    feed = read(client)

    assert feed.tag == f"{ATOM}feed"
    assert text(feed, "title") == "Articles | Knecht Chiropractic Center"
    assert text(feed, "subtitle") == "Plain answers to what patients ask Knecht Chiropractic Center."
    assert text(feed, "id") == f"urn:uuid:{Practice.load().uid}"
    assert links(feed) == {"self": f"{site}{FEED}", "alternate": f"{site}/articles/"}
    assert text(feed, "author/name") == "Knecht Chiropractic Center"
    assert parse_datetime(text(feed, "updated")) == changed

    [entry] = feed.findall(f"{ATOM}entry")
    assert text(entry, "title") == "A & B <i>"
    assert text(entry, "id") == uuid5(Practice.load().uid, f"article-{article.pk}").urn
    assert links(entry) == {"alternate": f"{site}/articles/neck/"}
    assert parse_datetime(text(entry, "published")) == LONG_AGO
    assert parse_datetime(text(entry, "updated")) == changed
    assert text(entry, "author/name") == "A. Writer"
    assert entry.find(f"{ATOM}summary").get("type") == "html"
    assert text(entry, "summary") == "Ease &amp; &lt;b&gt;rest&lt;/b&gt;"
    assert entry.find(f"{ATOM}category").get("term") == "Necks"


def test_a_move_to_another_domain_changes_no_id(client, make_article, settings):
    """A reader would show every article once more."""
    make_article(), make_article(slug="second")
    ids = []
    for site in ("https://clinic.example", "https://www.new-name.example"):
        settings.SITE_URL = site
        feed = read(client)
        ids.append([text(one, "id") for one in (feed, *feed.findall(f"{ATOM}entry"))])

    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


def test_feed_has_what_is_out_newest_first(client, make_article):
    make_article(title="Old")
    make_article(title="New", published_at="2026-03-01T12:00Z")
    make_article(title="Its time has come", state="scheduled", published_at="2026-02-01T12:00Z")
    make_article(title="Draft", state="draft", published_at=None)
    make_article(title="Review", state="review")
    make_article(title="Retired", state="retired")
    make_article(title="Soon", state="scheduled", published_at=timezone.now() + timedelta(days=1))

    assert [text(entry, "title") for entry in entries(client)] == ["New", "Its time has come", "Old"]


def test_id_stays_where_the_address_changes(client, make_article):
    article = make_article(slug="old")
    [before] = entries(client)
    article.slug = "new"
    article.save()
    [after] = entries(client)

    assert text(before, "id") == text(after, "id")
    assert (text(before, "updated"), links(before)) != (text(before, "updated"), links(after))
    assert text(before, "updated") == text(after, "updated")


def test_updated_moves_only_with_the_content(client, make_article):
    article = make_article()
    first = text(read(client), "updated")

    article.change_note = "For colleagues."
    article.save()
    assert text(read(client), "updated") == first
    Article.objects.update(updated_at=timezone.now() + timedelta(hours=1))
    assert text(read(client), "updated") > first


def test_an_empty_feed_says_the_same_each_time(client, db):
    assert entries(client) == []
    assert parse_datetime(text(read(client), "updated")) == datetime(2026, 1, 1, tzinfo=UTC)


def test_feed_is_sent_again_only_when_it_changed(client, make_article):
    make_article()
    first = client.get(FEED)

    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert not first.cookies
    assert client.get(FEED, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    make_article()
    assert client.get(FEED, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_addresses_are_the_sites_own_wherever_it_was_asked_for(client, make_article, settings):
    settings.ALLOWED_HOSTS = ["other.example"]
    make_article()

    assert "other.example" not in client.get(FEED, headers={"host": "other.example"}).content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_feed_asks_as_much_with_one_article_as_with_thirty(
    client, make_article, django_assert_num_queries, number
):
    Practice.load()
    for _ in range(number):
        make_article()
    with django_assert_num_queries(2):
        assert len(entries(client)) == min(number, 20)


def test_control_that_sql_wrote_breaks_no_feed(client, make_article):
    """PowerPoint's soft return: XML 1.0 has no way to say it."""
    make_article(title="Stiff neck")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE content_article SET title = %s", ["Stiff\x0bneck\ufffe"])
        cursor.execute("UPDATE content_topic SET name = %s", ["Neck\x0cand back"])

    [entry] = entries(client)
    assert text(entry, "title") == "Stiff neck"
    assert entry.find(f"{ATOM}category").get("term") == "Neck and back"
