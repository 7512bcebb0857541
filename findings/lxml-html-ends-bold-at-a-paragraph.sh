#!/bin/sh
# lxml.html/etree.HTMLParser (libxml2 2.14, whose tokenizer follows HTML5) still builds its tree by HTML 4's table:
# <b> ends where a <p> begins in it, <s> too, and <a> where a table begins: bold words come out plain, and words that
# were struck out count again. And below 256 elements within each other the rest of the text is left out; nothing is
# raised, only the parser's error_log says so. Browsers (HTML5's tree construction) keep them. Exits with 1 if lxml
# comes to do so, too.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check lxml==6.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import sys

from lxml import etree

print("lxml", etree.__version__, "libxml2", ".".join(map(str, etree.LIBXML_VERSION)))


def tree(html: str) -> str:
    body = etree.fromstring(f"<div>{html}</div>", etree.HTMLParser()).find(".//div")
    return etree.tostring(body, encoding="unicode")


bold = tree("<b>one<p>two</p></b>")
link = tree('<a href="#x">one<table><tr><td>two</td></tr></table></a>')
parser = etree.HTMLParser()
deep = etree.tostring(etree.fromstring("<div>" * 300 + "words" + "</div>" * 300, parser), encoding="unicode")
print("bold: ", bold)
print("link: ", link)
print("words within 300 elements are there:", "words" in deep, "| error_log:", [one.type_name for one in parser.error_log][:1])
as_seen = (
    bold == "<div><b>one</b><p>two</p></div>",
    link.startswith('<div><a href="#x">one</a><table>'),
    "words" not in deep,
)
print("as seen:", as_seen)
sys.exit(0 if all(as_seen) else 1)
PYTHON
