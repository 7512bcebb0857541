import pytest

from clinic.models import Practice

pytestmark = pytest.mark.django_db


def test_home_says_what_where_and_how_to_book(client):
    html = client.get("/").content.decode()

    assert html.count("<h1") == 1
    assert "chiropractic office in Sanford, North Carolina" in html
    assert '<a class="button" href="/book/">Book an evaluation</a>' in html
    assert '<a class="button button--quiet phone" href="tel:+1-919-777-5242">Call (919) 777-5242</a>' in html


def test_home_offers_the_two_review_pages_as_plain_links(client):
    html = client.get("/").content.decode()

    for address in [
        "https://search.google.com/local/writereview?placeid=ChIJ1RLeoBqnrIkR3Nywwbe2reM",
        "https://www.yelp.com/writeareview/biz/zZ6rzHVtJpjZ_U2eF9TN0g",
    ]:
        assert html.count(f'<a href="{address}" rel="noopener">') == 1


def test_facts_that_are_not_known_are_not_shown(client):
    Practice.objects.update_or_create(
        pk=1, defaults={"google_review_url": "", "yelp_review_url": "", "street": "", "postal_code": ""}
    )

    html = client.get("/").content.decode()

    assert "review" not in html
    assert "<dd>Sanford, North Carolina</dd>" in html


def test_facts_that_become_known_are_shown(client):
    Practice.objects.update_or_create(pk=1, defaults={"street": "1 Sample Street", "postal_code": "27330"})

    assert "<dd>1 Sample Street, Sanford, North Carolina 27330</dd>" in client.get("/").content.decode()


def test_robots(client, settings):
    text = client.get("/robots.txt").content.decode()

    assert text == f"User-agent: *\nDisallow: /admin/\nSitemap: {settings.SITE_URL}/sitemap.xml\n"
