"""How hard a text is to read (STANDARDS 2.11): for editors while they write, and for the tests."""

import re
from html import unescape

from django.utils.html import strip_tags

# Terms that cannot be avoided count as one short word.
UNAVOIDABLE = ["adhesions?", "american sign language", "chiropractic", "evaluation", "fascia", "myofascial"]

# All other tags begin and end a line: what stands in a cell, a heading or an item is read by itself. What is
# raised, such as a note's mark, is no part of the word before it.
WITHIN_A_LINE = "a|abbr|b|br|code|em|i|mark|s|small|span|strong|sub|sup|u"
SHORTEST = 5  # words of a sentence that can be hard to read
END_OF_SENTENCE = r"(?<=[.!?:])\s+|\n"


def grade(text: str) -> float:
    """Flesch-Kincaid: school years. A line ends a sentence. 0 where there is nothing to read."""
    text = re.sub(rf"(?i)\b({'|'.join(UNAVOIDABLE)})\b", "word", text)
    words = re.findall(r"[A-Za-z'’]+", text)
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def sentences(text: str) -> list[str]:
    return [one.strip() for one in re.split(END_OF_SENTENCE, text) if re.search(r"\w", one)]


def syllables(word: str) -> int:
    silent = r"(?<=[^aeiouyl])e$|(?<=[^aeiouysxzc])es$|(?<=[^td])ed$"
    return max(len(re.findall(r"[aeiouy]+", re.sub(silent, "", word.lower()))), 1)


def lines(html: str) -> str:
    """What a reader sees of it, as grade() takes it."""
    html = re.sub(r"\s+|<(?:br|/?sup)\b[^<>]*>", " ", html)
    html = re.sub(rf"</?(?!(?:{WITHIN_A_LINE})\b)[a-z][^<>]*>", "\n", html, flags=re.IGNORECASE)
    seen = (" ".join(line.split()) for line in unescape(strip_tags(html)).split("\n"))
    return "\n".join(line for line in seen if line)


def hardest(text: str, limit: float, most: int) -> list[str]:
    """The sentences above `limit` that pull the whole up most, the worst first: a long one weighs more, and
    one hard word alone is not hard to read."""
    long_enough = [one for one in sentences(text) if len(one.split()) >= SHORTEST]
    pulls = {one: (grade(one) - limit) * len(one.split()) for one in long_enough}
    return sorted((one for one, pull in pulls.items() if pull > 0), key=lambda one: -pulls[one])[:most]
