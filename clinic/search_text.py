r"""How words are compared wherever people search: names at the desk and in the audit log, articles.

The same letter in all its spellings is one, and what stands between words is a space. SearchWords does it to
what is stored, as the function of PostgreSQL in clinic/migrations/0007_search_words.py; apart() and joined()
do it to what is typed, and a test holds the two together. Not PostgreSQL's unaccent(): that is an extension,
and in no index.
"""

import re
import unicodedata

from django.db import models

# What NFKD does not take apart, or would make letters of (™); spellings of an apostrophe and of a hyphen.
LETTERS = ("ŁłØøĐđıÐðĦħŦŧ", "LlOoDdiDdHhTt")
APOSTROPHES = "\u00b4\u2018\u2019\u201b\u02b9\u02bb\u02bc\u2032"
HYPHENS = "\u2010\u2011\u2012\u2013\u2212"
DROPPED = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff\u2122\u2120"
SAME = str.maketrans(
    LETTERS[0] + APOSTROPHES + HYPHENS,
    LETTERS[1] + "'" * len(APOSTROPHES) + "-" * len(HYPHENS),
    DROPPED,
)
LIGATURES = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH"}
)
ACCENTS = r"[\u0300-\u036f]"
RAISED = r"([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215f\u2189]+)"  # 10³ is not 103
CONTRACTED = r"['`]([lL][lL]|[rRvV][eE]|[dDmM])(?![a-zA-Z])"  # I'll is not ill
THOUSANDS = r"([0-9]),(?=[0-9][0-9][0-9](?![0-9]))"  # 1,000 is 1000
BETWEEN_DIGITS = r"([0-9])[.,/:](?=[0-9])"  # 2.5 is not 25

BETWEEN = (
    r"\u0001-/:-@\[-`{-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f"
    r"\U0001f000-\U0001faff"
)
BETWEEN_WORDS = f"[{BETWEEN}]+"
# Each may stand inside a word: X-ray, L4/L5, O’Neil, T.M.J., Q&A.
IN_A_WORD = rf"(?<=[^{BETWEEN}])['`\-./&+_\u00b7](?=[^{BETWEEN}])"


class SearchWords(models.Func):
    """Zoë Ünal is Zoe Unal. What may be one word or two is both: X-ray is X ray Xray, T.M.J. is T M J TMJ."""

    function = "search_words"
    output_field = models.TextField()


def fold(words: str) -> str:
    """Without accents and varieties of the same letter; what stands between words is still there."""
    words = unicodedata.normalize("NFKD", re.sub(RAISED, r" \1 ", words).translate(SAME))
    words = re.sub(CONTRACTED, " ", re.sub(ACCENTS, "", words).translate(LIGATURES))
    return re.sub(BETWEEN_DIGITS, r"\1 ", re.sub(THOUSANDS, r"\1", words))


def apart(words: str) -> list[str]:
    """X-ray is X, ray."""
    return re.sub(BETWEEN_WORDS, " ", fold(words)).split()


def joined(words: str) -> list[str]:
    """X-ray is Xray."""
    return re.sub(BETWEEN_WORDS, " ", re.sub(IN_A_WORD, "", fold(words))).split()
