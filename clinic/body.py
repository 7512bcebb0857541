"""The HTML that staff write: what is let in when it is saved, and what is added when it is shown."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import NamedTuple

import nh3
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from clinic.elements import ATTRIBUTES, TAGS
from clinic.tidy import LONGEST, TOO_LONG, Tidied, tidied

# Pictures drawn for this site, templates/clinic/drawings/: <figure data-drawing="NAME"> brings one in.
DRAWINGS = {"massage-and-release"}
# Pictures that staff have uploaded: <figure data-picture="DIGEST">. An app that keeps some adds, in
# AppConfig.ready(), what finds the HTML of each digest that it knows.
illustrators: list[Callable[[set[str]], Mapping[str, str]]] = []
DIGEST = re.compile(r"[0-9a-f]{64}")
PICTURE = re.compile(rf'<figure data-picture="({DIGEST.pattern})">')

SCHEMES = {"https", "http", "mailto", "tel"}

# Ids that the page itself uses.
TAKEN = {"main", "contents", "emergency", "invite", "corrections", "sources", "related", "words"}


class Heading(NamedTuple):
    anchor: str
    text: str


def sanitized(html: str) -> str:
    """Only what clinic/elements.py lets in. Raises ValidationError where it is too long or too deep."""
    return cleaned(html).html


def cleaned(html: str) -> Tidied:
    """The same, with what an editor is told about it."""
    tidy = tidied(html)
    safe = nh3.clean(
        tidy.html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=only_a_digest,
        tag_attribute_values={"figure": {"data-drawing": DRAWINGS}},
        url_schemes=SCHEMES,
        link_rel="noopener",
    )
    if len(safe) > LONGEST:  # it has to be saved again
        raise ValidationError(TOO_LONG)
    return Tidied(safe, tidy.notes)


def only_a_digest(tag: str, attribute: str, value: str) -> str | None:
    return None if attribute == "data-picture" and not DIGEST.fullmatch(value) else value


def pictures_in(html: str) -> set[str]:
    """The digests of those that sanitized HTML asks for."""
    return set(PICTURE.findall(html))


def shown(html: str) -> tuple[SafeString, list[Heading]]:
    """Sanitized HTML with an id on each h2, wide tables made scrollable, drawings and pictures in place; and
    its headings.

    The patterns may be this simple because sanitized() leaves no other attribute on these tags.
    """
    headings: list[Heading] = []
    taken = dict.fromkeys(TAKEN, 2)

    def with_anchor(match: re.Match[str]) -> str:
        text = unescape(strip_tags(match[1]))
        anchor = free_anchor(text, taken)
        headings.append(Heading(anchor, text))
        return f'<h2 id="{anchor}">{match[1]}</h2>'

    html = re.sub(r"<h2>(.*?)</h2>", with_anchor, html, flags=re.DOTALL)
    html = re.sub(r"<table>(.*?)</table>", scrollable, html, flags=re.DOTALL)
    html = re.sub(r'<figure data-drawing="([^"]*)">', drawn, html)
    html = illustrated(html)
    return mark_safe(html), headings  # noqa: S308 - sanitized when it was saved


def drawn(figure: re.Match[str]) -> str:
    return f"<figure>{render_to_string(f'clinic/drawings/{figure[1]}.html')}"


def illustrated(html: str) -> str:
    """Where nobody knows a picture, its figure keeps the caption."""
    if not (wanted := pictures_in(html)):
        return html
    found = {digest: picture for ask in illustrators for digest, picture in ask(wanted).items()}
    return PICTURE.sub(lambda figure: f"<figure>{found.get(figure[1], '')}", html)


def free_anchor(text: str, taken: dict[str, int]) -> str:
    """`taken` has each anchor, with the number that one more of its name begins to look at."""
    base = slugify(text) or "part"
    anchor = base
    while anchor in taken:
        anchor = f"{base}-{taken[base]}"
        taken[base] += 1
    taken[anchor] = 2
    return anchor


def scrollable(table: re.Match[str]) -> str:
    """Reachable by keyboard, so that it can be scrolled without a mouse.

    Three columns with a heading each and a heading to each row are laid out for a phone (article.css).
    That changes `display`, which takes a table's meaning from screen readers: the roles give it back.
    """
    label = _("Table, scrolls sideways")
    inside = table[1]
    columns = len(re.findall(r"<t[hd][ >]", inside.partition("</tr>")[0]))
    if columns != 3 or inside.count('scope="row"') < 2 or " colspan=" in inside or " rowspan=" in inside:
        return f'<div class="table-scroll" role="region" aria-label="{label}" tabindex="0">{table[0]}</div>'
    for tag, role in (("thead", "rowgroup"), ("tbody", "rowgroup"), ("tr", "row"), ("td", "cell")):
        inside = inside.replace(f"<{tag}>", f'<{tag} role="{role}">')
    inside = inside.replace('scope="col"', 'scope="col" role="columnheader"')
    inside = inside.replace('scope="row"', 'scope="row" role="rowheader"')
    return f'<table class="versus" role="table">{inside}</table>'
