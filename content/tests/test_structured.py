"""What an article says to machines, and that it says no more than the page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from clinic.sharing import Words
from clinic.tests.head import Head
from content.models import Article

NAME = "Knecht Chiropractic Center"


def head_of(client, address):
    return Head(client.get(address).content.decode())


def described(client, slug):
    head = head_of(client, f"/articles/{slug}/")
    assert head.missing() == []
    [data] = head.data
    return data["@graph"][0]


def last_changed(article, moment):
    Article.objects.filter(pk=article.pk).update(updated_at=moment)


def test_article(client, make_article, settings):
    site = settings.SITE_URL
    article = make_article(title="Stiff neck?", slug="stiff", summary="What to try.")
    last_changed(article, datetime(2026, 3, 9, 12, tzinfo=UTC))
    [data] = head_of(client, "/articles/stiff/").data

    practice = {
        "@type": "MedicalClinic",
        "@id": f"{site}/#practice",
        "name": NAME,
        "url": f"{site}/",
    }
    assert data == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": ["Article", "MedicalWebPage"],
                "@id": f"{site}/articles/stiff/#article",
                "url": f"{site}/articles/stiff/",
                "mainEntityOfPage": f"{site}/articles/stiff/",
                "inLanguage": "en-us",
                "headline": "Stiff neck?",
                "description": "What to try.",
                "image": f"{site}/articles/stiff/share.png?v={Words('Stiff neck?', NAME).version}",
                "datePublished": "2026-01-05T09:30:00-05:00",
                "dateModified": "2026-03-09T08:00:00-04:00",
                "author": practice,
                "publisher": practice,
            },
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": "Home", "item": f"{site}/"},
                    {"@type": "ListItem", "position": 2, "name": "Articles", "item": f"{site}/articles/"},
                    {
                        "@type": "ListItem",
                        "position": 3,
                        "name": "Necks",
                        "item": f"{site}/articles/topics/necks/",
                    },
                    {
                        "@type": "ListItem",
                        "position": 4,
                        "name": "Stiff neck?",
                        "item": f"{site}/articles/stiff/",
                    },
                ],
            },
        ],
    }


def test_author_and_reviewer_where_they_are_entered(client, make_article):
    make_article(slug="neck", author="A. Writer", reviewed_by="Dr. R. Reader", reviewed_on="2026-02-03")
    data = described(client, "neck")

    assert data["author"] == {"@type": "Person", "name": "A. Writer"}
    assert data["reviewedBy"] == {"@type": "Person", "name": "Dr. R. Reader"}
    assert data["lastReviewed"] == "2026-02-03"


def test_nobody_saw_a_change_before_it_was_out(client, make_article):
    article = make_article(slug="neck")
    last_changed(article, article.published_at - timedelta(days=3))
    data = described(client, "neck")

    assert data["dateModified"] == data["datePublished"]


def test_what_is_typed_stays_inside(client, make_article):
    title = 'A & B "<!--" </script><script>alert(1)</script>'
    make_article(title=title, slug="neck", summary=title)
    html = client.get("/articles/neck/").content.decode()
    head = Head(html)

    assert html.count("</script>") == 1
    assert described(client, "neck")["headline"] == title
    assert (head.title, head.meta["description"]) == (f"{title} | {NAME}", title)
    assert (head.meta["og:title"], head.meta["og:type"]) == (head.title, "article")


def test_preview_says_nothing_to_machines(editor_client, make_article):
    make_article(slug="soon", published_at=timezone.now() + timedelta(days=1))
    head = head_of(editor_client, "/articles/soon/")

    assert not head.may_be_listed
    assert head.data == []
    assert set(head.meta) == {"viewport", "description", "robots", "theme-color"}
    assert "canonical" not in head.links


@pytest.mark.parametrize("address", ["/articles/", "/articles/topics/necks/", "/articles/article-1/"])
def test_trail_is_the_one_that_readers_see(client, make_article, settings, address):
    make_article()
    html = client.get(address).content.decode()
    [nav] = re.findall(r'<nav class="breadcrumbs".*?</nav>', html, re.S)
    seen = re.findall(r'<li(?: aria-current="page")?>(?:<a href="([^"]+)">)?([^<]+)', nav)

    data = Head(html).data[0]
    trail = data["@graph"][1] if "@graph" in data else data
    said = [
        (one["item"].removeprefix(settings.SITE_URL), one["name"])
        for one in trail["itemListElement"]
        if one["name"] != "Article 1"  # the heading right below
    ]
    assert said == [(path or address, name) for path, name in seen]


def test_each_page_of_the_library_is_one_of_its_own(client, make_article, settings):
    for _ in range(25):
        make_article()
    first, second = head_of(client, "/articles/?page=1"), head_of(client, "/articles/?page=2")

    assert first.links["canonical"] == f"{settings.SITE_URL}/articles/"
    assert second.links["canonical"] == second.meta["og:url"] == f"{settings.SITE_URL}/articles/?page=2"
    assert (first.title, first.meta["description"]) != (second.title, second.meta["description"])
