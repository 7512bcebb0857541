from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.models import Practice
from content.models import RESERVED_SLUGS, Article, Topic
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


def test_byline_says_how_long_it_takes_to_read(make_article):
    def minutes(body):
        return Article(body=body).minutes()

    assert minutes("") == minutes("<p>" + "don't " * 230 + "</p>") == 1
    assert minutes("<p>well-known &amp; more</p>" * 77) == 1  # 231 with the tags' own words
    assert minutes("<p>one</p><p>two</p>" * 116) == 2


def test_last_change_is_told_where_it_was_on_a_later_day(client, make_article):
    article = make_article(slug="neck")
    for updated_at, told in [("2026-01-05T20:00Z", False), ("2026-01-07T03:00Z", True)]:
        Article.objects.filter(pk=article.pk).update(updated_at=updated_at)
        html = client.get("/articles/neck/").content.decode()
        assert ("Last changed" in html) is told
    assert '<time datetime="2026-01-06T22:00:00-05:00">January 6, 2026</time>' in html


def test_reviewer_and_next_review_only_where_entered(client, make_article):
    make_article(slug="ours")
    review = {"reviewed_by": "Ann Example, DC", "reviewed_on": "2026-02-03", "review_due_on": "2027-02-03"}
    make_article(slug="read", **review)
    make_article(slug="due", review_due_on="2027-02-03")

    pages = [client.get(f"/articles/{slug}/").content.decode() for slug in ("ours", "read", "due")]

    assert [("Reviewed by" in html, "Next review" in html) for html in pages] == [
        (False, False), (True, True), (False, True),
    ]  # fmt: skip
    when = '<time class="unbroken" datetime="2026-02-03">February 3, 2026</time>'
    assert f"<strong>Ann Example, DC</strong> {when}" in pages[1]


def test_sources_and_corrections_stand_below_the_text(client, make_article):
    article = make_article(slug="neck")
    bare = client.get("/articles/neck/").content.decode()
    assert 'id="sources"' not in bare
    assert 'id="corrections"' not in bare
    article.sources.create(title="Second", publisher="NIH", url="https://www.nih.gov/2", position=2)
    article.sources.create(title="First & best", publisher="CDC", url="https://www.cdc.gov/1", position=1)
    article.corrections.create(made_on="2026-02-03", text="We had said two weeks. It is six.")

    html = client.get("/articles/neck/").content.decode()

    parts = [
        "<p>Body 1.</p>",
        '<time datetime="2026-02-03">February 3, 2026</time>',
        "It is six.",
        ">First &amp; best</a>. CDC</li>",
        ">Second</a>. NIH</li>",
    ]
    assert sorted(parts, key=html.index) == parts
    assert html.count('<a href="https://www.cdc.gov/1" rel="noopener">') == 1


def test_related_are_of_the_same_topic_first_then_the_newest(client, make_article):
    knees = Topic.objects.create(name="Knees", slug="knees")
    make_article(title="Old knee", topic=knees)
    make_article(title="New knee", topic=knees, published_at="2026-03-01T12:00Z")
    make_article(title="Newer knee", topic=knees, published_at="2026-04-01T12:00Z")
    make_article(title="Old neck")
    make_article(title="Draft neck", **DRAFT)
    make_article(slug="neck", published_at="2026-05-01T12:00Z")

    related = client.get("/articles/neck/").context["related"]

    assert [article.title for article in related] == ["Old neck", "Newer knee", "New knee"]


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
    article = make_article()
    make_article()
    with django_assert_num_queries(5):
        client.get("/articles/article-1/")
    for number in range(29):
        make_article()
        article.sources.create(title=f"Source {number}", publisher="NIH", url="https://www.nih.gov/")
    with django_assert_num_queries(5):
        client.get("/articles/article-1/")


def test_reading_changes_nothing(client, make_article):
    make_article(slug="neck")

    assert client.post("/articles/neck/").status_code == 405
    assert client.head("/articles/neck/").status_code == 200
