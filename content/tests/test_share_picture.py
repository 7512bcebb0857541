"""The picture beside a link to an article, where somebody passes it on."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from clinic.tests.head import Head
from content.models import Picture

ADDRESS = "/articles/neck/share.png"


def told(client):
    """The address that the article's page tells, without the site's own."""
    head = Head(client.get("/articles/neck/").content.decode())
    address = urlsplit(head.meta["og:image"])
    return f"{address.path}?{address.query}"


def test_picture_is_what_the_page_says_and_may_be_kept_for_a_year(client, make_article):
    make_article(title="Stiff neck?", slug="neck")
    head = Head(client.get("/articles/neck/").content.decode())
    response = client.get(told(client))

    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies
    size = (int(head.meta["og:image:width"]), int(head.meta["og:image:height"]))
    assert Image.open(BytesIO(response.content)).size == size == (1200, 630)
    assert head.meta["og:image:alt"] == "Stiff neck?"


def test_another_title_has_another_address(client, make_article):
    article = make_article(slug="neck")
    before = told(client)
    article.title = "Another"
    article.save()

    assert told(client) != before
    assert client.get(before).headers["Cache-Control"] == "public, max-age=60"
    assert client.get(ADDRESS).content == client.get(told(client)).content


def test_picture_is_drawn_once_and_sent_once(client, make_article):
    make_article(slug="neck")
    first = client.get(told(client))
    with CaptureQueriesContext(connection) as queries:
        second = client.get(told(client))

    assert second.content == first.content
    assert [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    again = client.get(told(client), headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "draft", "published_at": None},
        {"state": "retired"},
        {"state": "scheduled", "published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_out_has_none(client, editor_client, make_article, changes):
    make_article(slug="neck", **changes)

    assert client.get(ADDRESS).status_code == 404
    assert editor_client.get(ADDRESS).status_code == 404


def test_a_picture_that_staff_chose_stands_instead(client, make_article, settings):
    chosen = Picture.objects.create(
        alt="A hand on a shoulder.",
        small=b"small",
        large=b"large",
        width=1000,
        height=500,
        digest="a" * 64,
        added_at=timezone.now(),
    )
    make_article(slug="neck", picture=chosen)
    head = Head(client.get("/articles/neck/").content.decode())

    address = f"{settings.SITE_URL}/articles/pictures/{'a' * 64}-1000.webp"
    assert {name: value for name, value in head.meta.items() if name.startswith("og:image")} == {
        "og:image": address,
        "og:image:width": "1000",
        "og:image:height": "500",
        "og:image:alt": "A hand on a shoulder.",
    }
    assert head.data[0]["@graph"][0]["image"] == address
    assert client.get(told(client).rstrip("?")).content == b"large"
