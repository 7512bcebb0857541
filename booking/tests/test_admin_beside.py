"""Beside a request: the day of the time that it is about."""

from datetime import date, timedelta

from booking import workflow
from booking.models import Closure, Hold
from booking.tests.conftest import at
from booking.tests.pages import text_of
from booking.tests.test_admin_request_page import page_of
from booking.tests.test_traces_of_looks import seen

NINE = at("2026-06-02 09:00")


def days_of(desk, appointment):
    """Heading, and each row in a line."""
    return [
        (day.heading, [line(row) for row in day.rows], list(day.astray))
        for day in page_of(desk, appointment).context["days"]
    ]


def line(row):
    words = ", ".join(one for one in (row.who, row.words) if one)
    return f"{row.time} {words}" + "".join(f" [{mark}]" for mark in row.marks)


def test_the_day_of_the_time_asked_for(desk, make_appointment, another_provider, now):
    make_appointment(status="booked", starts_at=at("2026-06-02 10:00"), patient_name="Kim Lee")
    make_appointment(status="booked", starts_at=NINE, provider=another_provider)
    appointment = make_appointment(starts_at=NINE)
    assert days_of(desk, appointment) == [
        (
            "Tuesday, June 2, Paula Hand",
            [
                "9:00 – 9:45 AM Pat Doe [asked for here]",
                "10:00 – 10:45 AM Kim Lee, booked",
                "11:00 AM – 12:00 PM free",
                "12:00 – 1:00 PM closed",
                "1:00 – 5:00 PM free",
            ],
            [],
        )
    ]


def test_a_time_that_lapsed_or_that_somebody_else_has(desk, make_appointment, now):
    appointment = make_appointment(starts_at=NINE)
    Hold.objects.update(expires_at=now - timedelta(minutes=1))
    [(_heading, rows, _astray)] = days_of(desk, appointment)
    assert rows[0] == "9:00 AM – 12:00 PM free [asked for here, 9:00 – 9:45 AM]"
    make_appointment(status="booked", starts_at=NINE, patient_name="Kim Lee")
    [(_heading, rows, _astray)] = days_of(desk, appointment)
    assert rows[0] == "9:00 – 9:45 AM Kim Lee, booked [asked for here, 9:00 – 9:45 AM]"


def test_the_days_of_the_times_offered(desk, make_appointment, provider, another_provider, now):
    offers = [
        (provider, at("2026-06-03 09:00")),
        (another_provider, at("2026-06-03 11:00")),
        (provider, at("2026-06-04 09:00")),
    ]
    found = days_of(desk, make_appointment(status="proposed", offers=offers))
    assert [(heading, rows[0]) for heading, rows, _astray in found] == [
        ("Wednesday, June 3, Paula Hand", "9:00 – 9:45 AM Pat Doe [offered here]"),
        ("Wednesday, June 3, Quentin Hand", "9:00 – 11:00 AM free"),
        ("Thursday, June 4, Paula Hand", "9:00 – 9:45 AM Pat Doe [offered here]"),
    ]


def test_the_day_of_the_visit_stays_beside_three_others(desk, make_appointment, provider, now):
    days = ("2026-06-03", "2026-06-04", "2026-06-05")
    offers = [(provider, at(f"{day} 09:00")) for day in days]
    found = days_of(desk, make_appointment(status="booked", starts_at=NINE, offers=offers))
    assert [(heading.split(",")[0], rows[0]) for heading, rows, _astray in found] == [
        ("Wednesday", "9:00 – 9:45 AM Pat Doe [offered here]"),
        ("Thursday", "9:00 – 9:45 AM Pat Doe [offered here]"),
        ("Friday", "9:00 – 9:45 AM Pat Doe [offered here]"),
        ("Tuesday", "9:00 – 9:45 AM Pat Doe, booked [this visit]"),
    ]


def test_a_wish_and_the_visit_that_stays_until_then(desk, make_appointment, now):
    appointment = make_appointment(
        status="booked", starts_at=NINE, wished_time=at("2026-06-02 14:00"), patient_name="Kim Lee"
    )
    [(_heading, rows, _astray)] = days_of(desk, appointment)
    assert rows[0] == "9:00 – 9:45 AM Kim Lee, booked [this visit]"
    assert "2:00 – 2:45 PM Kim Lee [asked for here]" in rows


def test_a_day_closed_meanwhile(desk, make_appointment, receptionist, now):
    asked, booked = make_appointment(starts_at=NINE), make_appointment(status="booked")
    Closure.objects.create(first_day=date(2026, 6, 2), last_day=date(2026, 6, 2))
    [(_heading, rows, _astray)] = days_of(desk, booked)
    assert rows[1] == "10:00 – 10:45 AM Pat Doe, booked, outside the hours [this visit]"
    workflow.cancel(booked, by=receptionist, now=now)
    Hold.objects.filter(appointment=asked).delete()
    assert days_of(desk, asked) == [("Tuesday, June 2, Paula Hand", [], ["asked for here, 9:00 – 9:45 AM"])]
    assert "Closed all day." in text_of(page_of(desk, asked))


def test_without_a_time_there_is_no_day(desk, make_appointment, now):
    assert days_of(desk, make_appointment(status="waitlist")) == []


def test_who_stands_beside_it_is_looked_at(desk, make_appointment, now):
    make_appointment(status="booked", starts_at=NINE, reference="99999999")
    appointment = make_appointment(reference="22BBCC33", starts_at=at("2026-06-02 10:00"))
    page_of(desk, appointment)
    assert seen() == [("opened", "request", ["22BBCC33"]), ("listed", "beside a request", ["99999999"])]
