import re

import pytest

from clinic import startup
from clinic.body import sanitized
from clinic.reading import grade, lines
from content import starter
from content.models import Article, Source, Topic

FIRST = "myofascial-release-vs-massage"
TO_BE_READ = [
    "what-happens-at-a-first-evaluation",
    "what-is-fascia",
    "when-back-pain-needs-a-doctor-at-once",
]


@pytest.fixture
def html(db, client):
    starter.load()
    return client.get(f"/articles/{FIRST}/").content.decode()


def read(slug):
    return lines(starter.body(slug))


def test_starter_is_registered():
    assert starter.load in startup.starters


def test_loading_twice_makes_one_of_each(db):
    starter.load()
    starter.load()

    assert (Topic.objects.count(), Article.objects.count(), Source.objects.count()) == (3, 4, 8)


def test_what_is_there_already_stays_as_it_is(db):
    topic = Topic.objects.create(slug="hands-on-care", name="By hand")
    ours = Article.objects.create(slug="what-is-fascia", title="Ours", topic=topic, body="<p>Ours.</p>")

    starter.load()

    topic.refresh_from_db()
    ours.refresh_from_db()
    assert (topic.name, ours.title, ours.body, ours.state) == ("By hand", "Ours", "<p>Ours.</p>", "draft")
    assert ours.sources.count() == 0


def test_only_the_first_is_out_until_a_clinician_has_read_the_others(db, client):
    starter.load()

    assert [article.slug for article in client.get("/articles/").context["articles"]] == [FIRST]
    waiting = Article.objects.filter(state="review", reviewed_by="", published_at=None).order_by("slug")
    assert [article.slug for article in waiting] == TO_BE_READ
    assert {article.change_note for article in waiting} == {starter.TO_BE_READ["change_note"]}
    assert [client.get(f"/articles/{slug}/").status_code for slug in TO_BE_READ] == [404, 404, 404]


def test_each_has_two_sources_in_order(db):
    starter.load()

    found = {
        article.slug: list(article.sources.values_list("title", "publisher", "url"))
        for article in Article.objects.prefetch_related("sources")
    }
    assert found == starter.SOURCES
    assert {len(sources) for sources in found.values()} == {2}


@pytest.mark.parametrize("slug", [FIRST, *TO_BE_READ])
def test_article_loses_nothing_when_sanitized(slug):
    written = starter.body(slug)
    assert re.sub(r">\n+<", "><", sanitized(written)) == re.sub(r">\n+<", "><", written)


@pytest.mark.parametrize("slug", [FIRST, *TO_BE_READ])
def test_article_reads_at_grade_eight_or_below(slug):
    assert grade(read(slug)) <= 8


@pytest.mark.parametrize("slug", [FIRST, *TO_BE_READ])
def test_article_ends_with_an_invitation(slug):
    last = read(slug).rsplit("Knecht Chiropractic Center", 1)[1]
    assert "for an evaluation, at our Sanford office or by phone." in last


def test_emergency_article_says_whom_to_call_before_all_else():
    headings = re.findall("<h2>(.*?)</h2>", starter.body("when-back-pain-needs-a-doctor-at-once"))
    assert headings == [
        "Call 911",
        "Know the signs of a stroke",
        "Call your doctor today",
        "See a doctor soon",
        "Where we come in",
    ]


def test_first_article_compares_the_two_in_a_table(html):
    assert "<caption>Massage and myofascial release compared</caption>" in html
    assert html.count('<th scope="col"') == 3
    assert html.count('<th scope="row"') == 8
    assert html.count('<td role="cell">') == 16


def test_first_article_leads_to_booking(html):
    assert f'href="/book/?article={FIRST}"' in html
