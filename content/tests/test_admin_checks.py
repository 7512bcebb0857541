"""The panel beside an article's form, signing off, and the articles to look at."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils.html import strip_tags

from content.models import Article, SignOff, Source
from content.tests.pages import change_page, form_of

CHECK = "/admin/content/article/check/"
PROMISE = "We guarantee relief."
KEY = f"result {PROMISE}"
EASY = "<p>Move it a bit. Rest it a bit. Then do it all once more.</p>"


@pytest.fixture
def article(make_article):
    return make_article(title="A stiff neck", summary="What helps.", body=f"<p>{PROMISE}</p>{EASY}")


def panel(response):
    """Its lines, as they are read."""
    html = response.content.decode()
    found = re.search(r'<div id="checks-found">(.*?)</div>', html, re.S)
    text = strip_tags(found[1] if found else html)
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def offered(response):
    """What the buttons sign off."""
    return re.findall(r'name="_sign_off" value="([^"]*)"', response.content.decode())


UNSIGNED = [
    "1 thing holds publishing.",
    "Reading grade 0.0; 8 is the highest.",
    "Holds. “guarantee”: this reads as the promise of a result. Say what may help, or sign it off.",
    PROMISE,
    "Sign off",
    "To look at. No clinician has reviewed it.",
    "To look at. It names fewer than two sources.",
]


def test_the_form_has_the_checks_of_what_is_saved(editor_client, article):
    response = editor_client.get(change_page(article))

    assert panel(response) == UNSIGNED
    assert offered(response) == [KEY]


def test_a_new_article_can_be_checked_once_it_has_words(editor_client):
    assert panel(editor_client.get("/admin/content/article/add/")) == ["There are no words to check yet."]
    assert panel(editor_client.post(CHECK, {"title": " ", "body": "<p>&nbsp;</p>"})) == [
        "There are no words to check yet."
    ]

    assert panel(editor_client.post(CHECK, {"title": "Necks"}))[0] == "Nothing holds publishing."


def test_while_writing_it_answers_and_saves_nothing(editor_client, article):
    answers = {"article": article.pk, "title": "T", "summary": "S", "body": f"<p>It cures.</p>{EASY}"}

    response = editor_client.post(CHECK, answers)

    assert panel(response)[2:5] == [
        "Holds. “cures”: this reads as the promise of a result. Say what may help, or sign it off.",
        "It cures.",
        "Save it, then somebody can sign it off.",
    ]
    assert offered(response) == []
    article.refresh_from_db()
    assert article.title == "A stiff neck"


def test_what_is_saved_can_be_signed_off_while_writing(editor_client, article):
    answers = {"article": article.pk, "title": "T", "summary": "S", "body": article.body}

    assert offered(editor_client.post(CHECK, answers)) == [KEY]


def test_hard_sentences_are_shown_for_what_is_typed(editor_client):
    hard = "It necessitates comprehensive multidisciplinary consideration of functional limitations."

    response = editor_client.post(CHECK, {"body": f"<p>{hard}</p>"})

    assert panel(response)[-2:] == ["Sentences that are hard to read", hard]


def test_the_button_brings_the_page_back_as_typed_and_saves_nothing(editor_client, article):
    form = {"title": "Typed", "slug": "", "summary": "S", "body": f"<p>It cures.</p>{EASY}", "_check": ""}

    response = editor_client.post(change_page(article), form)

    assert response.status_code == 200
    assert panel(response)[3:5] == ["It cures.", "Save it, then somebody can sign it off."]
    assert response.context["adminform"].form["title"].value() == "Typed"
    assert response.context["errors"] == []
    article.refresh_from_db()
    assert (article.title, article.edition) == ("A stiff neck", 0)


def test_a_form_with_a_mistake_has_the_checks_of_what_is_typed(editor_client, article):
    """Nothing of it can be signed off: the words that are saved are others."""
    form = {"title": "", "slug": "", "summary": "S", "body": f"<p>It cures.</p>{EASY}"}

    response = editor_client.post(change_page(article), form)

    assert offered(response) == []
    assert panel(response)[3] == "It cures."


# Signing off


def sign_off(client, article, key):
    """As the script does. The panel that comes back."""
    return panel(client.post(CHECK, {"article": article.pk, "_sign_off": key}))


def test_editor_signs_off(editor_client, editor, article, now):
    assert sign_off(editor_client, article, KEY)[0] == "Nothing holds publishing."

    signed = SignOff.objects.get()
    assert (signed.article, signed.rule, signed.words) == (article, "result", PROMISE)
    assert (signed.signed_by, signed.signed_at) == (editor, now)
    page = editor_client.get(change_page(article))
    assert panel(page)[0] == "Nothing holds publishing."
    assert panel(page)[2:5] == [
        "Signed off. “guarantee”: this reads as the promise of a result. Say what may help, or sign it off.",
        PROMISE,
        "Eddie Page, June 1, 2026, 10 a.m.",
    ]
    assert offered(page) == []


def test_without_the_script_what_is_typed_stays(editor_client, article):
    form = form_of(article, title="Typed", _sign_off=KEY)

    response = editor_client.post(change_page(article), form)

    assert panel(response)[0] == "Nothing holds publishing."
    assert response.context["adminform"].form["title"].value() == "Typed"
    article.refresh_from_db()
    assert (article.title, article.edition, article.sign_offs.count()) == ("A stiff neck", 0, 1)


def test_the_first_who_signs_off_stays(editor_client, manager, article, now):
    SignOff.objects.create(
        article=article, rule="result", words=PROMISE, signed_by=manager, signed_at=article.updated_at
    )

    sign_off(editor_client, article, KEY)

    assert SignOff.objects.get().signed_by == manager


@pytest.mark.parametrize(
    "finding", ["", "result", "result It cures.", "reviewer ", "offer Your exam is free.", "result \x00"]
)
def test_what_is_not_asked_cannot_be_signed_off(editor_client, article, finding):
    Article.objects.update(body=f"{article.body}<p>Your exam is free.</p>")

    said = sign_off(editor_client, article, finding)

    assert said[2] == "The text that is saved does not say that any more. Nothing was signed off."
    assert not SignOff.objects.exists()


# Articles to look at


@pytest.fixture
def library(make_article, now):
    """One of each kind, told by its title."""
    reviewed = {"reviewed_by": "Paula Hand, DC", "reviewed_on": date(2026, 5, 4)}
    kinds: dict[str, dict[str, Any]] = {
        "Fine": {"review_due_on": date(2026, 6, 1), **reviewed},
        "Overdue": {"review_due_on": date(2026, 5, 31), **reviewed},
        "Not reviewed": {},
        "One source": {"state": "scheduled", **reviewed},
        "Draft": {"state": "draft"},
    }
    for title, changes in kinds.items():
        article = make_article(title=title, **changes)
        for _number in range(1 if title == "One source" else 2):
            Source.objects.create(article=article, title="S", publisher="NIH", url="https://www.nih.gov/")


@pytest.mark.parametrize(
    ("look", "titles"),
    [
        ("any", ["Not reviewed", "One source", "Overdue"]),
        ("overdue", ["Overdue"]),
        ("reviewer", ["Not reviewed"]),
        ("sources", ["One source"]),
        ("else", ["Draft", "Fine", "Not reviewed", "One source", "Overdue"]),
    ],
)
def test_list_of_articles_to_look_at(editor_client, library, look, titles):
    response = editor_client.get(f"/admin/content/article/?look={look}")

    assert sorted(one.title for one in response.context["cl"].queryset) == titles


def first_page(client, user: User):
    client.force_login(user)
    text = " ".join(strip_tags(client.get("/admin/").content.decode()).split())
    return re.findall(r"\d articles? to look at: [^.]*\.", text)


@pytest.mark.parametrize("person", ["editor", "manager"])
def test_first_page_counts_them(client, request, library, person):
    assert first_page(client, request.getfixturevalue(person)) == [
        "3 articles to look at: review overdue 1, no reviewer 1, fewer than two sources 1."
    ]


def test_first_page_says_nothing_to_the_front_desk(client, receptionist, library):
    assert first_page(client, receptionist) == []


def test_first_page_says_nothing_where_all_is_well(client, editor, library):
    Article.objects.exclude(title="Fine").update(state="draft")

    assert first_page(client, editor) == []
