from io import StringIO
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from clinic import startup
from clinic.management.commands import prepare
from clinic.models import Practice
from clinic.tests.database import until_it_waits


@pytest.fixture
def loaded(monkeypatch):
    """What the one starter of this test has done."""
    calls: list[str] = []
    monkeypatch.setattr(startup, "checks", [])
    monkeypatch.setattr(startup, "starters", [lambda: calls.append("loaded")])
    return calls


def prepare_database() -> None:
    call_command("prepare", verbosity=0, stdout=StringIO())


@pytest.mark.django_db
def test_starters_are_loaded_once(loaded):
    prepare_database()
    prepare_database()
    assert loaded == ["loaded"]
    assert Practice.load().starters_loaded_at is not None


@pytest.mark.django_db
def test_starters_that_fail_leave_nothing_and_are_tried_again(loaded, monkeypatch):
    def fail() -> None:
        Practice.objects.update(name="Half done")
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr(startup, "starters", [fail])
        with pytest.raises(ValueError):
            prepare_database()
    assert Practice.load().name != "Half done"
    prepare_database()
    assert loaded == ["loaded"]


@pytest.mark.django_db
def test_a_start_that_is_refused_loads_nothing(loaded, monkeypatch):
    def refuse() -> None:
        raise ImproperlyConfigured

    monkeypatch.setattr(startup, "checks", [refuse])
    with pytest.raises(ImproperlyConfigured):
        prepare_database()
    assert loaded == []


@pytest.mark.django_db(transaction=True)
def test_a_second_host_waits_with_its_migrations(loaded):
    waiting = Thread(target=in_thread)
    with prepare.alone():
        waiting.start()
        until_it_waits(waiting)
    waiting.join(10)
    assert loaded == ["loaded"]


def in_thread() -> None:
    try:
        prepare_database()
    finally:
        connection.close()
