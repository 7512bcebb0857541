import pytest

from content.models import Article


def test_editor_writes_and_publishes_an_article(editor_client, client, topic):
    form = {
        "title": "Stiff neck?",
        "slug": "stiff-neck",
        "topic": topic.pk,
        "summary": "What to try.",
        "body": "<p>Move.</p><script>alert(1)</script>",
        "author": "",
        "state": "published",
        "published_at_0": "",
        "published_at_1": "",
    }

    response = editor_client.post("/admin/content/article/add/", form)

    assert response.status_code == 302, response.context["errors"]
    assert Article.objects.get().body == "<p>Move.</p>"
    assert client.get("/articles/stiff-neck/").status_code == 200


def test_reserved_address_is_a_field_error(editor_client, topic):
    form = {
        "title": "T",
        "slug": "search",
        "topic": topic.pk,
        "summary": "S",
        "body": "<p>B</p>",
        "state": "draft",
    }

    response = editor_client.post("/admin/content/article/add/", form)

    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {
        "slug": ["“search” is a page of its own. Choose another address."]
    }


def test_article_links_to_its_page(editor_client, make_article):
    article = make_article(slug="neck")

    html = editor_client.get(f"/admin/content/article/{article.pk}/change/").content.decode()

    assert 'href="/articles/neck/" class="viewsitelink"' in html


@pytest.mark.parametrize(
    "query", ["state__exact=%00", "topic__id__exact=x", "published_at__year=99999999999999999999", "q=%00"]
)
def test_a_list_whose_address_cannot_be_read(editor_client, make_article, query):
    article = make_article()

    response = editor_client.get(f"/admin/content/article/?{query}", follow=True)

    assert response.status_code == 200
    assert article.title in response.content.decode()
