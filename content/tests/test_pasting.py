# ruff: noqa: E501 - a clipboard reads better on one line
"""The editor asks the server what becomes of a clipboard."""

import pytest

from content.models import Article
from content.tests.pages import change_page, form_of

TIDY = "/admin/content/article/tidy/"
STRUCK = "Words that were struck out or deleted have been left out."


def test_what_is_pasted_comes_back_as_it_would_be_saved(editor_client):
    pasted = "<b style='font-weight:normal'><p>For <del>20</del> 10<sup>3</sup> <span style='font-weight:700'>s</span></p></b>"

    answer = editor_client.post(TIDY, {"html": pasted})

    assert answer.json() == {"html": "<p>For 10<sup>3</sup> <strong>s</strong></p>", "notes": [STRUCK]}


def test_what_cannot_be_tidied_is_refused_in_a_sentence(editor_client):
    answer = editor_client.post(TIDY, {"html": "<div>" * 900})

    assert (answer.status_code, answer.json()) == (
        400,
        {"refused": "Text: too many elements lie within each other. Paste it as plain text."},
    )


def test_saving_says_what_was_left_out(editor_client, make_article):
    article = make_article(state="draft", published_at=None)

    page = editor_client.post(
        change_page(article), form_of(article, body="<p>For <del>20</del> 10 minutes</p>"), follow=True
    )

    assert STRUCK in [str(message) for message in page.context["messages"]]
    article.refresh_from_db()
    assert article.body == "<p>For 10 minutes</p>"


@pytest.mark.parametrize("body", ["<div>" * 900, "a" * 1_000_001], ids=["deep", "long"])
def test_a_text_that_cannot_be_tidied_is_refused_and_stays_in_the_form(editor_client, make_article, body):
    article = make_article(state="draft", published_at=None)

    page = editor_client.post(change_page(article), form_of(article, body=body))

    form = page.context["adminform"].form
    assert list(form.errors) == ["body"]
    assert form["body"].value() == body
    assert Article.objects.get().body == article.body


def test_the_checks_read_what_would_be_saved(editor_client):
    typed = {"title": "T", "summary": "S.", "body": "<p>We <s>guarantee</s> care.</p><br" + "<br" * 500}

    answer = editor_client.post("/admin/content/article/check/", typed)

    assert answer.status_code == 200
    assert "guarantee" not in answer.content.decode()


def test_a_mark_of_a_note_does_not_hide_a_word_from_the_checks(editor_client):
    typed = {"title": "T", "summary": "S.", "body": "<p>We guarantee<sup>1</sup> care.</p>"}

    answer = editor_client.post("/admin/content/article/check/", typed)

    assert "promise of a result" in answer.content.decode()
