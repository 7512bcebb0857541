import io
import logging
import warnings
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from clinic.logs import PrivateFilter, PrivateFormatter

pytestmark = pytest.mark.urls("clinic.tests.urls")
SECRETS = ["T0KEN", "jane.roe", "example.com", "evil", "555-0100", "5550100", "Jane"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the console would show, without the time."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(PrivateFilter())
    handler.setFormatter(PrivateFormatter("{levelname} {name} {message}", style="{"))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def assert_private(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []


def test_settings_use_them(settings):
    console = settings.LOGGING["handlers"]["console"]

    assert settings.LOGGING["filters"][console["filters"][0]] == {"()": "clinic.logs.PrivateFilter"}
    assert settings.LOGGING["formatters"][console["formatter"]]["()"] == "clinic.logs.PrivateFormatter"


@pytest.mark.django_db
def test_not_found(client, log):
    client.get("/missing/T0KEN/?email=jane.roe@example.com")

    assert log.getvalue() == "WARNING django.request 404 Not Found GET /missing/<token>/\n"


@pytest.mark.django_db
def test_no_such_page(client, log):
    client.get("/T0KEN/jane.roe@example.com")

    assert log.getvalue() == "WARNING django.request 404 Not Found GET (no such page)\n"


@pytest.mark.django_db
def test_a_page_that_is_not_open_is_one_line(client, log):
    client.get("/closed/")

    assert log.getvalue() == "WARNING django.request PermissionDenied 403 Forbidden GET /closed/\n"


@pytest.mark.django_db
def test_foreign_host(client, log):
    client.get("/missing/T0KEN/", headers={"host": "evil.example.com"})

    assert log.getvalue() == (
        "WARNING django.security.DisallowedHost DisallowedHost 400 Bad Request GET /missing/<token>/\n"
    )


def checking_csrf() -> Client:
    """A browser whose form is read in search of the token."""
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    return browser


@pytest.mark.django_db
def test_too_many_fields_are_one_line(client, log, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    checking_csrf().post("/missing/T0KEN/", {"name": "Jane", "a": "evil", "b": "T0KEN"})

    assert log.getvalue() == (
        "WARNING django.security.TooManyFieldsSent TooManyFieldsSent 413 Request Entity Too Large"
        " POST /missing/<token>/\n"
    )


@pytest.mark.django_db
def test_too_much_text_is_one_line(client, log, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    checking_csrf().post("/missing/T0KEN/", {"name": "Jane", "a": "evil", "b": "T0KEN"})

    assert len(log.getvalue().splitlines()) == 1
    assert "RequestDataTooBig" in log.getvalue()
    assert_private(log.getvalue())


@pytest.mark.django_db
def test_csrf_failure(log):
    headers = {"origin": "https://evil.example.com"}
    Client(enforce_csrf_checks=True).post("/missing/T0KEN/", {"name": "Jane"}, headers=headers)

    assert log.getvalue() == "WARNING django.security.csrf csrf 403 Forbidden POST /missing/<token>/\n"


@pytest.mark.django_db
def test_database_error_keeps_the_place_and_loses_the_row(client, log):
    client.raise_request_exception = False
    client.get("/broken/T0KEN/")

    text = log.getvalue()
    lines = text.splitlines()
    assert lines[0] == "ERROR django.request IntegrityError 500 Internal Server Error GET /broken/<token>/"
    assert lines[-1] == "django.db.utils.IntegrityError"
    assert "psycopg2.errors.UniqueViolation" in lines
    assert 'clinic/tests/urls.py", line ' in text
    # The line of source that failed is in the program, not in the row.
    assert_private(text.replace('username="jane.roe@example.com"', ""))


def test_cause_and_what_was_handled_lose_their_text(log):
    try:
        try:
            raise ValueError("Key (phone)=(919 555-0100) already exists")
        except ValueError as error:
            raise RuntimeError("Failing row contains (Jane)") from error
    except RuntimeError as error:
        logging.getLogger("booking").exception("could not send: %s", error)

    text = log.getvalue()
    assert text.startswith("ERROR booking could not send: RuntimeError\nTraceback")
    assert "\nbuiltins.ValueError\nwhich caused:\nTraceback" in text
    assert text.endswith("\nbuiltins.RuntimeError\n")
    assert text.count("already exists") == text.count("Failing row") == 1  # the source lines


def test_text_kept_by_another_formatter_is_not_used(log):
    try:
        raise ValueError("T0KEN"[:])
    except ValueError as error:
        record = logging.LogRecord(
            "booking", logging.ERROR, "", 0, "oh", (), (type(error), error, error.__traceback__)
        )
    logging.Formatter().format(record)
    assert record.exc_text is not None

    assert PrivateFormatter().format(record).endswith("\nbuiltins.ValueError")


@pytest.mark.parametrize(
    ("message", "args", "line"),
    [
        ("Error handling request %s %s", ("GET", "/a/T0KEN/"), "Error handling request … …"),
        ("Worker (pid:%s) exited with code %s.", (71, 3), "Worker (pid:71) exited with code 3."),
        (ValueError("Jane"), (), "ValueError"),
        ("Invalid request from ip=203.0.113.7: Jane", (), "Invalid request from ip=…"),
    ],
)
def test_gunicorn(log, message, args, line):
    logging.getLogger("gunicorn.error").warning(message, *args)

    assert log.getvalue() == f"WARNING gunicorn.error {line}\n"


def test_development_server(log):
    logging.getLogger("django.server").info('"%s" %s %s', "GET /missing/T0KEN/?q=Jane HTTP/1.1", "200", "12")

    assert log.getvalue() == "INFO django.server GET /missing/<token>/\n"


def test_warning_keeps_its_place(log):
    text = warnings.formatwarning("received (Jane)", RuntimeWarning, "/srv/booking/views.py", 7, "save(Jane)")
    logging.getLogger("py.warnings").warning("%s", text)

    assert log.getvalue() == "WARNING py.warnings /srv/booking/views.py:7: RuntimeWarning\n"


def test_last_net(log):
    logging.getLogger("booking").warning(
        "no answer from %s at (919) 555-0100 or +19195550100", "jane.roe@example.com"
    )

    assert log.getvalue() == "WARNING booking no answer from (e-mail) at (phone) or (phone)\n"


def test_ordinary_lines_stay_as_they_are(log):
    logging.getLogger("booking").info("sent %d messages in %.1f s on 2026-11-22 for 2026-11-AB12CD", 12, 0.25)

    assert log.getvalue() == "INFO booking sent 12 messages in 0.2 s on 2026-11-22 for 2026-11-AB12CD\n"


def test_line_that_cannot_be_made_says_so(log):
    logging.getLogger("booking").warning("%s and %s", "Jane")

    assert log.getvalue() == "WARNING booking %s and %s (TypeError)\n"


@pytest.mark.django_db
def test_not_ready(client, log):
    MigrationRecorder(connection).flush()
    client.get("/readyz")

    assert log.getvalue() == "ERROR django.request 503 Service Unavailable GET /readyz\n"
