"""Which pages search engines may list, and what each says of itself in its head (STANDARDS 4.4, 4.5)."""

from urllib.parse import urlsplit

import pytest

from booking.models import Appointment, Draft
from booking.tests.pages import cookies_of, let_in
from clinic.models import LegalPage
from clinic.tests.head import Head
from clinic.tests.test_access import address_of, routes  # noqa: F401 - a fixture
from content.models import Article

FOR_STAFF = ("admin/", "staff/")
LISTED = {
    "",
    "legal/<slug:kind>/",
    "articles/",
    "articles/topics/<slug:slug>/",
    "articles/<slug:slug>/",
    "book/",
}
SAID = {
    "description",
    "og:type",
    "og:site_name",
    "og:title",
    "og:description",
    "og:url",
    "og:image",
    "og:image:width",
    "og:image:height",
    "og:image:alt",
    "twitter:card",
}


@pytest.fixture
def heads(client, address_of):  # noqa: F811
    """Of each public page that is there for its reader, by route."""
    addresses = {route: address_of(route) for route in routes() if not route.startswith(FOR_STAFF)}
    LegalPage.objects.update(body="<p>Ours.</p>", effective_on="2026-05-04", state="published")
    Article.objects.update(
        title="Stiff back?", summary="About backs.", state="published", published_at="2026-05-04T12:00Z"
    )
    client.cookies.load(cookies_of(Draft.objects.get()))
    for appointment in Appointment.objects.all():
        let_in(client, appointment)
    answers = {route: client.get(address) for route, address in addresses.items()}
    return {
        route: Head(answer.content.decode())
        for route, answer in answers.items()
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    }


def test_what_is_listed_says_what_it_is(heads, address_of, settings):  # noqa: F811
    listed = {route: head for route, head in heads.items() if head.may_be_listed}
    assert listed.keys() == LISTED
    assert len(heads) > len(listed) + 8  # the steps and the pages of a visit were there to be read

    for route, head in listed.items():
        address = settings.SITE_URL + address_of(route)
        assert head.links["canonical"] == head.meta["og:url"] == address
        assert {name for name, value in head.meta.items() if value} >= SAID
        assert head.meta["og:description"] == head.meta["description"]
        assert head.meta["twitter:card"] == "summary_large_image"
        assert head.links["alternate"] == "/articles/feed/"
    for what in ("title", "description"):
        said = [head.title if what == "title" else head.meta[what] for head in listed.values()]
        assert len(set(said)) == len(said), said


def test_what_is_not_listed_has_no_other_address(heads):
    kept_out = [head for head in heads.values() if not head.may_be_listed]

    assert [head.links.get("canonical") for head in kept_out] == [None] * len(kept_out)
    assert [head.meta.get("og:title") for head in kept_out] == [None] * len(kept_out)


def test_canonical_is_the_page_alone_wherever_it_was_asked_for(client, db, settings):
    settings.ALLOWED_HOSTS = ["other.example"]
    head = Head(client.get("/book/?article=x", headers={"host": "other.example"}).content.decode())

    assert head.links["canonical"] == f"{settings.SITE_URL}/book/"


def test_picture_of_the_site_is_there(client, db, settings):
    head = Head(client.get("/").content.decode())
    address = urlsplit(head.meta["og:image"])

    assert f"{address.scheme}://{address.netloc}" == settings.SITE_URL
    response = client.get(f"{address.path}?{address.query}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert head.meta["og:image:alt"] == "Knecht Chiropractic Center"
