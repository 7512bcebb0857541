from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from clinic.staff.tests.people import with_password


@pytest.fixture
def rita(receptionist: User, now: object) -> Iterator[User]:
    """The receptionist, with a password and an authenticator app. Codes used before do not count."""
    cache.clear()
    yield with_password(receptionist)


@pytest.fixture
def nora(rita: User) -> User:
    """The same, before she has set up a second factor."""
    rita.authenticator_set.all().delete()  # type: ignore[attr-defined]
    return rita
