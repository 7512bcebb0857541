"""What a page's head says to machines, read as they read it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

# What has to be there (developers.google.com/search/docs/appearance/structured-data: local-business,
# breadcrumb; article asks for nothing, and for these if one wants to be shown well).
ASKED = {
    "MedicalClinic": {"name"},
    "PostalAddress": {"addressLocality", "addressRegion"},
    "OpeningHoursSpecification": {"dayOfWeek", "opens", "closes"},
    "Article": {"headline", "image", "datePublished", "dateModified", "author"},
    "MedicalWebPage": {"url"},
    "Person": {"name"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}


@dataclass
class Head(HTMLParser):
    html: str
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    data: list[dict[str, Any]] = field(default_factory=list)
    inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and (name := given.get("name") or given.get("property")):
            assert name == "theme-color" or name not in self.meta, f"{name} twice"
            self.meta[name] = given["content"]
        elif tag == "link":
            self.links[given["rel"]] = given["href"]
        elif tag == "title" and not self.title:
            self.inside = "title"
        elif tag == "script" and given == {"type": "application/ld+json"}:
            self.inside = "data"

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.title += data
        elif self.inside == "data":
            self.data.append(json.loads(data))

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    @property
    def may_be_listed(self) -> bool:
        return self.meta.get("robots") != "noindex"

    def missing(self) -> list[tuple[str, str]]:
        return [
            (kind, name)
            for node in nodes(self.data)
            for kind in kinds(node)
            for name in sorted(ASKED[kind] - node.keys())
        ]


def nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Each that says what it is, however deep."""
    if isinstance(data, dict):
        if "@type" in data:
            yield data
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from nodes(one)


def kinds(node: dict[str, Any]) -> list[str]:
    return node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
