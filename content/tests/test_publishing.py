"""The verbs: each allowed move, each refusal, and what readers have of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import NOW
from content import publishing
from content.errors import ContentError, Held, Overtaken
from content.models import Article
from content.tests.conftest import HOLDS, LONG_AGO, PROMISE

State = Article.State
TOMORROW = NOW + timedelta(days=1)
VERBS = {
    "submit": publishing.submit,
    "publish": publishing.publish,
    "schedule": lambda article, **more: publishing.schedule(article, TOMORROW, **more),
    "retire": lambda article, **more: publishing.retire(article, None, **more),
    "reopen": publishing.reopen,
}
# state and time before → what may be done, and what it is then
TIMES = {"draft": None, "review": None, "scheduled": TOMORROW, "published": LONG_AGO, "retired": LONG_AGO}
ALLOWED = {
    "draft": {"submit": "review", "publish": "published", "schedule": "scheduled"},
    "review": {"publish": "published", "schedule": "scheduled", "reopen": "draft"},
    "scheduled": {"publish": "published", "schedule": "scheduled", "reopen": "draft"},
    "published": {"retire": "retired", "reopen": "draft"},
    "retired": {"reopen": "draft"},
}


@pytest.mark.parametrize("state", ALLOWED)
def test_what_may_follow_what(make_article, now, state):
    found = {}
    for name, verb in VERBS.items():
        article = make_article(state=state, published_at=TIMES[state])
        try:
            found[name] = verb(article, seen=0, now=now).state
        except ContentError as refusal:
            label = State(state).label
            assert refusal.sentences == (f"This article is “{label}” now: that cannot be done with it.",)
            article.refresh_from_db()
            assert (article.state, article.edition) == (state, 0)

    assert found == ALLOWED[state]


def test_scheduling_is_one_step(client, make_article, now):
    article = make_article(slug="soon", state="draft", published_at=None)
    publishing.schedule(article, now + timedelta(hours=1), seen=0, now=now)

    assert client.get("/articles/soon/").status_code == 404
    article.refresh_from_db()
    assert article.published_at == now + timedelta(hours=1)
    assert article.is_published(now + timedelta(hours=1))


def test_scheduled_whose_time_has_come_is_published(make_article, now):
    article = make_article(state="scheduled", published_at=now - timedelta(minutes=1))

    assert publishing.retire(article, None, seen=0, now=now).state == "retired"


def test_the_past_is_no_time_to_schedule(make_article, now):
    article = make_article(state="draft", published_at=None)

    with pytest.raises(ContentError) as refused:
        publishing.schedule(article, now, seen=0, now=now)
    assert refused.value.sentences == ("That time has passed. Choose a later one, or publish it now.",)


@pytest.mark.parametrize(("before", "after"), [(LONG_AGO, LONG_AGO), (None, NOW), (TOMORROW, NOW)])
def test_first_day_stays_when_it_is_published_again(make_article, now, before, after):
    article = make_article(state="scheduled" if before == TOMORROW else "draft", published_at=before)

    assert publishing.publish(article, seen=0, now=now).published_at == after


@pytest.mark.parametrize(("before", "after"), [(LONG_AGO, LONG_AGO), (TOMORROW, None)])
def test_back_to_draft_forgets_a_time_that_never_came(make_article, now, before, after):
    article = make_article(state="scheduled", published_at=before)

    assert publishing.reopen(article, seen=0, now=now).published_at == after


def test_retired_points_to_what_is_published(make_article, now):
    article, other = make_article(), make_article()
    draft = make_article(title="Not yet", state="draft", published_at=None)
    with pytest.raises(ContentError) as refused:
        publishing.retire(article, draft, seen=0, now=now)
    assert refused.value.sentences == ("“Not yet” is not published. Choose another one.",)
    with pytest.raises(ContentError):
        publishing.retire(article, article, seen=0, now=now)

    assert publishing.retire(article, other, seen=0, now=now).moved_to == other


def test_nobody_publishes_what_a_colleague_saved_since(make_article, now):
    article = make_article(state="draft", published_at=None)
    publishing.submit(article, seen=0, now=now)

    with pytest.raises(Overtaken):
        publishing.publish(article, seen=0, now=now)
    article.refresh_from_db()
    assert (article.state, article.edition) == ("review", 1)


@pytest.mark.parametrize("name", ["publish", "schedule"])
def test_what_is_held_is_not_published(make_article, now, name):
    article = make_article(state="draft", published_at=None, body=PROMISE)

    with pytest.raises(Held) as refused:
        VERBS[name](article, seen=0, now=now)
    assert refused.value.sentences == (HOLDS,)
    article.refresh_from_db()
    assert article.state == "draft"
    assert publishing.submit(article, seen=0, now=now).state == "review"


def test_published_means_the_same_everywhere(make_article):
    article = make_article(state="scheduled", published_at=LONG_AGO)

    assert article.standing(timezone.now()) == State.PUBLISHED
