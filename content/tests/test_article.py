from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.models import Practice
from content.models import RESERVED_SLUGS, Article
from content.tests.conftest import LONG_AGO

DRAFT = {"state": Article.State.DRAFT, "published_at": None}


def test_page(client, make_article):
    make_article(
        title="Stiff neck?", slug="stiff-neck", summary="What to try.", body="<h2>First</h2><p>Move.</p>"
    )

    response = client.get("/articles/stiff-neck/")

    assert response.status_code == 200
    html = response.content.decode()
    assert "<title>Stiff neck? | Knecht Chiropractic Center</title>" in html
    assert '<meta name="description" content="What to try.">' in html
    assert html.count("<h1>Stiff neck?</h1>") == html.count("<h1") == 1
    assert '<h2 id="first">First</h2><p>Move.</p>' in html
    assert '<time datetime="2026-01-05T09:30:00-05:00">January 5, 2026</time>' in html
    assert '<li><a href="/articles/topics/necks/">Necks</a></li>' in html
    assert '<a class="button" href="/book/?article=stiff-neck">Book an evaluation</a>' in html
    assert "Call 911" not in html


def test_article_about_pain_says_when_to_call_911(client, make_article):
    make_article(slug="back-pain", is_about_pain=True)

    html = client.get("/articles/back-pain/").content.decode()

    assert html.count('<a href="#emergency">') == html.count('<h2 id="emergency">') == 1


def test_byline_names_the_author_or_the_practice(client, make_article):
    make_article(slug="ours")
    make_article(slug="theirs", author="A. Writer")

    assert '<p class="byline">Knecht Chiropractic Center<' in client.get("/articles/ours/").content.decode()
    assert '<p class="byline">A. Writer<' in client.get("/articles/theirs/").content.decode()


def test_page_is_sent_again_only_when_it_changed(client, make_article):
    article = make_article(slug="neck")
    first = client.get("/articles/neck/")
    etag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert not first.cookies

    assert client.get("/articles/neck/", headers={"if-none-match": etag}).status_code == 304

    article.body = "<p>New.</p>"
    article.save()
    assert client.get("/articles/neck/", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("changes", [DRAFT, {"published_at": timezone.now() + timedelta(days=1)}])
def test_unpublished_is_for_staff_alone(client, editor_client, make_article, changes):
    make_article(slug="soon", **changes)

    assert client.get("/articles/soon/").status_code == 404
    preview = editor_client.get("/articles/soon/")
    assert preview.status_code == 200
    assert preview.headers["Cache-Control"] == "no-store"
    assert "ETag" not in preview.headers
    assert "Only staff see this page" in preview.content.decode()


def test_published_and_is_published_agree(make_article):
    now = timezone.now()
    articles = [
        make_article(published_at=now - timedelta(seconds=1)),
        make_article(published_at=now),
        make_article(published_at=now + timedelta(seconds=1)),
        make_article(**DRAFT),
        make_article(state=Article.State.DRAFT, published_at=LONG_AGO),
    ]

    assert [article.is_published(now) for article in articles] == [True, True, False, False, False]
    assert set(Article.objects.published(now)) == set(articles[:2])


def test_publishing_fills_in_the_time(make_article):
    before = timezone.now()
    article = make_article(published_at=None)

    assert before <= article.published_at <= timezone.now()


def test_body_is_sanitized_when_saved(make_article):
    article = make_article(body="<p>a</p><script>alert(1)</script>")

    article.refresh_from_db()
    assert article.body == "<p>a</p>"


def test_updated_at_moves_only_with_the_content(make_article):
    article = make_article(**DRAFT)
    first = article.updated_at

    article.state = Article.State.PUBLISHED
    article.save()
    assert article.updated_at == first

    article.summary = "Another."
    article.save()
    assert article.updated_at > first


@pytest.mark.parametrize("slug", RESERVED_SLUGS)
def test_reserved_addresses_are_refused(make_article, slug):
    article = make_article()
    article.slug = slug

    with pytest.raises(ValidationError) as refused:
        article.full_clean()
    assert refused.value.message_dict == {"slug": [f"“{slug}” is a page of its own. Choose another address."]}
    with pytest.raises(IntegrityError, match="article_slug_not_reserved"), transaction.atomic():
        article.save()


def test_database_refuses_a_published_article_without_a_time(make_article):
    make_article()

    with pytest.raises(IntegrityError, match="article_published_has_time"), transaction.atomic():
        Article.objects.update(published_at=None)


def test_page_asks_as_much_with_one_article_as_with_thirty(client, make_article, django_assert_num_queries):
    Practice.load()
    make_article()
    with django_assert_num_queries(2):
        client.get("/articles/article-1/")
    for _ in range(29):
        make_article()
    with django_assert_num_queries(2):
        client.get("/articles/article-1/")


def test_reading_changes_nothing(client, make_article):
    make_article(slug="neck")

    assert client.post("/articles/neck/").status_code == 405
    assert client.head("/articles/neck/").status_code == 200
