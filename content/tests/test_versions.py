import re
from datetime import UTC, date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.traces.tests.reading import events_of, kind_of
from clinic.traces.words import differences
from content import publishing, versions
from content.models import Article, Topic
from content.tests.conftest import PROMISE
from content.tests.pages import change_page, form_of

SURE = {"sure": "on"}


def address(article, *more):
    return "/".join(["/admin/content/article", str(article.pk), "versions", *map(str, more), ""])


def page(client, article, *more):
    return client.get(address(article, *more)).content.decode()


def listed(client, article):
    shown = client.get(address(article)).context["versions"]
    return [(one.who, one.state, one.note, one.is_other, one.is_latest) for one in shown]


def numbers(article):
    return list(versions.events(article).order_by("pgh_id").values_list("pgh_id", flat=True))


def test_every_saved_version_is_listed(editor_client, make_article, now):
    article = make_article(state="draft", published_at=None)
    editor_client.post(change_page(article), form_of(article, body="<p>New.</p>", change_note="Shorter."))
    editor_client.post(f"/admin/content/article/{article.pk}/publish/", {"seen": 1})

    assert listed(editor_client, article) == [
        ("Eddie Page", "Published", "", False, True),
        ("Eddie Page", "Draft", "Shorter.", True, False),
        ("the program", "Draft", "", True, False),
    ]


def test_what_was_scheduled_is_published_where_its_time_had_come(editor_client, make_article):
    """On PostgreSQL's clock, which no test stops."""
    article = make_article(state="scheduled", published_at=datetime(2099, 1, 1, tzinfo=UTC))
    article.published_at = datetime(2020, 1, 1, tzinfo=UTC)
    article.save()

    assert [state for _who, state, *_more in listed(editor_client, article)] == ["Published", "Scheduled"]


def test_timeline_tells_what_was_written_not_how_often(editor_client, make_article):
    article = make_article()
    editor_client.post(change_page(article), form_of(article, title="New", body="<p>New.</p>"))

    earlier, event = events_of(article)
    told = differences(event, kind_of(Article), earlier, {}, secretive=False)
    assert [one.field for one in told] == ["title", "text"]


def test_one_version_looks_as_it_did(editor_client, make_article):
    article = make_article(title="Old title", body="<h2>Old</h2><p>Old words.</p>")
    editor_client.post(change_page(article), form_of(article, title="New title", body="<p>New.</p>"))

    response = editor_client.get(address(article, numbers(article)[0]))

    html = response.content.decode()
    assert "<h1>Old title</h1>" in html
    assert '<h2 id="old">Old</h2><p>Old words.</p>' in html
    assert "no-store" in response.headers["Cache-Control"]
    assert Article.objects.get().title == "New title"


def test_restored_as_a_new_version(editor_client, client, make_article):
    article = make_article(slug="a", title="Old title", body="<p>Old.</p>", author="A. Writer")
    editor_client.post(
        change_page(article), form_of(article, slug="b", title="New", body="<p>New.</p>", author="")
    )

    response = editor_client.post(address(article, numbers(article)[0], "restore"), {"seen": 1, **SURE})

    assert response.headers["Location"] == change_page(article)
    article.refresh_from_db()
    assert (article.title, article.body, article.author) == ("Old title", "<p>Old.</p>", "A. Writer")
    assert (article.slug, article.state, article.edition) == ("b", "published", 2)
    assert len(numbers(article)) == 3
    assert "Old." in client.get("/articles/b/").content.decode()


def test_nothing_is_restored_over_what_a_colleague_saved_since(editor_client, head, make_article):
    article = make_article()
    head.post(change_page(article), form_of(article, title="The manager's"))

    editor_client.post(address(article, numbers(article)[0], "restore"), {"seen": 0, **SURE})

    assert Article.objects.get().title == "The manager's"


def test_what_readers_have_is_asked_about_first(editor_client, make_article, topic, now):
    """The words beside the text come back as well: nobody takes the 911 box off a page by one press."""
    shoulders = Topic.objects.create(name="Shoulders", slug="shoulders")
    article = make_article(topic=shoulders, reviewed_by="Pat Example, DC", reviewed_on=date(2026, 5, 1))
    typed = form_of(article, topic=topic.pk, is_about_pain="on", author="Ann Example")
    assert editor_client.post(change_page(article), typed).status_code == 302
    shoulders.delete()
    old, latest = numbers(article)
    assert f'<a class="button" href="{address(article, old)}">' in page(editor_client, article)

    response = editor_client.post(address(article, old, "restore"), {"seen": 1})

    assert response.headers["Location"] == address(article, old)
    assert Article.objects.get().is_about_pain
    above = page(editor_client, article, old).partition("<article")[0].partition('class="notice prose"')[2]
    assert re.findall("<li>(.*?)</li>", above) == [
        "Topic: a topic that is gone. Now: Necks",
        "Author: nothing. Now: Ann Example",
        "About pain: does not say when to call 911. Now: says when to call 911",
        "Reviewed by: Pat Example, DC. Now: nothing",
        "Reviewed on: May 1, 2026. Now: nothing",
    ]
    assert "If you restore it, readers see it at once." in above
    assert '<input type="hidden" name="sure" value="on">' in above
    assert "<form" not in page(editor_client, article, latest).partition("<article")[0]


def test_a_draft_is_restored_at_once(editor_client, make_article):
    article = make_article(state="draft", title="Old title")
    editor_client.post(change_page(article), form_of(article, title="New"))
    old = numbers(article)[0]
    assert "If you restore it, readers see it at once." not in page(editor_client, article, old)

    editor_client.post(address(article, old, "restore"), {"seen": 1})

    assert Article.objects.get().title == "Old title"


def test_a_version_that_could_not_be_published_is_not_restored_to_readers(editor_client, make_article):
    article = make_article(body=PROMISE)
    article.body = "<p>Now.</p>"
    article.save()
    address_of_old = address(article, numbers(article)[0], "restore")

    editor_client.post(address_of_old, {"seen": 0, **SURE})
    assert Article.objects.get().body == "<p>Now.</p>"

    publishing.reopen(article, seen=0, now=article.updated_at)
    editor_client.post(address_of_old, {"seen": 1})
    assert Article.objects.get().body == PROMISE


def test_another_articles_version_is_not_found(editor_client, make_article):
    article, other = make_article(), make_article()

    for more in ([numbers(other)[0]], [numbers(other)[0], "restore"]):
        response = (editor_client.post if more[1:] else editor_client.get)(address(article, *more))
        assert response.status_code == 404


def test_list_asks_as_much_for_one_version_as_for_thirty(editor_client, make_article):
    article = make_article()
    editor_client.get(address(article))  # some things are asked for once in a process
    counts = []
    for edits in (0, 29):
        for number in range(edits):
            article.title = f"Title {number}"
            article.save()
        with CaptureQueriesContext(connection) as queries:
            response = editor_client.get(address(article))
        counts.append((len(response.context["versions"]), len(queries)))

    assert counts[0] == (1, counts[1][1])
    assert counts[1][0] == 30
