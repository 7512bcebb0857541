"""Where an article was: its old addresses, and what is left of one that was retired."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.models import Practice
from content.models import Article, OldAddress, Topic

RETIRED = {"state": Article.State.RETIRED}


def test_old_address_leads_to_the_present_one_for_good(client, make_article):
    article = make_article(slug="new")
    OldAddress.objects.create(slug="old", article=article)

    response = client.get("/articles/old/")

    assert (response.status_code, response.headers["Location"]) == (301, "/articles/new/")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert client.get("/articles/older/").status_code == 404


def test_an_article_at_an_old_address_of_another_wins(client, make_article):
    OldAddress.objects.create(slug="old", article=make_article())
    make_article(slug="old", title="Its heir")

    assert "<h1>Its heir</h1>" in client.get("/articles/old/").content.decode()


def test_old_address_tells_nothing_of_a_draft(client, make_article):
    draft = make_article(slug="secret", state=Article.State.DRAFT)
    OldAddress.objects.create(slug="old", article=draft)

    assert client.get("/articles/old/").status_code == 404


def test_retired_says_so_and_what_to_read_instead(client, make_article, topic):
    better = make_article(title="Better")
    make_article(title="Of the same topic")
    make_article(slug="worse", title="Worse", moved_to=better, **RETIRED)

    response = client.get("/articles/worse/")

    assert response.status_code == 410
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    html = response.content.decode()
    assert "<h1>We took this article down</h1>" in html
    assert "“Worse” is not one of our articles any more." in html
    assert '<meta name="robots" content="noindex">' in html
    assert '<h2 id="instead">Read this now</h2>' in html
    assert ">Better</a></h3>" in html
    assert "Of the same topic" not in html
    assert 'action="/articles/search/"' in html


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_retired_points_to_its_topic_where_nothing_took_its_place(client, make_article, state):
    other_topic = Topic.objects.create(name="Knees", slug="knees")
    make_article(title="Knee", topic=other_topic)
    make_article(title="Neck")
    make_article(slug="worse", moved_to=make_article(title="Not out", state=state), **RETIRED)

    html = client.get("/articles/worse/").content.decode()

    assert '<h2 id="instead">Other articles on Necks</h2>' in html
    assert ">Neck</a></h3>" in html
    assert [one for one in ("Knee", "Not out") if one in html] == []
    assert '<li><a href="/articles/topics/necks/">Necks</a></li>' in html


@pytest.mark.parametrize("published_at", [None, timezone.now() + timedelta(days=1)])
def test_what_was_never_out_is_not_gone_but_unknown(client, make_article, published_at):
    make_article(slug="never", published_at=published_at, **RETIRED)

    assert client.get("/articles/never/").status_code == 404


def test_staff_still_read_what_was_retired(editor_client, make_article):
    make_article(slug="worse", **RETIRED)

    assert "Only staff see this page" in editor_client.get("/articles/worse/").content.decode()


def test_retired_page_asks_as_much_with_one_article_as_with_thirty(
    client, make_article, django_assert_num_queries
):
    Practice.load()
    make_article(slug="worse", **RETIRED)
    make_article()
    with django_assert_num_queries(3):
        client.get("/articles/worse/")
    for _ in range(29):
        make_article()
    with django_assert_num_queries(3):
        client.get("/articles/worse/")
