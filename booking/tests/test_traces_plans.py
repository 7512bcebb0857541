"""Years of traces cost nothing: every search reads as little of them as it shows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Appointment, Contact, Message
from booking.tests.test_plans import buffers, nodes, plans_of
from clinic.traces import looks, timeline, words
from clinic.traces.changes import kinds
from clinic.traces.models import Look
from clinic.traces.search import Search, find_patients
from clinic.traces.tests.reading import kind_of

ROWS = 40_000
# Of 8 KB, for a page: it reads a thousand. What earlier tests rolled back stands in the indexes, too.
MOST_BLOCKS = 2500
EVENTS = [kind_of(one).event_model for one in (Appointment, Contact, Message)]


@pytest.fixture
def history(make_appointment, receptionist, another_receptionist, now):
    """Two years of a busy desk, at other patients, and a few rows of Rita's and of the patient looked for."""
    wanted = make_appointment(reference="22BBCC33", patient_name="Zoë Ünal")
    for model in EVENTS:
        columns = [
            field.column
            for field in model._meta.concrete_fields
            if not field.name.startswith("pgh_") and field.name != "appointment"
        ]
        if model is not EVENTS[0]:
            columns = [f'"{one}"' for one in columns]
        copy_events(model, columns, wanted.pk, another_receptionist.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO traces_look (at, user_id, username, address, action, what, "references", session)
            SELECT '2024-01-01'::timestamptz + number * interval '20 minutes', %s, 'x', '', 'opened',
                'request', ARRAY[lpad(number::text, 8, '0')], lpad((number / 200)::text, 16, '0')
            FROM generate_series(1, %s) number
            """,
            [another_receptionist.pk, ROWS],
        )
        for table in (Look._meta.db_table, *(one._meta.db_table for one in EVENTS)):
            cursor.execute(f'ANALYZE "{table}"')
    return wanted


def copy_events(model, columns, wanted, user):
    """The wanted one's first event, over and over, as somebody else's."""
    table = model._meta.db_table
    values = ["lpad(number::text, 8, '0')" if one == "reference" else f"event.{one}" for one in columns]
    values = ["'Somebody Else' || number" if one == 'event."patient_name"' else one for one in values]
    whose = ["appointment_id"] if hasattr(model, "appointment") else []
    names = ", ".join([*columns, *whose, "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context"])
    others = ", ".join([*values, *("number + 1000000" for _one in whose)])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO "{table}" ({names})
            SELECT {others}, '2024-01-01'::timestamptz + number * interval '20 minutes', 'insert',
                number + 1000000, jsonb_build_object('actor', 'staff', 'user', {user}::int)
            FROM (SELECT * FROM "{table}" ORDER BY pgh_id LIMIT 1) event, generate_series(1, {ROWS}) number
            """  # noqa: S608
        )


def seq_scans(plans):
    """Of the tables that grow."""
    growing = {Look._meta.db_table, *(kind.event_model._meta.db_table for kind in kinds)}
    return [
        one["Relation Name"]
        for plan in plans
        for one in nodes(plan)
        if one["Node Type"] == "Seq Scan" and one["Plan Rows"] > 1000 and one["Relation Name"] in growing
    ]


SEARCHES = {
    "nothing": lambda rita: Search(),
    "staff": lambda rita: Search(staff=rita),
    "reference": lambda rita: Search(patients=find_patients("22BBCC33")),
    "name": lambda rita: Search(patients=find_patients("Ünal")),
    "day": lambda rita: Search(first_day=date(2024, 3, 1), last_day=date(2024, 3, 1)),
    "all": lambda rita: Search(
        staff=rita,
        patients=find_patients("22BBCC33"),
        first_day=date(2024, 3, 1),
        last_day=date(2024, 3, 1),
    ),
}
# Of the patient: the request, whom to tell, and two messages.
FOUND = {"nothing": 50, "staff": 0, "reference": 4, "name": 4, "day": 50, "all": 0}


def test_a_page_reads_little(history, receptionist):
    found, scanned, read = {}, {}, {}
    for name, search in SEARCHES.items():
        with CaptureQueriesContext(connection) as queries:
            rows = timeline.page(search(receptionist)).rows
            words.entries(rows, about_one_patient=True)
        plans = list(plans_of(queries))
        found[name], scanned[name], read[name] = len(rows), seq_scans(plans), buffers(plans)
    assert found == FOUND
    assert scanned == {name: [] for name in SEARCHES}
    assert {name: blocks for name, blocks in read.items() if blocks >= MOST_BLOCKS} == {}


def test_a_page_far_back_reads_as_little(history):
    middle = timeline.key_from("2024-06-01T00:00:00.000000Z_look_1")
    with CaptureQueriesContext(connection) as queries:
        assert len(timeline.page(Search(), before=middle).rows) == 50
    plans = list(plans_of(queries))
    assert seq_scans(plans) == []
    assert buffers(plans) < MOST_BLOCKS


def test_the_patients_of_an_account_or_a_period(history, receptionist):
    for name in ("staff", "reference", "day"):
        with CaptureQueriesContext(connection) as queries:
            timeline.references(SEARCHES[name](receptionist))
        assert seq_scans(plans_of(one for one in queries if "DECLARE" not in one["sql"])) == [], name


def test_whether_it_is_a_refresh(history, receptionist, rf):
    request = rf.get("/")
    request.user, request.session = receptionist, type("Session", (), {"session_key": "k"})
    with CaptureQueriesContext(connection) as queries:
        looks.record(request, looks.Action.OPENED, ["22BBCC33"], "request")
    [plan] = plans_of(queries)
    assert "look_last" in {one.get("Index Name") for one in nodes(plan)}
    assert seq_scans([plan]) == []
