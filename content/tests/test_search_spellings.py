"""A word is found however it is spelled, there and here; what is shown is the article's own spelling."""

import pytest
from django.db.models import Value
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from clinic.models import Practice
from clinic.search_text import SearchWords, apart, joined
from clinic.text import clean_line

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cn", "Cc"])
SIGNS = st.sampled_from(
    "aLz09,.'\u2019\u00b4-\u2013\u2014/&+_ dm"
    "\u00b2\u00bd\u2082\u00df\u2122\u00ae\u0142\u00e9\u0301\ufb01\uff11\u0149"
)


def titles(client, words):
    return [one.article.title for one in client.get("/articles/search/", {"q": words}).context["results"]]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("The discs at L4/L5", ["L5", "l4", "L4/L5", "L4 L5", "l4-l5"]),
        ("What José Núñez says", ["Jose Nunez", "josé núñez", "JOSE", "Jose\u0301", "núñez"]),
        ("After COVID-19", ["covid 19", "COVID-19", "covid19", "Covid\u201119", "covid\u201319"]),
        ("After COVID19", ["covid-19", "covid 19"]),
        ("Dr. O\u2019Neil explains", ["O'Neil", "O\u2019Neil", "ONeil", "o neil", "neil"]),
        ("Dr. O'Neil explains", ["O\u2019Neil", "o\u02bcneil"]),
        ("Do I need an X-ray?", ["xray", "x-ray", "x ray", "X\u2011ray", "xrays"]),
        ("Do I need an xray?", ["x-ray", "x ray", "X-Rays"]),
        ("T.M.J. and the jaw", ["TMJ", "tmj", "T.M.J."]),
        ("Low-back pain", ["low back", "low-back", "lowback", "\u201clow back\u201d"]),
        ("Lowback pain", ["low back", "low-back"]),
        ("Between C5\u2013C6", ["C5", "c6", "C5-C6", "C5/C6"]),
        ("Take 10 mg", ["10mg", "10 mg"]),
        ("Take 10mg", ["10 mg"]),
        ("Why it doesn\u2019t last", ["doesn't last", "doesnt last"]),
        ("Questions & answers: Q&A", ["Q&A", "q and a", "answers"]),
        ("The \ufb01rst visit, \uff11\uff12 minutes", ["first", "12 minutes"]),
        ("\u0141ukasz asks", ["lukasz", "\u0142ukasz"]),
        ("Why an x ray?", ["xray", "x-ray"]),
        ("Low back pain", ["lowback", "low-back", "lowback pain"]),
        ("Follow-up visits", ["followup", "follow up"]),
        ("Die Straße, S\u00f8ren \u00c6r\u00f8", ["strasse", "STRAẞE", "soren aero"]),
        ("Walk 1,000 steps", ["1000", "1,000"]),
        ("ART\u00ae and Kinesio\u2122", ["art", "kinesio"]),
        ("H\u2082O, B\u2081\u2082", ["h2o", "B12", "b 12"]),
        ("What Knecht\u2019s hands do", ["knecht", "Knechts", "Knecht's"]),
        ("The S1 joint", ["S1", "s-1"]),
    ],
)
def test_spellings_of_one_word(client, make_article, written, typed):
    make_article(title=written)
    make_article(title="Something else, 5 l of it, 19 times")

    assert [words for words in typed if titles(client, words) != [written]] == []


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Only 1 of 12", ["S1", "T12", "2.1"]),
        ("What I\u2019ll do, we'll see", ["ill", "well"]),
        ("10\u00b3 cells", ["103"]),
        ("2.5 hours, 1/2 mile", ["25", "12"]),
        ("The form", ["inform"]),
        ("L4 \u2013 nothing else", ["L4 \u2013 L5"]),
    ],
)
def test_what_only_looks_alike_is_not_found(client, make_article, written, typed):
    make_article(title=written)

    assert [words for words in typed if titles(client, words)] == []


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Ask José Núñez & me.", "jose nunez", "Ask <mark>José</mark> <mark>Núñez</mark> &amp; me."),
        ("The discs at (L4/L5) ache.", "L5", "The discs at (<mark>L4/L5</mark>) ache."),
        ("Drink H\u2082O.", "h2o", "Drink <mark>H\u2082O</mark>."),
        ("Ask O\u2019Neil.", "oneil", "Ask <mark>O\u2019Neil</mark>."),
        ("An X-ray shows bones.", "xray", "An <mark>X-ray</mark> shows bones."),
    ],
)
def test_what_was_found_is_marked_as_the_article_spells_it(client, make_article, text, typed, shown):
    make_article(title="Short", body=f"<p>{text.replace('&', '&amp;')}</p>")

    assert shown in client.get("/articles/search/", {"q": typed}).content.decode()


def test_long_text_is_cut_around_what_was_found(client, make_article):
    make_article(title="Short", body=f"<p>{'before ' * 60}Núñez {'after ' * 60}</p>")

    [result] = client.get("/articles/search/", {"q": "nunez"}).context["results"]

    assert result.excerpt == f"{'before ' * 6}<mark>Núñez</mark> {' '.join(['after'] * 17)}"


def test_entities_are_no_words(client, make_article):
    make_article(title="Short", body="<p>Rest &amp; move &lt;i&gt;</p>")

    assert titles(client, "amp") == titles(client, "lt") == []


@pytest.mark.django_db
@given((st.text(SIGNS, max_size=12) | st.text(LETTERS, max_size=30)).map(clean_line))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_stored_and_what_is_typed_are_read_alike(words):
    once = apart(words)
    stored = compiled(SearchWords(Value(words)))

    assert stored.split() == (once if joined(words) == once else once + joined(words))


def compiled(expression):
    """Its value, asked of PostgreSQL."""
    Practice.load()
    [value] = Practice.objects.annotate(value=expression).values_list("value", flat=True)
    return value
