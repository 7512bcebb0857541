import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def test_process_answers_without_database_by_any_name(client):
    response = client.get("/healthz", headers={"host": "10.0.0.7:8000"})

    assert (response.status_code, response.content) == (200, b"ok")
    assert response.headers["Content-Type"] == "text/plain"


def test_process_answers_without_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_ready(client):
    response = client.get("/readyz", headers={"host": "10.0.0.7"})

    assert (response.status_code, response.content) == (200, b"ready")


@pytest.mark.django_db
def test_not_ready_before_the_migrations(client):
    MigrationRecorder(connection).flush()

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"not ready")


def test_not_ready_without_the_database(client, django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", "there_is_no_such_database")
        try:
            response = client.get("/readyz")
        finally:
            connection.close()

    assert response.status_code == 503
