"""HTML from Word, from web pages and from the editor, in the few forms that an article is written in.

before() runs on what came in, ahead of clinic.body's sanitizing, and need not be safe itself; after() on what
it left. Both leave alone what is tidy already: saved twice is saved once.
"""

import re

RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
RENAME = re.compile(rf"<(/?)({'|'.join(RENAMED)})(?=[\s/>])", re.IGNORECASE)

# Word has no lists, only paragraphs that say so, each with its mark: a dot, or its number.
MARK = re.compile(
    r"<!(?:--)?\[if !supportLists\](?:--)?>(.*?)<!(?:--)?\[endif\](?:--)?>", re.IGNORECASE | re.DOTALL
)
ITEM = re.compile(r"<p\b[^>]*\bmso-list:[^>]*>(.*?)</p>", re.IGNORECASE | re.DOTALL)
ITEMS = re.compile(rf"(?:{ITEM.pattern}\s*)+", re.IGNORECASE | re.DOTALL)

SPACE = r"(?:\s|&nbsp;|\xa0)*"
NO_BREAKS = re.compile(r"(?<!\s)(?:\s*&nbsp;(?:\s|&nbsp;)+|\s+&nbsp;)")  # as sanitized; a single one stays
EMPTY = re.compile(rf"<(p|h2|h3|li|strong|em|blockquote|aside|ul|ol)>{SPACE}</\1>\n?")
ALONE = re.compile(
    r"<(li|t[hd](?: scope=\"[a-z]*\")?)>\s*<p>((?:(?!</?p>).)*)</p>\s*(?=</(?:li|td|th)>)", re.DOTALL
)
TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
ROW = re.compile(r"<tr>.*?</tr>\s*", re.DOTALL)


def before(html: str) -> str:
    html = re.sub(r"<br\b[^>]*>", " ", html, flags=re.IGNORECASE)
    html = RENAME.sub(lambda tag: f"<{tag[1]}{RENAMED[tag[2].lower()]}", html)
    return ITEMS.sub(as_list, html) if "mso-list" in html else html


def as_list(items: re.Match[str]) -> str:
    """A run of them. What the first one's mark is, all are."""
    mark = MARK.search(items[0])
    is_numbered = mark is not None and re.search(r"\d", re.sub(r"<[^>]*>", "", mark[1])) is not None
    inside = "".join(f"<li>{MARK.sub('', item[1])}</li>" for item in ITEM.finditer(items[0]))
    return f"<ol>{inside}</ol>" if is_numbered else f"<ul>{inside}</ul>"


def after(html: str) -> str:
    """Nothing empty, no spaces in a row that do not break, no paragraph around all of an item or cell; and
    table headings say what they head."""
    html = NO_BREAKS.sub(" ", html)
    while (tidied := EMPTY.sub("", html)) != html:
        html = tidied
    html = ALONE.sub(r"<\1>\2", html)
    return TABLE.sub(headed, html)


def headed(table: re.Match[str]) -> str:
    """A first row of headings heads the columns; a heading elsewhere its row."""
    inside = table[1]
    if "<thead>" not in inside and (row := ROW.search(inside)) and "<th" in row[0] and "<td" not in row[0]:
        head, rest = row[0].strip(), inside.replace(row[0], "", 1)
        inside = rest.replace("<tbody>", f"<thead>{head}</thead><tbody>", 1).replace("<tbody></tbody>", "")
    head, _end, body = inside.rpartition("</thead>")
    head, body = head.replace("<th>", '<th scope="col">'), body.replace("<th>", '<th scope="row">')
    return f"<table>{head}{_end}{body}</table>"
