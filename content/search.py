"""Finding articles by what they say: PostgreSQL's full text search, over Article.words."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from html import unescape
from itertools import pairwise
from operator import or_
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clinic.search_text import IN_A_WORD, apart, fold, joined
from content.models import Article, WithoutTags

LONGEST = 100  # letters that are looked for
ENGLISH = "english"  # as in Article.words

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))  # as phones write them
LONGEST_IN_TWO = 20  # letters of a word that an article may write as two
EXACT = re.compile(r'"|(?<!\S)-')
OPERATORS = re.compile(r'"|(?<!\S)-|(?<!\S)or(?!\S)', re.IGNORECASE)
DIGITS_BEGIN_OR_END = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")

# Around what was found, in what PostgreSQL answers. Nobody types them, so they tell a mark from the text.
OPEN, CLOSE = "\ue000", "\ue001"
EXCERPT = 24  # words
BEFORE = 6  # of them, before the one that was found


class Result(NamedTuple):
    article: Article
    title: SafeString
    excerpt: SafeString


def asked_for(typed: str) -> str:
    """What may be looked for, and shown again: on one line, without what nobody can see."""
    seen = "".join(letter if letter.isprintable() else " " for letter in typed[: 20 * LONGEST])
    return " ".join(seen.split())[:LONGEST].rstrip()


def find(words: str, now: datetime) -> QuerySet[Article]:
    """Best first. Where no article has the whole words, those that have words which begin so, or in two words
    what was typed as one.

    Quotes and `-` mean what they mean in other searches, and then it stays at that. Whatever else is typed is
    no error.
    """
    words = plain(words)
    queries = [SearchQuery(one, config=ENGLISH, search_type="websearch") for one in readings(words)]
    found = matching(reduce(or_, queries), now)
    if not apart(words) or EXACT.search(words) or found.exists():
        return found
    return matching(SearchQuery(beginnings(words), config=ENGLISH, search_type="raw"), now)


def plain(words: str) -> str:
    """Of the signs between words, the quotes and the minus are left, and those that may join two."""
    return re.sub(r"(?<!\S)-+(?!\S)", " ", fold(words.translate(QUOTES)))


def readings(words: str) -> list[str]:
    """The ways in which an article may spell these plain words, as websearch_to_tsquery() reads them.

    X-ray is “x ray” and xray, covid19 is “covid 19”, and x ray is xray. What has operators in it is read as
    it stands, but for the signs inside words.
    """
    if OPERATORS.search(words):
        return list(dict.fromkeys([re.sub(IN_A_WORD, " ", words), re.sub(IN_A_WORD, "", words)]))
    tokens = [one for one in words.split() if apart(one)]
    pairs = [
        " ".join([*tokens[:at], tokens[at] + tokens[at + 1], *tokens[at + 2 :]])
        for at in range(len(tokens) - 1)
    ]
    phrases = " ".join(phrase(apart(one)) for one in tokens)
    return list(dict.fromkeys([phrases, " ".join(joined(words)), numbers(tokens), *pairs[:10]]))


def phrase(words: list[str]) -> str:
    return f'"{" ".join(words)}"' if len(words) > 1 else "".join(words)


def numbers(tokens: list[str]) -> str:
    """10mg as 10 mg. S1 stays: PostgreSQL keeps no s, and any 1 would do."""
    parts = {one: DIGITS_BEGIN_OR_END.sub(" ", " ".join(apart(one))).split() for one in tokens}
    in_two = {one for one in tokens if len(parts[one]) > len(apart(one))}
    kept = kept_words(part for one in in_two for part in parts[one])
    return " ".join(phrase(parts[one] if kept.issuperset(parts[one]) else apart(one)) for one in tokens)


def beginnings(words: str) -> str:
    """For to_tsquery(): words that begin so, and low back for lowback."""
    halves = {
        word: [(word[:at], word[at:]) for at in range(1, len(word) - 1)]
        for word in {*apart(words), *joined(words)}
        if word.isalpha() and 4 <= len(word) <= LONGEST_IN_TWO
    }
    kept = kept_words(half for pairs in halves.values() for pair in pairs for half in pair)

    def loosely(word: str) -> str:
        in_two = [f"{a} <-> {b}" for a, b in halves.get(word, []) if kept.issuperset((a, b))]
        return f"({' | '.join([f'{word}:*', *in_two])})"

    ways = (" & ".join(map(loosely, way)) for way in (apart(words), joined(words)))
    return " | ".join(f"({one})" for one in dict.fromkeys(ways))


def kept_words(words: Iterable[str]) -> set[str]:
    """Those that PostgreSQL keeps in an index, unlike `the`."""
    asked = list(set(words))
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s) AS word WHERE length(to_tsvector(%s::regconfig, word)) > 0",
            [asked, ENGLISH],
        )
        return {word for (word,) in cursor.fetchall()}


def matching(query: SearchQuery, now: datetime) -> QuerySet[Article]:
    def marked(text: str | WithoutTags, **how: Any) -> SearchHeadline:
        return SearchHeadline(text, query, config=ENGLISH, start_sel=OPEN, stop_sel=CLOSE, **how)

    return (
        Article.objects.published(now)
        .with_what_shows()
        .filter(words=query)
        .annotate(
            marked_title=marked("title", highlight_all=True),
            marked_summary=marked("summary", highlight_all=True),
            marked_body=marked(
                WithoutTags("body"),
                max_fragments=2,
                max_words=EXCERPT,
                min_words=12,
                fragment_delimiter=" … ",
            ),
        )
        .order_by(SearchRank(F("words"), query).desc(), "-published_at", "-pk")
    )


def result(article: Article, words: str) -> Result:
    """`article` is one of find(words). Where its text has none of them, its summary says what it is about."""
    title, summary, body = (getattr(article, f"marked_{name}") for name in ("title", "summary", "body"))
    wanted = {word.lower() for way in (apart(words), joined(words), glued(words)) for word in way}
    if OPEN not in title:
        title = mark(title, wanted)
    if OPEN not in body:
        body = excerpt(mark(tidy(re.sub(r"<[^>]*>", " ", article.body)), wanted))
    if OPEN not in body and OPEN not in summary:
        summary = mark(summary, wanted)
    return Result(article, marks(title), marks(tidy(body) if OPEN in body else summary))


def glued(words: str) -> Iterator[str]:
    return (left + right for left, right in pairwise(apart(words)))


def mark(text: str, wanted: set[str]) -> str:
    """For what PostgreSQL compares with accents, and in words of its own: Núñez for Nunez, L4/L5 for L5."""

    def marked(word: re.Match[str]) -> str:
        found = {one.lower() for one in (*apart(word[0]), *joined(word[0]), "".join(apart(word[0])))}
        return f"{OPEN}{word[0]}{CLOSE}" if found & wanted else word[0]

    return re.sub(r"[^\W_](?:\S*[^\W_])?", marked, text)


def excerpt(text: str) -> str:
    """The words around the first mark; empty where there is none."""
    words = text.split()
    first = next((at for at, word in enumerate(words) if OPEN in word), None)
    if first is None:
        return ""
    begin = max(0, first - BEFORE)
    return " ".join(words[begin : begin + EXCERPT])


def tidy(text: str) -> str:
    """Where tags were, are spaces now."""
    return re.sub(r"\s+(?=[.,;:!?)])", "", " ".join(unescape(text).split()))


def marks(text: str) -> SafeString:
    """Escaped; what was found in it is a <mark>. Without a partner neither sign opens or closes anything."""
    before, *found = text.split(OPEN)
    parts: list[str] = [escape(before.replace(CLOSE, ""))]
    for one in found:
        inside, closed, after = one.partition(CLOSE)
        parts.append(f"<mark>{escape(inside)}</mark>" if closed else escape(inside))
        parts.append(escape(after.replace(CLOSE, "")))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped
