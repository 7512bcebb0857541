"""The web server of production while the database lets nobody in; and a form that is too large for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.db import connection

from booking.tests.programs import web_server


@contextmanager
def nobody_let_in() -> Iterator[None]:
    """Whoever is connected stays so."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
        try:
            yield
        finally:
            cursor.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")


def ask(address: str, data: bytes | None = None) -> tuple[int, str | None, str]:
    """Status, Retry-After and page."""
    try:
        with urlopen(address, data, timeout=60) as answer:
            return answer.status, None, answer.read().decode()
    except HTTPError as answer:
        with answer:
            return answer.code, answer.headers["Retry-After"], answer.read().decode()


@pytest.mark.django_db(transaction=True)
def test_it_says_so_and_comes_back() -> None:
    with web_server() as (_process, site):
        with nobody_let_in():
            status, retry_after, page = ask(site + "/")
            assert (status, retry_after) == (503, "60")
            assert "<h1>We will be back soon</h1>" in page
            assert "(919) 777-5242" in page
        assert ask(site + "/")[0] == 200

        # All of it is read: a browser that is still sending would show a broken connection.
        status, _retry_after, page = ask(site + "/appointment/link/", b"email=" + b"a" * 9_000_000)
        assert status == 413
        assert "<h1>That was too much at once</h1>" in page
