import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("clinic.tests.urls")]


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def token_in(html: str) -> str:
    match = re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', html)
    assert match
    return match[1]


def test_form_comes_again_with_answers_and_nothing_done(strict):
    strict.cookies["csrf"] = "broken"
    response = strict.post("/keeping/7/", {"full_name": "Zoë D'Arcy", "csrfmiddlewaretoken": "x" * 64})

    assert response.status_code == 403
    html = response.content.decode()
    assert 'value="Zoë D&#x27;Arcy"' in html
    assert html.count("Nothing was sent. Check your answers and press the button again.") == 1
    assert response.headers["Cache-Control"] == "no-store"


def test_form_that_came_again_can_be_sent(strict):
    shown = strict.post("/keeping/7/", {"full_name": "Zoë D'Arcy"})
    token = token_in(shown.content.decode())

    response = strict.post("/keeping/7/", {"full_name": "Zoë D'Arcy", "csrfmiddlewaretoken": token})

    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_broken_cookie_is_replaced(strict):
    strict.cookies["csrf"] = "broken"
    shown = strict.post("/keeping/7/", {"full_name": "Ann"})
    token = token_in(shown.content.decode())

    assert strict.post("/keeping/7/", {"full_name": "Ann", "csrfmiddlewaretoken": token}).status_code == 302


def test_foreign_origin_does_nothing(strict):
    token = token_in(strict.get("/keeping/7/").content.decode())
    answers = {"full_name": "Ann", "csrfmiddlewaretoken": token}

    assert strict.post("/keeping/7/", answers, headers={"origin": "https://evil.example"}).status_code == 403


def test_other_forms_get_the_plain_page(strict):
    response = strict.post("/forgetting/", {"full_name": "Ann"})

    assert response.status_code == 403
    html = response.content.decode()
    assert "<h1>We could not be sure that this came from you</h1>" in html
    assert "(919) 777-5242" in html


def test_post_to_no_page(strict):
    assert strict.post("/nowhere/", {"full_name": "Ann"}).status_code == 404


def test_too_much_to_read_has_its_own_page(strict, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = strict.post("/keeping/7/", {"full_name": "a" * 2000})

    assert response.status_code == 413
    assert "<h1>That was too much at once</h1>" in response.content.decode()


def test_answer_that_is_wrong_comes_again_as_usual(client):
    response = client.post("/keeping/7/", {"full_name": ""})

    assert response.status_code == 200
    assert "Nothing was sent" not in response.content.decode()
