r"""How words are compared wherever people search: names at the desk, articles.

The same letter in all its spellings is one, and what stands between words is a space. WithoutAccents and
Joined do it to what is stored, in indexes; fold() and the others here to what is typed. Not PostgreSQL's
unaccent(): that is an extension, and in no index.
"""

import re
import unicodedata

from django.db import models

PLAIN_LETTERS = ("ŁłØøĐđı", "LlOoDdi")  # what NFKD does not take apart
ACCENTS = r"[\u0300-\u036f]"
BETWEEN = r"\u0001-/:-@\[-`{-\u00bf\u02b0-\u02ff\u2000-\u206f"
BETWEEN_WORDS = f"[{BETWEEN}]+"
# Each may stand inside a word: X-ray, L4/L5, O’Neil, T.M.J., Q&A.
JOINT = r"['\-./&+_`\u00b4\u00b7\u2010-\u2013\u2018\u2019\u201b\u02bc\u2032]"
IN_A_WORD = f"(?<=[^{BETWEEN}]){JOINT}(?=[^{BETWEEN}])"


class WithoutAccents(models.Func):
    """Zoë Ünal is Zoe Unal, and J.R. O’Brien is J R O Brien: PostgreSQL would take J.R for a host."""

    template = (
        "regexp_replace(regexp_replace("
        "translate(normalize(%(expressions)s, NFKD), '{}', '{}'), '{}', '', 'g'), '{}', ' ', 'g')"
    ).format(*PLAIN_LETTERS, ACCENTS, BETWEEN_WORDS)
    output_field = models.TextField()


class Joined(models.Func):
    """X-ray is Xray, T.M.J. is TMJ."""

    template = "regexp_replace(%(expressions)s, '{}', '', 'g')".format(IN_A_WORD.replace("'", "''"))
    output_field = models.TextField()


def fold(words: str) -> str:
    """As WithoutAccents, but for what stands between words."""
    letters = unicodedata.normalize("NFKD", words).translate(str.maketrans(*PLAIN_LETTERS))
    return re.sub(ACCENTS, "", letters)


def apart(words: str) -> list[str]:
    """X-ray is X, ray: as WithoutAccents."""
    return re.sub(BETWEEN_WORDS, " ", fold(words)).split()


def joined(words: str) -> list[str]:
    """X-ray is Xray: as WithoutAccents(Joined(...))."""
    return apart(re.sub(IN_A_WORD, "", words))
