"""What an editor is told about an article before it is published (STANDARDS 2.11, 3.14, 4.3).

What is written is checked without a query; what is known about the article (reviewer, sources, sign-offs) is
read as it is stored.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from textwrap import wrap

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.reading import grade, hardest, lines, sentences
from content import claims
from content.models import Article, SignOff

HIGHEST_GRADE = 8
FEWEST_SOURCES = 2
HARD_SENTENCES = 5
LONGEST_WORDS = 300  # of SignOff; a longer sentence is signed off in pieces


class Kind(StrEnum):
    HOLDS = "holds"  # not published until it is mended
    ASKS = "asks"  # warns, and is not published until somebody has signed it off
    WARNS = "warns"


@dataclass(frozen=True)
class Finding:
    """`words` are the sentence that it is about, empty where it is about the whole; `sentence` is for the
    editor."""

    rule: str
    words: str
    sentence: str
    kind: Kind
    sign_off: SignOff | None = None

    @property
    def key(self) -> str:
        return f"{self.rule} {self.words}"

    @property
    def signed(self) -> bool:
        return self.sign_off is not None

    @property
    def holds(self) -> bool:
        return self.kind == Kind.HOLDS or (self.kind == Kind.ASKS and not self.signed)


SAYS: dict[str, tuple[Kind, str | Promise]] = {
    "result": (
        Kind.ASKS,
        gettext_lazy("%(found)s: this reads as the promise of a result. Say what may help, or sign it off."),
    ),
    "specialist": (
        Kind.ASKS,
        gettext_lazy("%(found)s: put “chiropractic” right before it, or sign it off."),
    ),
    "licence": (
        Kind.ASKS,
        gettext_lazy(
            "%(found)s: nobody may think that we hold this license. Make clear who is meant, or sign it off."
        ),
    ),
    "offer": (
        Kind.HOLDS,
        gettext_lazy(
            "%(found)s: a free or reduced offer needs this notice in the text, in capital letters: "
            "“%(notice)s”"
        ),
    ),
}


def findings(article: Article) -> list[Finding]:
    """Also of one that is not stored yet, or differs from what is stored."""
    today = timezone.localdate()
    written = in_words(article.title, article.summary, article.body)
    return [*with_sign_offs(written, article), *in_reading(article.body), *in_trust(article, today)]


def blockers(article: Article) -> list[str]:
    """A sentence for each thing that has to be settled before this text is published."""
    return [said(one) for one in findings(article) if one.holds]


def said(finding: Finding) -> str:
    words = {"sentence": finding.sentence, "words": finding.words}
    return _("%(sentence)s The text says: “%(words)s”") % words


def sign_off(article: Article, finding: Finding, *, by: User, now: datetime) -> None:
    """Of two at once the first has signed it."""
    SignOff.objects.get_or_create(
        article=article,
        rule=finding.rule,
        words=finding.words,
        defaults={"signed_at": now, "signed_by": by},
    )


def in_words(title: str, summary: str, body: str) -> list[Finding]:
    """STANDARDS 3.14. One a rule and sentence."""
    text = "\n".join([title, summary, lines(body)])
    rules = [rule for rule in SAYS if rule != "offer" or not claims.has_refund_sentence(text)]
    every = [
        Finding(rule, said, explained(rule, words), SAYS[rule][0])
        for rule in rules
        for sentence in sentences(text)
        for said in wrap(sentence, LONGEST_WORDS, break_on_hyphens=False)
        if (words := claims.found(rule, said))
    ]
    return list({one.key: one for one in every}.values())


def explained(rule: str, found: Iterable[str]) -> str:
    quoted = ", ".join(f"“{one}”" for one in dict.fromkeys(found))
    return str(SAYS[rule][1]) % {"found": quoted, "notice": claims.REFUND}


def with_sign_offs(written: list[Finding], article: Article) -> list[Finding]:
    if article.pk is None or not any(one.kind == Kind.ASKS for one in written):
        return written
    signed = {(one.rule, one.words): one for one in article.sign_offs.select_related("signed_by")}
    return [
        replace(one, sign_off=signed.get((one.rule, one.words))) if one.kind == Kind.ASKS else one
        for one in written
    ]


def in_reading(body: str) -> Iterator[Finding]:
    reads_at = reading_grade(body)
    if reads_at > HIGHEST_GRADE:
        says = _("It reads at school grade %(grade)s. Patients need %(highest)s or below.")
        yield Finding("grade", "", says % {"grade": reads_at, "highest": HIGHEST_GRADE}, Kind.WARNS)


def reading_grade(body: str) -> float:
    """School years, as an editor reads them: below the first year nothing is harder or easier."""
    return max(0.0, round(grade(lines(body)), 1))


def hard_sentences(body: str) -> list[str]:
    return hardest(lines(body), HIGHEST_GRADE, HARD_SENTENCES)


def in_trust(article: Article, today: date) -> Iterator[Finding]:
    """STANDARDS 4.3: said to staff, and holds nothing."""
    if not article.reviewed_by:
        yield Finding("reviewer", "", _("No clinician has reviewed it."), Kind.WARNS)
    if is_overdue(article, today):
        yield Finding("overdue", "", _("Its review is overdue."), Kind.WARNS)
    if article.pk is None or article.sources.count() < FEWEST_SOURCES:
        yield Finding("sources", "", _("It names fewer than two sources."), Kind.WARNS)


def is_overdue(article: Article, today: date) -> bool:
    return article.review_due_on is not None and article.review_due_on < today
