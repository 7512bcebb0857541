import pytest

from clinic import startup
from clinic.body import sanitized
from clinic.reading import grade, lines
from content import starter
from content.models import Article, Topic

ADDRESS = "/articles/myofascial-release-vs-massage/"


@pytest.fixture
def html(db, client):
    starter.load()
    return client.get(ADDRESS).content.decode()


def test_starter_is_registered():
    assert starter.load in startup.starters


def test_loading_twice_makes_one(db):
    starter.load()
    starter.load()

    assert (Topic.objects.count(), Article.objects.count()) == (1, 1)


def test_first_article_loses_nothing_when_sanitized():
    assert sanitized(starter.BODY) == starter.BODY


def test_first_article_compares_the_two_in_a_table(html):
    assert "<caption>Massage and myofascial release compared</caption>" in html
    assert html.count('<th scope="col"') == 3
    assert html.count('<th scope="row"') == 8
    assert html.count('<td role="cell">') == 16


def test_first_article_leads_to_booking(html):
    assert 'href="/book/?article=myofascial-release-vs-massage"' in html


def test_first_article_reads_at_grade_eight_or_below():
    assert grade(lines(starter.BODY)) <= 8
