"""Two people on one article: the second is told, and nothing is overwritten unseen."""

from threading import Thread
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction

from clinic.staff.tests.people import come_back, end_idle
from clinic.tests.database import until_it_waits
from conftest import Browser
from content.tests.pages import change_page, form_of
from content.versions import events
from content.wording import when


def test_the_second_is_told_and_keeps_what_was_typed(editor_client, head, make_article, now):
    article = make_article(body="<p>Old.</p>")
    opened = form_of(article)
    head.post(change_page(article), {**opened, "body": "<p>The manager's.</p>"})

    response = editor_client.post(change_page(article), {**opened, "body": "<p>Mine.</p>", "title": "Mine"})

    form = response.context["adminform"].form
    saved_at = when(events(article).latest("pgh_id").pgh_created_at)  # on PostgreSQL's clock
    assert form.errors == {
        "__all__": [f"Mona Head saved this article on {saved_at}. Nothing of yours was saved."]
    }
    assert (form["body"].value(), form["title"].value()) == ("<p>Mine.</p>", "Mine")
    assert response.context["saved_meanwhile"] == [
        ("Title", "Article 1", False),
        ("Text", "<p>The manager's.</p>", True),
    ]
    article.refresh_from_db()
    assert (article.body, article.edition) == ("<p>The manager's.</p>", 1)


def test_saved_again_after_seeing_it(editor_client, head, make_article, now):
    article = make_article()
    opened = form_of(article, body="<p>Mine.</p>")
    head.post(change_page(article), {**opened, "body": "<p>The manager's.</p>"})
    response = editor_client.post(change_page(article), opened)

    seen = response.context["adminform"].form["seen"].value()
    response = editor_client.post(change_page(article), {**opened, "seen": seen})

    assert response.status_code == 302
    article.refresh_from_db()
    assert (article.body, article.edition) == ("<p>Mine.</p>", 2)


def test_a_button_pressed_since_counts_as_well(editor_client, head, make_article, now):
    article = make_article(state="draft", published_at=None)
    head.post(f"/admin/content/article/{article.pk}/publish/", {"seen": 0})

    response = editor_client.post(change_page(article), form_of(article, title="Mine"))

    assert response.context["saved_meanwhile"] == [("Title", "Article 1", False)]
    article.refresh_from_db()
    assert article.title == "Article 1"


def test_a_source_added_since_counts_as_well(editor_client, head, make_article, now):
    article = make_article()
    source = {
        "sources-TOTAL_FORMS": "1",
        "sources-0-title": "Low back pain",
        "sources-0-publisher": "NIH",
        "sources-0-url": "https://www.niams.nih.gov/",
        "sources-0-position": "0",
    }
    head.post(change_page(article), form_of(article, **source))

    assert editor_client.post(change_page(article), form_of(article, title="Mine")).status_code == 200


def test_saving_nothing_new_leaves_no_version(editor_client, make_article):
    article = make_article(body="<p>One.</p>\n<p>Two.</p>")

    response = editor_client.post(change_page(article), form_of(article, body="<p>One.</p>\r\n<p>Two.</p>"))

    assert response.status_code == 302
    article.refresh_from_db()
    assert article.edition == 0


def test_told_also_when_the_form_came_back_after_signing_in_again(editor, head, make_article):
    """It comes back without its errors: what the colleague saved is said when the button is pressed."""
    article = make_article()
    client = Browser()
    client.force_login(editor)
    typed = form_of(article, title="Mine", whose=editor.pk)
    end_idle(client, editor, change_page(article), urlencode(typed))
    head.post(change_page(article), form_of(article, title="The manager's"))

    page = come_back(client, editor, change_page(article))
    seen = page.context["adminform"].form["seen"].value()
    response = client.post(change_page(article), {**typed, "seen": seen})

    assert response.context["saved_meanwhile"] == [("Title", "The manager's", False)]


@pytest.mark.django_db(transaction=True)
def test_an_address_that_becomes_an_old_one_meanwhile_is_refused(editor_client, head, make_article):
    first, second = make_article(title="First", slug="a"), make_article(slug="c")
    errors = []

    def take() -> None:
        response = head.post(change_page(second), form_of(second, slug="a"))
        errors.append(response.context["adminform"].form.errors)
        connection.close()

    taking = Thread(target=take)
    with transaction.atomic():
        editor_client.post(change_page(first), form_of(first, slug="b"))
        taking.start()
        until_it_waits(taking)
    taking.join()

    assert errors == [{"slug": ["“a” was the address of “First” and still leads there. Choose another one."]}]
