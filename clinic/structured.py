"""What the pages say to machines (schema.org, as JSON-LD): the facts that stand on the page, and no others.

Chiropractic is no MedicalSpecialty of schema.org, and a MedicineSystem is none of a clinic's properties:
so neither is said.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from clinic.models import Practice

Data = dict[str, Any]
# When the practice is usually open, by weekday from Monday = 0; ending at 0:00 is midnight at its end.
Week = Mapping[int, Sequence[tuple[time, time]]]

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MIDNIGHT = time()
# What would end the element, or begin a comment in it.
ESCAPES = {ord(one): f"\\u{ord(one):04x}" for one in "<>&"}


def script(data: Data) -> SafeString:
    """As an element. It is data: browsers run nothing of it, and the policy has nothing against it."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, separators=(",", ":"))
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(ESCAPES)),  # noqa: S308 - a JSON string means the same with these escaped
    )


def absolute(path: str) -> str:
    """As the site is known outside, whatever name the request came in by."""
    return f"{settings.SITE_URL}{path}"


def practice_id() -> str:
    """The same on every page: by it they mean the same practice."""
    return absolute(f"{reverse('home')}#practice")


def practice(practice: Practice, week: Week | None, image: str) -> Data:
    """Google asks for name and address. Of the address there is what is known; hours where they are given."""
    return {
        "@type": "MedicalClinic",
        "@id": practice_id(),
        "name": practice.name,
        "url": absolute(reverse("home")),
        "telephone": practice.phone.as_e164,
        "address": address(practice),
        "image": image,
        **known("openingHoursSpecification", opening_hours(week or {})),
        **known("sameAs", [url for url in (practice.google_review_url, practice.yelp_review_url) if url]),
    }


def address(practice: Practice) -> Data:
    return {
        "@type": "PostalAddress",
        **known("streetAddress", practice.street),
        "addressLocality": practice.city,
        "addressRegion": practice.state,
        **known("postalCode", practice.postal_code),
    }


def opening_hours(week: Week) -> list[Data]:
    """A closed day is one from 00:00 to 00:00, a whole one ends at 23:59 (Google, Local business)."""
    found: dict[tuple[str, str], list[str]] = {}
    for weekday in sorted(week):
        for opens, closes in week[weekday] or [(MIDNIGHT, MIDNIGHT)]:
            ends = "23:59" if week[weekday] and closes == MIDNIGHT else f"{closes:%H:%M}"
            found.setdefault((f"{opens:%H:%M}", ends), []).append(DAYS[weekday])
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": opens, "closes": closes}
        for (opens, closes), days in found.items()
    ]


def named(practice: Practice) -> Data:
    """Who wrote or published something, where it is the practice."""
    return {
        "@type": "MedicalClinic",
        "@id": practice_id(),
        "name": practice.name,
        "url": absolute(reverse("home")),
    }


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> Data:
    """Names and addresses from the home page on."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": str(name), "item": absolute(path)}
            for position, (name, path) in enumerate(trail, start=1)
        ],
    }


def known(name: str, value: Any) -> Data:
    return {name: value} if value else {}
