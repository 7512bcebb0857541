"""Finding articles by what they say: PostgreSQL's full text search, answered from the index over WORDS."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from html import unescape
from itertools import pairwise
from operator import or_
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clinic.search_text import IN_A_WORD, apart, fold, joined
from content.models import WORDS, Article, WithoutTags

LONGEST = 100  # letters that are looked for
ENGLISH = "english"  # as in WORDS

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))  # as phones write them
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
    """What may be looked for, and shown again: PostgreSQL takes no NUL."""
    return " ".join(typed.replace("\0", " ").split())[:LONGEST].rstrip()


def find(words: str, now: datetime) -> QuerySet[Article]:
    """Best first. Where no article has the whole words, those that have words which begin so.

    Quotes and `-` mean what they mean in other searches, and then it stays at that. Whatever else is typed is
    no error.
    """
    queries = [SearchQuery(one, config=ENGLISH, search_type="websearch") for one in readings(words)]
    found = matching(reduce(or_, queries), now)
    beginnings = [" & ".join(f"{word}:*" for word in way) for way in (apart(words), joined(words)) if way]
    if not beginnings or re.search(r'"|(?<!\S)-', words.translate(QUOTES)) or found.exists():
        return found
    query = " | ".join(f"({one})" for one in dict.fromkeys(beginnings))
    return matching(SearchQuery(query, config=ENGLISH, search_type="raw"), now)


def readings(words: str) -> list[str]:
    """The ways in which an article may spell what was typed, as websearch_to_tsquery() reads them.

    X-ray is “x ray” and xray, covid19 is “covid 19”, and x ray is xray. What has operators in it is read as
    it stands, but for the signs inside words.
    """
    words = fold(words.translate(QUOTES))
    together = re.sub(IN_A_WORD, "", words)
    if OPERATORS.search(words):
        return list(dict.fromkeys([re.sub(IN_A_WORD, " ", words), together]))
    tokens = words.split()
    phrases = " ".join(quoted(re.sub(IN_A_WORD, " ", one)) for one in tokens)
    numbers = " ".join(quoted(DIGITS_BEGIN_OR_END.sub(" ", re.sub(IN_A_WORD, " ", one))) for one in tokens)
    pairs = [
        " ".join([*tokens[:at], tokens[at] + tokens[at + 1], *tokens[at + 2 :]])
        for at in range(len(tokens) - 1)
    ]
    return list(dict.fromkeys([phrases, together, numbers, *pairs[:10]]))


def quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def matching(query: SearchQuery, now: datetime) -> QuerySet[Article]:
    def marked(text: str | WithoutTags, **how: Any) -> SearchHeadline:
        return SearchHeadline(text, query, config=ENGLISH, start_sel=OPEN, stop_sel=CLOSE, **how)

    return (
        Article.objects.published(now)
        .with_what_shows()
        .alias(words=WORDS)
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
        .order_by(SearchRank(WORDS, query).desc(), "-published_at", "-pk")
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
        found = {one.lower() for one in (*apart(word[0]), *joined(word[0]))}
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
