"""Maybe the same person: shown beside the request, never put together."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.admin import same_person
from booking.tests.conftest import at
from booking.tests.pages import text_of
from booking.tests.test_admin_request_page import page_of
from booking.tests.test_traces_of_looks import seen


def others_of(appointment):
    return [(one.appointment, one.same) for one in same_person.others(appointment.contact)]


def test_the_same_phone_or_email_the_newest_first(make_appointment, now):
    phone = "+19197775242"
    long_ago = make_appointment(phone=phone, now=now - timedelta(days=9), status="cancelled")
    lately = make_appointment(email="PAT@example.com", now=now - timedelta(days=2), patient_name="Kim Doe")
    both = make_appointment(email="pat@example.com", phone=phone, now=now - timedelta(days=1))
    make_appointment(email="somebody@example.com", phone="+19197775243")
    appointment = make_appointment(email="pat@Example.com", phone=phone)
    assert others_of(appointment) == [
        (both, "same phone, same e-mail"),
        (lately, "same e-mail"),
        (long_ago, "same phone"),
    ]


def test_nobody_is_the_same_for_having_no_phone_or_no_email(make_appointment, now):
    make_appointment(email="", phone="+19197775242")
    make_appointment(email="one@example.com")
    assert others_of(make_appointment(email="two@example.com")) == []
    assert others_of(make_appointment(email="", phone="+19197775243")) == []


def test_ten_at_most(make_appointment, now):
    made = [
        make_appointment(
            email="pat@example.com", now=now + timedelta(minutes=number), status="cancelled"
        )
        for number in range(12)
    ]  # fmt: skip
    assert [one for one, _same in others_of(made[0])] == made[:1:-1]


def test_as_it_was_said_then(desk, make_appointment, now):
    make_appointment(
        status="booked", starts_at=at("2026-06-09 09:00"), email="pat@example.com", patient_name="Kim Doe",
        reference="99999999",
    )  # fmt: skip
    make_appointment(status="waitlist", email="pat@example.com", patient_name="Ann <b>", reference="33333333")
    appointment = make_appointment(email="pat@example.com", patient_name="Pat Doe", reference="22BBCC33")
    page = text_of(page_of(desk, appointment))
    assert "Maybe the same person 33333333 Ann &lt;b&gt;, no time found yet" in page
    assert "asked Monday, June 1 at 10:00 AM Eastern; same e-mail" in page
    assert "99999999 Kim Doe, booked Tuesday, June 9 at 9:00 AM Eastern; same e-mail" in page
    assert seen() == [
        ("opened", "request", ["22BBCC33"]),
        ("listed", "beside a request", ["33333333", "99999999"]),
    ]


def test_two_queries_and_nothing_that_patients_wrote(make_appointment, now):
    make_appointment(email="pat@example.com", note="My shoulder", access_needs="A chair")
    contact = make_appointment(email="pat@example.com").contact
    with CaptureQueriesContext(connection) as queries:
        same_person.others(contact)
    assert len(queries) == 2
    asked = " ".join(query["sql"] for query in queries)
    assert not [name for name in ('"note"', '"access_needs"', '"interpreter"') if name in asked]


def test_by_the_indexes_of_phone_and_email(make_appointment, now):
    contact = make_appointment(email="Pat@example.com", phone="+19197775242").contact
    with CaptureQueriesContext(connection) as queries:
        same_person.others(contact)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # of a table of one row
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on contact_phone" in plan
    assert "Bitmap Index Scan on contact_email" in plan
