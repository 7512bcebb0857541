"""How hard a text is to read (STANDARDS 2.11)."""

import re

# Terms that cannot be avoided count as one short word.
UNAVOIDABLE = ["adhesions?", "american sign language", "chiropractic", "evaluation", "fascia", "myofascial"]


def grade(text: str) -> float:
    """Flesch-Kincaid: school years. A line ends a sentence."""
    text = re.sub(rf"(?i)\b({'|'.join(UNAVOIDABLE)})\b", "word", text)
    sentences = [one for one in re.split(r"[.!?:]+\s|\n", text) if one.strip()]
    words = re.findall(r"[A-Za-z'’]+", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    silent = r"(?<=[^aeiouyl])e$|(?<=[^aeiouysxzc])es$|(?<=[^td])ed$"
    return max(len(re.findall(r"[aeiouy]+", re.sub(silent, "", word.lower()))), 1)
