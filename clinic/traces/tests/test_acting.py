"""Asking who is at work costs a page that only shows something nothing at all."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from clinic.traces import acting
from clinic.traces.acting import ActingMiddleware

pytestmark = pytest.mark.django_db


def about_users(queries):
    return [one["sql"] for one in queries if "django_session" in one["sql"] or "auth_user" in one["sql"]]


def test_a_public_page_does_not_ask_who_looks(client, receptionist):
    client.force_login(receptionist)
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/articles/")
    assert about_users(queries) == []
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_patients_post_asks_the_database_nothing_more(client):
    with CaptureQueriesContext(connection) as queries:
        client.post("/articles/")
    assert about_users(queries) == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE"])
def test_a_safe_request_has_no_user_to_ask_for(rf, method):
    """This one has none: asking would raise."""
    answer = HttpResponse()
    assert ActingMiddleware(lambda request: answer)(rf.generic(method, "/")) is answer


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (["/srv/clinic/manage.py", "shell", "-c", "SECRET"], "manage.py shell"),
        (["manage.py"], None),
        (["gunicorn", "clinic.wsgi"], None),
        (["pytest"], None),
        ([""], None),
    ],
)
def test_only_commands_are_named_after_what_was_typed(typed, name):
    assert acting.name_of_command(typed) == name
