"""What the practice owes its patients to say: drafts, publishing, the links at the foot of each page."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from clinic import legal
from clinic.body import sanitized
from clinic.models import LegalPage, Practice
from clinic.reading import grade, lines

pytestmark = pytest.mark.django_db

Kind = LegalPage.Kind
OF_ESTIMATES = "/legal/good-faith-estimate/"


@pytest.fixture(autouse=True)
def drafts():
    legal.write_missing()


def publish(kind: str, **changes: object) -> LegalPage:
    page = LegalPage.objects.get(kind=kind)
    values = {"body": "<p>Ours.</p>", "effective_on": date(2026, 5, 4), "state": "published"}
    for name, value in (values | changes).items():
        setattr(page, name, value)
    page.full_clean()
    page.save()
    return page


def answers_of(page: LegalPage, **changes: str) -> dict[str, str]:
    """The form of the admin."""
    return {"title": page.title, "body": page.body, "effective_on": "", "state": page.state} | changes


def footer(html: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = re.findall(r'<a href="(/legal/[^"]*)">([^<]*)</a>', html)
    return found


# The drafts


def test_drafts_come_with_the_program():
    assert list(LegalPage.objects.values_list("kind", "title", "state")) == [
        ("privacy", "Notice of privacy practices", "draft"),
        ("good-faith-estimate", "Good-faith estimate", "draft"),
        ("non-discrimination", "Non-discrimination", "draft"),
        ("language-assistance", "Language assistance", "draft"),
        ("accessibility", "Accessibility", "draft"),
    ]


def test_a_kind_that_is_newer_than_the_database_comes_with_the_next_start():
    """What was written is not written over."""
    call_command("prepare", verbosity=0, stdout=StringIO())
    LegalPage.objects.filter(kind="privacy").update(body="<p>Ours.</p>")
    LegalPage.objects.filter(kind="accessibility").delete()

    call_command("prepare", verbosity=0, stdout=StringIO())

    assert LegalPage.objects.get(kind="privacy").body == "<p>Ours.</p>"
    assert LegalPage.objects.filter(kind="accessibility").exists()


@pytest.mark.parametrize("kind", Kind)
def test_draft_says_that_it_is_one_and_reads_at_grade_eight_or_below(kind):
    draft = legal.draft_of(kind)

    assert draft.startswith("<p><strong>DRAFT. To be replaced by the practice and its counsel.</strong></p>")
    assert sanitized(draft) == draft
    assert grade(lines(draft)) <= 8


# Publishing


def test_published_page(client):
    publish("privacy", body="<h2>Your rights</h2><p>You can ask.</p>")

    response = client.get("/legal/privacy/")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    html = response.content.decode()
    assert "<title>Notice of privacy practices | Knecht Chiropractic Center</title>" in html
    assert "<h1>Notice of privacy practices</h1>" in html
    assert "In effect from May 4, 2026" in html
    assert '<h2 id="your-rights">Your rights</h2><p>You can ask.</p>' in html
    assert "noindex" not in html


def test_unpublished_page_is_for_managers_alone(client, desk, head):
    assert client.get(OF_ESTIMATES).status_code == 404
    assert desk.get(OF_ESTIMATES).status_code == 404
    assert client.get("/legal/no-such-page/").status_code == 404

    preview = head.get(OF_ESTIMATES)
    assert preview.status_code == 200
    assert preview.headers["Cache-Control"] == "no-store"
    html = preview.content.decode()
    assert "Only managers see this page: it is not published." in html
    assert '<meta name="robots" content="noindex">' in html


def test_footer_links_what_is_published_on_every_page(client):
    assert footer(client.get("/articles/").content.decode()) == []

    publish("accessibility")
    publish("privacy", title="Privacy & you")

    for address in ["/articles/", "/nowhere/", "/book/"]:
        assert footer(client.get(address).content.decode()) == [
            ("/legal/privacy/", "Privacy &amp; you"),
            ("/legal/accessibility/", "Accessibility"),
        ]


def test_footer_costs_no_query_of_its_own(client, django_assert_num_queries):
    Practice.load()
    for kind in Kind:
        publish(kind)

    with django_assert_num_queries(1):
        client.get("/nowhere/")
    with django_assert_num_queries(2):
        client.get("/legal/privacy/")


def test_sitemap_lists_what_is_published(client, settings):
    page = publish("privacy")

    xml = client.get("/sitemap.xml").content.decode()

    assert re.findall(rf"<loc>{settings.SITE_URL}(/legal/[^<]*)</loc><lastmod>([^<]*)</lastmod>", xml) == [
        ("/legal/privacy/", f"{localtime(page.updated_at):%Y-%m-%d}")
    ]


def test_last_change_moves_only_with_the_content():
    page = LegalPage.objects.get(kind="accessibility")
    before = page.updated_at
    page.save()
    assert page.updated_at == before

    page.title = "For everybody"
    page.save()
    assert page.updated_at > before


# In the admin


def test_manager_writes_and_publishes(head, client):
    page = LegalPage.objects.get(kind="good-faith-estimate")
    body = '<p onclick="x()">Ask us.</p><script>alert(1)</script>'

    response = head.post(
        f"/admin/clinic/legalpage/{page.pk}/change/", answers_of(page, body=body, state="published")
    )

    assert response.status_code == 302, response.context["errors"]
    assert LegalPage.objects.get(kind="good-faith-estimate").body == "<p>Ask us.</p>"
    assert "<p>Ask us.</p>" in client.get(OF_ESTIMATES).content.decode()


def test_a_draft_cannot_be_published(head):
    page = LegalPage.objects.get(kind="privacy")

    response = head.post(f"/admin/clinic/legalpage/{page.pk}/change/", answers_of(page, state="published"))

    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {
        "body": ["The text still says DRAFT. Replace each part that says so, then publish it."],
        "effective_on": ["Enter the date from which this notice counts."],
    }
    assert not LegalPage.objects.published().exists()


def test_one_gap_is_enough_to_refuse():
    with pytest.raises(ValidationError, match="still says DRAFT"):
        publish("accessibility", body="<p>Park here: [DRAFT: where]</p>")


@pytest.mark.parametrize(
    ("kind", "changes", "refused"),
    [
        ("accessibility", {"state": "published"}, "legal_page_published_is_no_draft"),
        ("privacy", {"state": "published", "body": "Ours."}, "legal_page_privacy_has_its_date"),
    ],
)
def test_database_refuses_too(kind, changes, refused):
    with pytest.raises(IntegrityError, match=refused), transaction.atomic():
        LegalPage.objects.filter(kind=kind).update(**changes)


def test_list_shows_them_and_writes_nothing(head):
    LegalPage.objects.filter(kind="privacy").delete()

    html = head.get("/admin/clinic/legalpage/").content.decode()

    assert html.count('class="field-title"') == LegalPage.objects.count() == 4
