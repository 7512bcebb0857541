"""Finding articles by what they say: PostgreSQL's full text search, answered from the index over WORDS."""

import re
from datetime import datetime
from html import unescape
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from content.models import WORDS, Article, WithoutTags

LONGEST = 100  # letters that are looked for
ENGLISH = "english"  # as in WORDS

# Around what was found, in what PostgreSQL answers. Nobody types them, so they tell a mark from the text.
OPEN, CLOSE = "\ue000", "\ue001"


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
    found = matching(SearchQuery(words, config=ENGLISH, search_type="websearch"), now)
    beginnings = " & ".join(f"{word}:*" for word in re.findall(r"[^\W_]+", words))
    if not beginnings or re.search(r'"|(?<!\S)-', words) or found.exists():
        return found
    return matching(SearchQuery(beginnings, config=ENGLISH, search_type="raw"), now)


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
                WithoutTags("body"), max_fragments=2, max_words=24, min_words=12, fragment_delimiter=" … "
            ),
        )
        .order_by(SearchRank(WORDS, query).desc(), "-published_at", "-pk")
    )


def result(article: Article) -> Result:
    """`article` is one of find(). Where its text has none of the words, its summary says what it is about."""
    title, summary, body = (getattr(article, f"marked_{name}") for name in ("title", "summary", "body"))
    return Result(article, marks(title), marks(tidy(body) if OPEN in body else summary))


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
