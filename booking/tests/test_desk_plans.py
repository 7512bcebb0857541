"""Years of appointments cost the desk nothing: no page of it reads a table from end to end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking import came_from, diary, mail_limits, workflow
from booking.models import Appointment, Contact, Hold, Message, Note, Provider
from booking.tests.conftest import at
from booking.tests.test_admin_diary import DIARY
from booking.tests.test_admin_queue import QUEUE, VIEWS
from booking.tests.test_desk import BY_SCRIPT, DESK, REFRESH
from booking.tests.test_plans import nodes

ROWS = 50_000
GROWING = [Appointment, Contact, Hold, Message, Note]

# The visits of the past years, every one at another hour of the same provider, and 500 to come.
STARTS = (
    "%(now)s + (number - 49500) * interval '1 hour'"
    " + CASE WHEN number > 49500 THEN interval '30 days' ELSE interval '0' END"
)
COPIES = {
    Appointment: {
        "reference": "lpad(number::text, 8, 'Z')",
        "submission": "NULL",
        "status": "CASE WHEN number > 49500 THEN 'booked' ELSE 'fulfilled' END",
        "starts_at": STARTS,
        "ends_at": STARTS + " + interval '45 minutes'",
        "created_at": "%(now)s + (number - 50001) * interval '1 hour'",
        "asked_by": "''",
        "article": "CASE WHEN number > 49000 THEN 'an-article' ELSE '' END",
    },
    Contact: {
        "patient_name": "'Somebody' || number || ' Else' || number",
        "email": "'somebody' || number || '@example.com'",
        "phone": "'+1910' || lpad(number::text, 7, '0')",
    },
    Hold: {
        "starts_at": STARTS,
        "ends_at": STARTS + " + interval '1 hour'",
    },
    Message: {"uid": "gen_random_uuid()", "sent_at": "%(now)s + (number - 50001) * interval '1 hour'"},
    Note: {},
}


@pytest.fixture
def years(make_appointment, receptionist, now):
    """Copies of one booked visit and all that belongs to it. The triggers, and their events, are left out."""
    one = make_appointment(status="booked", starts_at=at("2026-06-02 09:00"))
    one.notes.create(kind="note", text="Called back.", written_at=now, written_by=receptionist)
    make_appointment()
    make_appointment(status="proposed")
    make_appointment(status="booked", email="", phone="+19197775242")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
        for model in GROWING:
            copy(cursor, model, one, now)
        cursor.execute("ANALYZE")
    return one


def copy(cursor, model, one, now):
    table, changed = model._meta.db_table, dict(COPIES[model])
    if model is Appointment:
        changed["id"] = "number + 1000000"
        which = f"id = {one.pk}"
    else:
        changed["appointment_id"] = "number + 1000000"
        which = f"appointment_id = {one.pk}"
    columns = [
        field.column for field in model._meta.concrete_fields if model is Appointment or not field.primary_key
    ]
    values = [changed.get(column, f'"{column}"') for column in columns]
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        f"""
        INSERT INTO {table} ({", ".join(f'"{column}"' for column in columns)})
        SELECT {", ".join(values)}
        FROM (SELECT * FROM {table} WHERE {which} ORDER BY id LIMIT 1) one, generate_series(1, {ROWS}) number
        """,  # noqa: S608
        {"now": now},
    )


def scanned(look):
    """The tables that grow and were read from end to end, each with the statement that did."""
    with CaptureQueriesContext(connection) as queries:
        look()
    tables = {model._meta.db_table for model in GROWING}
    found = []
    for query in queries:
        if not query["sql"].lstrip().startswith(("SELECT", "(SELECT")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}")
            [[[answer]]] = cursor.fetchall()
        read = {one["Relation Name"] for one in nodes(answer["Plan"]) if one["Node Type"] == "Seq Scan"}
        found += [f"{table}: {query['sql']}" for table in sorted(read & tables)]
    return found


def rows_read(look):
    """How many rows of the tables that grow its statements read, kept or not."""
    with CaptureQueriesContext(connection) as queries:
        look()
    tables = {model._meta.db_table for model in GROWING}
    number = 0
    for query in queries:
        if not query["sql"].lstrip().startswith(("SELECT", "(SELECT")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
            [[[answer]]] = cursor.fetchall()
        for one in nodes(answer["Plan"]):
            if one.get("Relation Name") in tables:
                left_out = one.get("Rows Removed by Filter", 0) + one.get("Rows Removed by Index Recheck", 0)
                number += one["Actual Loops"] * (one["Actual Rows"] + left_out)
    return number


def test_no_table_is_read_from_end_to_end(years, desk, provider, receptionist, now):
    workflow.touch([years], now=now)
    workflow.write_note(years, Note.Kind.NO_ANSWER, "", by=receptionist, now=now)
    day = diary.local_day(now)
    pages = {view: {"view": view} for view in VIEWS} | {
        "name": {"q": "Somebody4711"},
        "phone": {"q": "777-5242"},
        "e-mail": {"q": "somebody4711@"},
        "reference": {"q": years.reference},
        "provider": {"view": "past", "provider": provider.pk},
        "week": {"view": "all", "first_day": "2026-06-01", "last_day": "2026-06-07"},
    }
    looked = {name: lambda asked=asked: desk.get(QUEUE, asked) for name, asked in pages.items()} | {
        "request": lambda: desk.get(f"{QUEUE}{years.pk}/change/"),
        "day": lambda: diary.plan(list(Provider.objects.all()), day, day, now),
        "diary's week": lambda: diary.plan(list(Provider.objects.all()), day, day + timedelta(days=6), now),
        "calls": lambda: list(Message.objects.to_call()),
        "mails sent lately": lambda: mail_limits.free_at(years.messages.get(kind="received"), now),
        "alerts sent lately": lambda: mail_limits.free_at(years.messages.get(kind="alert"), now),
        "changes": lambda: list(Message.objects.to_see()),
        "articles": lambda: came_from.led_to(["an-article", "another"], now),
        "hours": lambda: diary.to_come(list(Provider.objects.all()), now),
        "desk": lambda: desk.get(DESK),
        "desk's refresh": lambda: desk.get(REFRESH, headers=BY_SCRIPT),
        "offer each": lambda: desk.get(f"{QUEUE}offer-each/"),
        "diary's page": lambda: desk.get(DIARY),
        "week's page": lambda: desk.get(DIARY, {"show": "week"}),
        "sheet": lambda: desk.get(DIARY, {"show": "sheet"}),
    }
    assert {name: scanned(look) for name, look in looked.items()} == {name: [] for name in looked}

    # A word that everybody bears reads each contact once a way, by name and by e-mail, which no index makes
    # less; of the appointments no more than the list needs, also where it is narrowed down.
    found = f"{QUEUE}?q=somebody"
    assert 2 * ROWS < rows_read(lambda: desk.get(found)) < 2.4 * ROWS
    week = f"{found}&first_day=2026-06-01&last_day=2026-06-07"
    assert 2 * ROWS < rows_read(lambda: desk.get(week)) < 2.4 * ROWS
