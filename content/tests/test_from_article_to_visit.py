"""The article’s slug travels with the request: in the address, then in the draft, and in no cookie."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking.models import Appointment, Draft
from booking.tests.pages import DETAILS, shown, take_time, text_of
from clinic import reading_matter
from clinic.reading_matter import Led
from content.models import Article, OldAddress

LIST = "/admin/content/article/"
HTMX = {"HX-Request": "true", "HX-Boosted": "true"}


def follow(client, page, pattern, **extra):
    """The one link, or form, of the page that the pattern fits."""
    [address] = set(re.findall(pattern, page.content.decode()))
    return client.get(unescape(address), **extra)


def come_from(client, article):
    """From its page to where a time is chosen: the form there sets the first cookie, against forgery."""
    page = client.get(article.get_absolute_url())
    start = follow(client, page, r'href="(/book/\?article=[^"]+)"')
    assert list(client.cookies) == []
    times = follow(client, start, r'href="(/book/evaluation/\?[^"]+)"')
    assert list(client.cookies) == ["csrf"]
    return times


def finish(client, chosen):
    draft = Draft.objects.get()
    client.post(chosen["Location"], DETAILS)
    client.post(reverse("booking:more", args=[draft.pk]), {"skip": ""})
    take_time()
    client.post(reverse("booking:check", args=[draft.pk]), shown(draft))
    return Appointment.objects.get()


def test_to_a_time_of_another_week(client, make_article, provider, now):
    times = come_from(client, make_article(slug="stiff-neck"))
    later = follow(client, times, r'id="later" href="([^"]+)"', headers=HTMX)

    [form] = re.findall(r'<form method="post" action="([^"]+)"', later.content.decode())
    chosen = client.post(unescape(form), {"time": later.context["week"].days[0].slots[0].value})
    made = finish(client, chosen)

    assert (made.status, made.article) == ("pending", "stiff-neck")
    assert "stiff-neck" not in client.cookies.output()


def test_to_the_waitlist(client, make_article, provider, now):
    times = come_from(client, make_article(slug="stiff-neck"))
    none = follow(client, times, r'href="(/book/evaluation/none/[^"]*)"')

    chosen = client.post(none.wsgi_request.get_full_path(), {"days": ["0"], "parts": ["morning"]})
    made = finish(client, chosen)

    assert (made.status, made.article) == ("waitlist", "stiff-neck")
    assert "stiff-neck" not in client.cookies.output()


# The front desk


def came_from(desk, appointment):
    """What the request's page says, as HTML."""
    page = desk.get(reverse("admin:booking_appointment_change", args=[appointment.pk])).content.decode()
    return re.findall(r"<dt>Came from</dt><dd>(.*?)</dd>", page)


def test_request_shows_the_article(desk, make_article, make_appointment, now):
    make_article(slug="neck", title="Stiff < neck?")
    made = make_appointment(article="neck")

    assert came_from(desk, made) == ['<a href="/articles/neck/">Stiff &lt; neck?</a>']


def test_request_shows_an_article_by_the_address_it_had(desk, make_article, make_appointment, now):
    article = make_article(slug="neck", title="Stiff neck?")
    OldAddress.objects.create(slug="old-neck", article=article)

    assert came_from(desk, make_appointment(article="old-neck")) == [
        '<a href="/articles/neck/">Stiff neck?</a>'
    ]


@pytest.mark.parametrize("state", ["draft", "review", "retired"])
def test_request_links_to_no_article_that_is_not_out(desk, make_article, make_appointment, now, state):
    make_article(slug="neck", title="Stiff neck?", state=state)

    assert came_from(desk, make_appointment(article="neck")) == ["Stiff neck?"]


@pytest.mark.parametrize("slug", ["", "nobody-wrote-this"])
def test_request_names_no_article_that_there_is_not(desk, make_article, make_appointment, now, slug):
    make_article(slug="neck")

    assert came_from(desk, make_appointment(article=slug)) == []


# The editor


@pytest.fixture
def visits(make_appointment, now):
    """Two of late and one of thirty days ago, and one that was none."""
    make_appointment(article="neck")
    make_appointment(article="neck", status="waitlist")
    make_appointment(article="neck", now=now - timedelta(days=30))
    make_appointment(article="neck", status="entered-in-error")
    make_appointment(article="knee", status="cancelled")
    make_appointment()


def counts(client):
    shown = client.get(LIST)
    rows = re.findall(r'class="field-requests">(.*?)</td>', shown.content.decode())
    return dict(zip([one.slug for one in shown.context["cl"].result_list], rows, strict=True))


def test_list_counts_the_requests_of_each_article(editor_client, make_article, visits):
    for slug in ("neck", "knee", "hip"):
        make_article(slug=slug)

    assert counts(editor_client) == {
        "neck": "2 in the last 30 days, 3 in all",
        "knee": "1 in the last 30 days, 1 in all",
        "hip": "none yet",
    }


def test_an_address_that_an_article_had_counts_until_another_has_it(editor_client, make_article, visits):
    moved = make_article(slug="new-neck")
    OldAddress.objects.create(slug="neck", article=moved)
    OldAddress.objects.create(slug="knee", article=moved)
    assert counts(editor_client) == {"new-neck": "3 in the last 30 days, 4 in all"}

    make_article(slug="knee")
    assert counts(editor_client) == {
        "new-neck": "2 in the last 30 days, 3 in all",
        "knee": "1 in the last 30 days, 1 in all",
    }


def test_page_of_an_article_counts_its_own(editor_client, make_article, visits):
    article = make_article(slug="neck")

    assert "Requests for a visit: 2 in the last 30 days, 3 in all" in text_of(
        editor_client.get(f"{LIST}{article.pk}/change/")
    )
    assert editor_client.get(f"{LIST}add/").status_code == 200


def test_one_query_whatever_is_asked_for(django_assert_num_queries, visits, now):
    with django_assert_num_queries(1):
        assert reading_matter.led_to(["neck", "knee", "hip"], now) == {"neck": Led(2, 3), "knee": Led(1, 1)}
    with django_assert_num_queries(0):
        assert reading_matter.led_to([], now) == {}


def test_list_asks_as_much_with_one_article_as_with_thirty(
    editor_client, make_article, make_appointment, now, django_assert_num_queries
):
    make_article()
    make_appointment(article="article-1")
    editor_client.get(LIST)
    with CaptureQueriesContext(connection) as with_one:
        editor_client.get(LIST)
    for _ in range(29):
        make_article()
    OldAddress.objects.create(slug="an-old-one", article=Article.objects.get(slug="article-2"))
    make_appointment(article="an-old-one")

    with django_assert_num_queries(len(with_one)):
        assert len(counts(editor_client)) == 30
