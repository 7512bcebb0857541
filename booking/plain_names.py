"""Which names the clinic's mails repeat.

Anybody can send a request with somebody else's address. What they typed as a name is then a stranger's words
to a stranger, from the clinic. So mails repeat a name only where it can be nothing but a short name, and else
greet without one. One rule for all mails: nobody has to know whether the address was ever proved.
"""

import re
import unicodedata

LONGEST = 60  # characters
MOST_WORDS = 7  # "María José de la Cruz y Ruiz"

# In many shapes: the apostrophe, O'Neil, and the hyphen.
SIGNS = {
    **dict.fromkeys("'`\u2018\u2019\u02bb\u02bc\u00b4", "'"),
    **dict.fromkeys("-\u2010\u2011\u2013", "-"),
    **{sign: sign for sign in "\u00b7.,"},
}
# In the signs of kind_of(). Behind a dot stands one letter or none: "J.R.", "Ph.D." and "Jr.", but no domain
# has a last part of one letter.
WORD = re.compile(r"'?L+(?:['\u00b7-]L+|\.-?L(?!L))*'?\.?,?")
NO_NAMES = {"http", "https", "www", "com", "net", "org", "slash"}  # "evil. com"


def plain_name(typed: str) -> str:
    """The name on one line, or "" where it may be more than a name: an address, digits, signs, a sentence.

    Compared as NFKC, in which look-alikes of dots and digits are what they look like.
    """
    name = " ".join(typed.split())
    words = unicodedata.normalize("NFKC", name.replace("\u00b4", "'")).split()
    parts = re.findall(r"\w+", " ".join(words).casefold())
    if len(name) > LONGEST or len(words) > MOST_WORDS or not NO_NAMES.isdisjoint(parts):
        return ""
    if "dot" in parts[1:-1]:  # "evil dot example"
        return ""
    return name if all(WORD.fullmatch("".join(map(kind_of, word))) for word in words) else ""


def kind_of(character: str) -> str:
    """L for a letter and what stands on it, the few signs of names as themselves, "?" for all else."""
    if character in SIGNS:
        return SIGNS[character]
    return "L" if unicodedata.category(character)[0] in "LM" else "?"
