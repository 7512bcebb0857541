from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import RequestFactory

from clinic import errors
from clinic.models import Practice

pytestmark = pytest.mark.urls("clinic.tests.urls")
PHONE = '<a class="phone" href="tel:+1-919-777-5242">(919) 777-5242</a>'


@pytest.fixture
def forgiving(client):
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/closed/", 403, "This page is not open to you"),
        ("/nowhere/", 404, "There is no page here"),
        ("/busy/", 429, "That was a lot at once"),
        ("/broken/T0KEN/", 500, "Something broke on our side"),
        ("/away/", 503, "We will be back soon"),
    ],
)
def test_page_gives_the_phone(forgiving, address, status, heading):
    response = forgiving.get(address)

    assert response.status_code == status
    html = response.content.decode()
    assert f"<h1>{heading}</h1>" in html
    assert html.count(PHONE) == 3
    assert "jane.roe" not in html
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.urls("clinic.urls")
def test_a_wrong_method_gets_a_page_that_says_so(client):
    response = client.put("/book/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert "<h1>This page cannot do that</h1>" in response.content.decode()
    assert PHONE in response.content.decode()


@pytest.mark.django_db
def test_the_phone_is_the_one_that_the_practice_had_last(forgiving, monkeypatch):
    monkeypatch.setattr(Practice, "last_known", None)
    Practice.objects.create(pk=1, phone="+19195550100")
    Practice.load()
    response = forgiving.get("/broken/T0KEN/")
    assert response.status_code == 500
    assert "(919) 555-0100" in response.content.decode()


@pytest.mark.django_db
def test_busy_says_when_to_try_again(client):
    assert client.get("/busy/").headers["Retry-After"] == "90"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "value"), [("DATA_UPLOAD_MAX_MEMORY_SIZE", 1000), ("DATA_UPLOAD_MAX_NUMBER_FIELDS", 10)]
)
@pytest.mark.parametrize("content_type", ["form", "multipart"])
def test_too_large_says_what_became_of_it(client, settings, limit, value, content_type):
    setattr(settings, limit, value)
    fields = {f"field{number}": "a" * 100 for number in range(20)}

    if content_type == "multipart":
        response = client.post("/keeping/7/", fields)
    else:
        response = client.post("/keeping/7/", urlencode(fields), "application/x-www-form-urlencoded")

    assert response.status_code == 413
    html = response.content.decode()
    assert "<h1>That was too much at once</h1>" in html
    assert "Nothing was sent, and nothing was changed." in html
    assert html.count(PHONE) == 3


@pytest.mark.django_db
def test_away_says_when_to_try_again_and_what_became_of_it(forgiving):
    response = forgiving.post("/away/", {"full_name": "Ann"})

    assert (response.headers["Retry-After"], response.headers["Cache-Control"]) == ("60", "no-store")
    html = response.content.decode()
    assert "If you were sending us something, it may not have reached us." in html
    assert "A request for a visit counts only once." in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("57P01", 503),  # the server is shutting down
        ("53300", 503),  # too many connections
        ("08006", 503),  # the connection broke
        ("55P03", 500),  # a lock was not to be had
        ("57014", 500),  # a statement took too long
        ("23505", 500),  # not unique
    ],
)
def test_only_a_database_that_is_away_is_maintenance(forgiving, code, status):
    assert forgiving.get(f"/failing/{code}/").status_code == status


def test_foreign_host_is_a_bad_request_without_the_database(client):
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    html = response.content.decode()
    assert "<h1>We could not read that</h1>" in html
    assert html.count(PHONE) == 3


def test_server_error_needs_no_database():
    # pytest-django refuses any query in a test without the django_db mark.
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert response.content.decode().count(PHONE) == 3


def test_server_error_survives_its_own_template(settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]

    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert response.content.decode() == "The site cannot answer just now. Call us at (919) 777-5242."


@pytest.mark.django_db
def test_error_page_is_the_site_s_own_where_debug_is_off(client, settings):
    assert settings.DEBUG is False
    assert connection.vendor == "postgresql"
    assert "Traceback" not in client.get("/nowhere/").content.decode()
