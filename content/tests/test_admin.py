import re
from datetime import timedelta

import pytest

from content import publishing, wording
from content.models import Article, OldAddress
from content.tests.conftest import HOLDS, LONG_AGO, PROMISE
from content.tests.pages import NO_INLINES, change_page, form_of
from content.versions import events

NEW = {
    "title": "Stiff neck?",
    "slug": "stiff-neck",
    "summary": "What to try.",
    "body": "<p>Move.</p><script>alert(1)</script>",
    "author": "",
    **NO_INLINES,
}


def said(response):
    return [str(one) for one in response.context["messages"]]


def press(client, article, verb, **answers):
    article.refresh_from_db()
    address = f"/admin/content/article/{article.pk}/{verb}/"
    return client.post(address, {"seen": article.edition, **answers}, follow=True)


def test_editor_writes_schedules_and_takes_back_an_article(editor_client, client, topic, now):
    response = editor_client.post("/admin/content/article/add/", {**NEW, "topic": topic.pk})
    assert response.status_code == 302, response.context["errors"]
    article = Article.objects.get()
    assert (article.body, article.state) == ("<p>Move.</p>", "draft")

    response = press(editor_client, article, "schedule", day="2026-06-02", time="09:00")
    assert said(response)[-1:] == ["“Stiff neck?”: Scheduled for Tuesday, June 2 at 9:00 AM."]
    assert '<h2 id="standing">Scheduled for Tuesday, June 2 at 9:00 AM</h2>' in response.content.decode()
    assert client.get("/articles/stiff-neck/").status_code == 404

    response = press(editor_client, article, "publish")
    assert said(response) == ["“Stiff neck?”: Published on Monday, June 1 at 10:00 AM."]
    assert client.get("/articles/stiff-neck/").status_code == 200

    response = press(editor_client, article, "reopen")
    assert said(response) == ["“Stiff neck?”: Draft."]
    assert client.get("/articles/stiff-neck/").status_code == 404


def test_page_offers_what_can_be_done(editor_client, make_article, now):
    article = make_article()

    context = editor_client.get(change_page(article)).context

    assert [verb.name for verb in context["verbs"]] == ["retire", "reopen"]


def test_retire(editor_client, make_article, now):
    article, other = make_article(), make_article(title="The other one")

    response = press(editor_client, article, "retire", moved_to=other.pk)

    assert said(response) == [f"“{article.title}”: Retired. Readers are told to read “The other one”."]
    article.refresh_from_db()
    assert (article.state, article.moved_to) == ("retired", other)
    press(editor_client, other, "reopen")  # readers are sent there no longer
    assert wording.standing(Article.objects.get(pk=article.pk), now) == "Retired"


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"day": ["Choose a day."], "time": ["Choose a time of day."]}),
        (
            {"day": "2026-05-31", "time": "09:00"},
            {"__all__": ["That time has passed. Choose a later one, or publish it now."]},
        ),
    ],
)
def test_a_time_that_cannot_be_is_said_beside_it(editor_client, make_article, now, answers, errors):
    article = make_article(state="draft", published_at=None)

    response = press(editor_client, article, "schedule", **answers)

    assert response.context["form"].errors == errors
    article.refresh_from_db()
    assert article.state == "draft"


def test_what_holds_publishing_is_said_on_the_page(editor_client, make_article, now):
    article = make_article(state="draft", published_at=None, body=PROMISE)

    assert said(press(editor_client, article, "publish")) == [HOLDS]


def test_of_what_readers_have_new_words_are_answered_for_as_they_are_saved(
    editor_client, editor, make_article, now
):
    article = make_article()
    refused = editor_client.post(change_page(article), form_of(article, body=PROMISE))
    assert refused.context["adminform"].form.non_field_errors() == [HOLDS]
    assert not article.sign_offs.exists()

    editor_client.post(change_page(article), form_of(article, body=PROMISE, sign_off="on"))

    article.refresh_from_db()
    assert (article.body, article.state) == (PROMISE, "published")
    signed = article.sign_offs.get()
    assert (signed.rule, signed.words, signed.signed_by) == ("result", "We guarantee relief.", editor)


def test_an_offer_is_not_answered_for(editor_client, make_article):
    article = make_article()
    free = form_of(article, body="<p>Your first exam is free.</p>", sign_off="on")
    assert editor_client.post(change_page(article), free).status_code == 200
    assert not article.sign_offs.exists()


def test_state_is_no_field(editor_client, make_article):
    article = make_article(state="draft", published_at=None)

    editor_client.post(change_page(article), form_of(article, state="published", title="Another"))

    article.refresh_from_db()
    assert (article.title, article.state, article.published_at) == ("Another", "draft", None)


