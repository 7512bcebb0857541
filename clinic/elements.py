"""What becomes of each HTML element in a text of ours: the one table of decisions.

clinic/tidy.py carries it out, for what is saved and imported; and for what is pasted in the editor, which
asks the server (content/admin/pasting.py). What stands here as kept is what clinic.body lets in.
"""

from enum import Enum, auto
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Action(Enum):
    LEAF = auto()  # stays, or becomes `tag`: it holds words, no other blocks
    BOX = auto()  # stays: it holds blocks
    LIST = auto()
    ITEM = auto()
    TABLE = auto()
    FIGURE = auto()
    MARK = auto()  # stays, or becomes `tag`, around words
    LINK = auto()
    WORDS = auto()  # goes, its words stay in their line
    QUOTED = auto()  # goes, quotation marks come in its place
    BRACKETED = auto()  # goes, its words stay in brackets
    BLOCK = auto()  # goes, its words stay, apart from those before and after it
    LINES = auto()  # the same, and each line is apart from the next
    BREAK = auto()  # a space; two in a row part paragraphs
    PICTURE = auto()  # goes; one that is a letter (an emoji) is spelled
    DROP = auto()  # goes with its words


class Rule(NamedTuple):
    action: Action
    tag: str = ""
    note: str | Promise = ""  # what the editor is told


STRUCK = _("Words that were struck out or deleted have been left out.")
PICTURE = _("Pictures have been left out. Add them under Pictures, then put them into the text.")
MEDIA = _("A video, sound, frame or drawing has been left out.")
FORM = _("Fields or buttons of a form have been left out.")
FORMULA = _("A formula has become plain words. Read it again.")

UNKNOWN = Rule(Action.WORDS)  # as browsers show what they do not know


def same(names: str, rule: Rule) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


ELEMENTS: dict[str, Rule] = {
    # Kept
    "p": Rule(Action.LEAF, "p"),
    **same("h1 h2", Rule(Action.LEAF, "h2")),
    **same("h3 h4 h5 h6", Rule(Action.LEAF, "h3")),
    "blockquote": Rule(Action.BOX, "blockquote"),
    "aside": Rule(Action.BOX, "aside"),
    "figure": Rule(Action.FIGURE),
    **same("ul menu dir", Rule(Action.LIST, "ul")),
    "ol": Rule(Action.LIST, "ol"),
    "li": Rule(Action.ITEM),
    "table": Rule(Action.TABLE),
    "a": Rule(Action.LINK),
    **same("strong b", Rule(Action.MARK, "strong")),
    **same("em i cite dfn var", Rule(Action.MARK, "em")),
    "sup": Rule(Action.MARK, "sup"),
    "sub": Rule(Action.MARK, "sub"),
    # Words that stay in their line
    **same(
        "abbr acronym bdi bdo big blink code data font ins kbd label mark nobr output picture rb ruby samp "
        "slot small span time tt u wbr",
        Rule(Action.WORDS),
    ),
    "q": Rule(Action.QUOTED),
    "rt": Rule(Action.BRACKETED),
    "br": Rule(Action.BREAK),
    "math": Rule(Action.WORDS, note=FORMULA),
    # Empty by HTML, and not by libxml2: what comes after them stands in them.
    "embed": Rule(Action.WORDS, note=MEDIA),
    **same("bgsound keygen source track", Rule(Action.WORDS)),
    # Words that stay apart. Parts of tables and figures stand here for where they are outside of one.
    **same(
        "address article body caption center dd details dialog div dl dt fieldset figcaption footer form "
        "header hgroup hr html legend main marquee nav search section summary tbody td tfoot th thead tr",
        Rule(Action.BLOCK),
    ),
    **same("listing plaintext pre xmp", Rule(Action.LINES)),
    # Gone with their words
    **same("del s strike", Rule(Action.DROP, note=STRUCK)),
    "img": Rule(Action.PICTURE),
    **same("applet audio canvas frameset iframe map object svg video", Rule(Action.DROP, note=MEDIA)),
    **same(
        "button datalist input meter optgroup option progress select textarea", Rule(Action.DROP, note=FORM)
    ),
    **same(
        "area base basefont col colgroup frame head link meta noembed noframes noscript param rp rtc "
        "script style template title xml",
        Rule(Action.DROP),
    ),
}

# Of what is kept, and of nothing else. clinic.body adds the rel of a link, looks at its href, and lets in the
# drawings of a figure by name.
ATTRIBUTES = {
    "a": {"href"},
    "figure": {"data-picture"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
TAGS = {
    *(rule.tag for rule in ELEMENTS.values() if rule.tag),
    *("a", "li", "figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}
