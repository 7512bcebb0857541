from typing import Any

from django.db import connection


def test_the_driver_is_psycopg2() -> None:
    """Django takes psycopg 3 instead without a word, as soon as something brings it in."""
    wrapper: Any = connection
    assert wrapper.Database.__name__ == "psycopg2"
