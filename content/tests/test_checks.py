"""What an editor is told of an article, and what holds it."""

from datetime import date

import pytest
from django.utils import timezone

from content import checks, starter
from content.claims import REFUND
from content.models import Article, SignOff, Source

PROMISE = "We guarantee relief."
OF_PROMISE = "“guarantee”: this reads as the promise of a result. Say what may help, or sign it off."
OF_OFFER = (
    f"“exam is free”: a free or reduced offer needs this notice in the text, in capital letters: “{REFUND}”"
)
EASY = "<p>Move it a bit. Rest it a bit. Then do it all once more.</p>"
HARD = (
    "<p>Musculoskeletal rehabilitation necessitates comprehensive multidisciplinary "
    "consideration of individual functional limitations.</p>"
)


@pytest.fixture
def believed(make_article, now):
    """Nothing is to be said of it."""

    def make(**changes):
        values = {
            "title": "A stiff neck",
            "summary": "What helps.",
            "body": EASY,
            "reviewed_by": "Paula Hand, DC",
            "reviewed_on": date(2026, 5, 4),
            "review_due_on": date(2026, 6, 1),
        }
        article = make_article(**(values | changes))
        for name in ["One", "Two"]:
            Source.objects.create(article=article, title=name, publisher="NIH", url="https://www.nih.gov/")
        return article

    return make


def rules(article):
    return [(one.rule, one.words, one.kind) for one in checks.findings(article)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"title": "Our specialists"}, [("specialist", "Our specialists", "asks")]),
        ({"summary": f"Hm. {PROMISE}"}, [("result", PROMISE, "asks")]),
        (
            {"body": "<p>We <em>guaran</em>tee&nbsp;it. It cures.</p><p>It cures.</p>"},
            [("result", "We guarantee it.", "asks"), ("result", "It cures.", "asks")],
        ),
        ({"body": "<ul><li>M.D.</li><li>Help</li></ul>"}, [("licence", "M.D.", "asks")]),
        ({"body": "<p>Your exam is free.</p>"}, [("offer", "Your exam is free.", "holds")]),
        ({"body": f"<p>Your exam is free.</p><p>{REFUND.upper()}</p>{EASY}"}, []),
        ({"reviewed_by": "", "reviewed_on": None}, [("reviewer", "", "warns")]),
        ({"review_due_on": date(2026, 5, 31)}, [("overdue", "", "warns")]),
        ({"review_due_on": None}, []),
        ({"body": HARD}, [("grade", "", "warns")]),
    ],
)
def test_findings(believed, changes, found):
    article = believed(**changes)

    assert rules(article) == found


def test_two_sources_are_enough(believed):
    article = believed()
    article.sources.last().delete()

    assert rules(article) == [("sources", "", "warns")]


def test_what_is_not_stored_yet_is_checked_too(db):
    assert rules(Article(body=f"<p>{PROMISE}</p>{EASY}")) == [
        ("result", PROMISE, "asks"),
        ("reviewer", "", "warns"),
        ("sources", "", "warns"),
    ]


def test_the_first_article_lacks_its_reviewer_alone(db):
    starter.load()

    article = Article.objects.get(slug="myofascial-release-vs-massage")
    assert [one.rule for one in checks.findings(article)] == ["reviewer"]
    assert checks.blockers(article) == []


def sign(article, by, rule="result", words=PROMISE):
    return SignOff.objects.create(
        article=article, rule=rule, words=words, signed_by=by, signed_at=timezone.now()
    )


def test_what_is_signed_off_holds_nothing(believed, editor):
    article = believed(body=f"<p>{PROMISE}</p>{EASY}")
    assert checks.blockers(article) == [
        f"{OF_PROMISE} The text says: “We guarantee relief.”",
    ]

    signed = sign(article, editor)

    assert [one.sign_off for one in checks.findings(article)] == [signed]
    assert checks.blockers(article) == []


@pytest.mark.parametrize(
    ("rule", "words"), [("licence", PROMISE), ("result", "We guarantee a cure."), ("result", "guarantee")]
)
def test_other_words_and_rules_need_a_sign_off_of_their_own(believed, editor, rule, words):
    article = believed(body=f"<p>{PROMISE}</p>{EASY}")

    sign(article, editor, rule, words)

    assert len(checks.blockers(article)) == 1


def test_a_sign_off_of_another_article_counts_nothing(believed, editor):
    article = believed(body=f"<p>{PROMISE}</p>{EASY}")

    sign(believed(), editor)

    assert len(checks.blockers(article)) == 1


def test_an_offer_cannot_be_signed_off(believed, editor):
    article = believed(body="<p>Your exam is free.</p>")

    sign(article, editor, "offer", "Your exam is free.")

    assert checks.blockers(article) == [
        f"{OF_OFFER} The text says: “Your exam is free.”",
    ]


def test_a_sentence_longer_than_a_sign_off_is_signed_in_pieces(believed):
    long = "We guarantee it" + " and so on" * 40 + " and it cures."

    found = checks.findings(believed(body=f"<p>{long}</p>"))

    assert " ".join(one.words for one in found if one.rule == "result") == long
    assert max(len(one.words) for one in found) <= 300
