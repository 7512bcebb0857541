from datetime import timedelta

import pytest
import time_machine

from clinic.logs import route
from clinic.settings import SITE_URL
from conftest import NOW
from content import previews
from content.tests.pages import change_page


@pytest.fixture
def draft(make_article, now):
    return make_article(
        title="Stiff neck?", slug="neck", body="<h2>First</h2><p>Move.</p>", state="draft", published_at=None
    )


def test_link_shows_the_draft_to_whoever_has_it(client, draft):
    path = previews.preview_path(draft)

    response = client.get(path)

    assert response.status_code == 200
    html = response.content.decode()
    assert "<h1>Stiff neck?</h1>" in html
    assert '<h2 id="first">First</h2><p>Move.</p>' in html
    assert '<meta name="robots" content="noindex">' in html
    headers = {name: response.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
    assert headers == {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
    }
    assert not response.cookies
    assert client.get("/articles/neck/").status_code == 404


def test_link_says_that_readers_have_a_retired_one_no_more(client, make_article):
    retired, draft = make_article(state="retired"), make_article(state="draft")

    pages = [client.get(previews.preview_path(one)).content.decode() for one in (retired, draft)]

    assert ["Readers do not have this article any more." in html for html in pages] == [True, False]


def test_link_ends_after_seven_days(client, draft):
    path = previews.preview_path(draft)

    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(NOW + timedelta(days=7, seconds=1), tick=False):
        ended = client.get(path)
    assert ended.status_code == 404
    assert "This preview has ended" in ended.content.decode()
    assert ended.headers["Cache-Control"] == "no-store"


def test_forged_and_ended_and_deleted_are_the_same(client, draft):
    path = previews.preview_path(draft)
    forged = client.get(path.replace("/preview/", "/preview/a"))
    draft.delete()
    gone = client.get(path)

    assert (forged.status_code, forged.content) == (gone.status_code, gone.content)
    assert forged.status_code == 404


def test_page_of_the_article_has_the_link(client, editor_client, draft):
    html = editor_client.get(change_page(draft)).content.decode()

    address = f"{SITE_URL}{previews.preview_path(draft)}"
    assert f'<a href="{address}">Preview</a>' in html
    assert "ends on Monday, June 8 at 10:00 AM" in html


def test_no_log_has_the_token(draft):
    assert route(previews.preview_path(draft)) == "/articles/preview/<str:token>/"