def test_reserved_address_is_a_field_error(editor_client, topic):
    response = editor_client.post(
        "/admin/content/article/add/", {**NEW, "topic": topic.pk, "slug": "preview"}
    )

    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {
        "slug": ["“preview” is a page of its own. Choose another address."]
    }


def test_old_address_is_kept_where_readers_had_it(editor_client, make_article):
    out, draft = make_article(slug="a"), make_article(slug="b", state="draft", published_at=None)

    for article in (out, draft):
        editor_client.post(change_page(article), form_of(article, slug=f"new-{article.slug}"))

    assert list(OldAddress.objects.values_list("slug", "article")) == [("a", out.pk)]


def test_old_address_is_not_kept_of_what_was_only_scheduled(editor_client, make_article, now):
    article = make_article(slug="a", state="scheduled", published_at=now + timedelta(days=1))

    editor_client.post(change_page(article), form_of(article, slug="b"))

    article.refresh_from_db()
    assert article.slug == "b"
    assert not OldAddress.objects.exists()


def test_old_address_is_kept_of_what_was_out_once(editor_client, make_article, now):
    article = make_article(slug="a", published_at=now - timedelta(days=1))
    publishing.reopen(article, seen=0, now=now)
    article.refresh_from_db()

    editor_client.post(change_page(article), form_of(article, slug="b"))
    article.refresh_from_db()
    editor_client.post(change_page(article), form_of(article, slug="c"))  # nobody had "b"
    article.refresh_from_db()
    assert [one.slug for one in article.old_addresses.all()] == ["a"]

    editor_client.post(change_page(article), form_of(article, slug="a"))
    assert not OldAddress.objects.exists()


def test_old_address_of_another_article_is_refused(editor_client, make_article):
    first, second = make_article(title="First", slug="a"), make_article()
    editor_client.post(change_page(first), form_of(first, slug="b"))

    response = editor_client.post(change_page(second), form_of(second, slug="a"))

    assert response.context["adminform"].form.errors == {
        "slug": ["“a” was the address of “First” and still leads there. Choose another one."]
    }


@pytest.mark.parametrize("note", ["", "Six weeks, says NIH."])
def test_sources_and_corrections_stand_on_the_page(editor_client, make_article, note):
    article = make_article(published_at=LONG_AGO)
    typed = {
        "change_note": note,
        "sources-TOTAL_FORMS": "1",
        "sources-0-title": "Low back pain",
        "sources-0-publisher": "NIH",
        "sources-0-url": "https://www.niams.nih.gov/",
        "sources-0-position": "0",
        "corrections-TOTAL_FORMS": "1",
        "corrections-0-made_on": "2026-05-30",
        "corrections-0-text": "It is six weeks, not four.",
    }

    response = editor_client.post(change_page(article), form_of(article, **typed))

    assert response.status_code == 302, response.context["errors"]
    assert list(article.sources.values_list("title", "publisher")) == [("Low back pain", "NIH")]
    assert [one.text for one in article.corrections.all()] == ["It is six weeks, not four."]
    before = article.updated_at
    article.refresh_from_db()
    assert article.edition == 1
    assert article.updated_at > before
    assert list(events(article).order_by("pgh_id").values_list("change_note", flat=True)) == ["", note]
    html = editor_client.get(change_page(article)).content.decode()
    assert 'aria-label="Low back pain: Published by"' in html
    assert 'aria-label="Another source: Title"' in html


@pytest.mark.parametrize("day", ["2026-06-01", "2026-05-31"])  # its page may be a day old
def test_a_correction_is_of_today_and_an_empty_row_is_none(editor_client, make_article, now, day):
    article = make_article()
    html = editor_client.get(change_page(article)).content.decode()
    assert re.findall(r'<input type="date" name="corrections-\w+-made_on" value="([^"]*)"', html) == [
        "2026-06-01",
        "2026-06-01",  # the row that "Add another" copies
    ]
    empty = {
        "corrections-TOTAL_FORMS": "1",
        "corrections-0-made_on": day,
        "corrections-0-text": "",
    }

    assert editor_client.post(change_page(article), form_of(article, **empty)).status_code == 302

    assert not article.corrections.exists()
    assert Article.objects.get().edition == 0


def test_article_links_to_its_page(editor_client, make_article):
    article = make_article(slug="neck")

    html = editor_client.get(change_page(article)).content.decode()

    assert 'href="/articles/neck/" class="viewsitelink"' in html


@pytest.mark.parametrize(
    "query", ["state__exact=%00", "topic__id__exact=x", "published_at__year=99999999999999999999", "q=%00"]
)
def test_a_list_whose_address_cannot_be_read(editor_client, make_article, query):
    article = make_article()

    response = editor_client.get(f"/admin/content/article/?{query}", follow=True)

    assert response.status_code == 200
    assert article.title in response.content.decode()
