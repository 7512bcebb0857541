"""The diary: a day of everybody, a week of one, and the sheet to print."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import workflow
from booking.admin.times import value_of
from booking.models import Appointment, Closure, Hold, VisitType
from booking.tests.conftest import at
from booking.tests.pages import text_of
from clinic.traces.models import Look

DIARY = "/admin/booking/appointment/diary/"
NINE = at("2026-06-02 09:00")


def columns(response):
    """Each column's heading, and its blocks in words."""
    return {
        column.heading: [
            f"{one.times} {one.appointment.contact.patient_name if one.appointment else ''} {one.standing}"
            for one in column.blocks
        ]
        for column in response.context["columns"]
    }


def test_a_day_without_a_gap(desk, make_appointment, provider, now):
    make_appointment(status="booked", starts_at=NINE, patient_name="Ada Ash")
    make_appointment(starts_at=at("2026-06-02 10:30"), patient_name="Ben Bay")
    offers = [(provider, at("2026-06-02 16:00"))]
    make_appointment(status="proposed", offers=offers, patient_name="Cem Can")
    Closure.objects.create(
        first_day=date(2026, 6, 2), last_day=date(2026, 6, 2), from_time=time(13), to_time=time(15)
    )
    assert columns(desk.get(DIARY, {"day": "2026-06-02"})) == {
        "Paula Hand": [
            "9:00 – 9:45 AM Ada Ash booked",
            "10:00 – 10:30 AM  free",
            "10:30 – 11:15 AM Ben Bay asked for",
            "11:30 AM – 12:00 PM  free",
            "12:00 – 3:00 PM  closed",
            "3:00 – 4:00 PM  free",
            "4:00 – 4:45 PM Cem Can offered",
        ]
    }


def test_a_week_of_one_provider(desk, make_appointment, another_provider, now):
    make_appointment(status="booked", starts_at=NINE, patient_name="Ada Ash")
    make_appointment(status="booked", starts_at=NINE, provider=another_provider, patient_name="Ben Bay")
    Closure.objects.create(first_day=date(2026, 6, 5), last_day=date(2026, 6, 5))
    found = columns(desk.get(DIARY, {"show": "week", "day": "2026-06-04", "provider": another_provider.pk}))
    assert list(found) == [
        "Mon, Jun 1",
        "Tue, Jun 2",
        "Wed, Jun 3",
        "Thu, Jun 4",
        "Fri, Jun 5",
    ]
    assert found["Tue, Jun 2"][0] == "9:00 – 9:45 AM Ben Bay booked"
    assert found["Fri, Jun 5"] == []


def test_what_lies_outside_the_hours_says_so(desk, make_appointment, provider, receptionist, now):
    visit = make_appointment(status="booked", starts_at=NINE, patient_name="Ada Ash")
    saturday = at("2026-06-06 18:00")
    workflow.reschedule(visit, provider, saturday, outside_hours=True, by=receptionist, now=now)
    assert columns(desk.get(DIARY, {"day": "2026-06-06"})) == {
        "Paula Hand": ["6:00 – 6:45 PM Ada Ash booked, outside the hours"]
    }


def test_somebody_retired_is_shown_while_there_are_visits(desk, make_appointment, another_provider, now):
    make_appointment(status="booked", starts_at=NINE, provider=another_provider)
    another_provider.is_active = False
    another_provider.save()
    assert list(columns(desk.get(DIARY, {"day": "2026-06-02"}))) == ["Paula Hand", "Quentin Hand"]
    assert list(columns(desk.get(DIARY, {"day": "2026-06-03"}))) == ["Paula Hand"]


def test_a_week_of_somebody_retired_is_theirs(desk, provider, another_provider, now):
    """An address kept from before, with nothing in it."""
    another_provider.is_active = False
    another_provider.save()
    page = desk.get(DIARY, {"show": "week", "day": "2026-06-02", "provider": another_provider.pk})
    assert page.context["heading"] == "Week of Monday, June 1, Quentin Hand"
    assert f'<option value="{another_provider.pk}" selected>Quentin Hand</option>' in page.content.decode()


def test_a_wish_that_has_lapsed_is_free(desk, make_appointment, now):
    make_appointment(starts_at=NINE)
    Hold.objects.update(expires_at=now)
    first = columns(desk.get(DIARY, {"day": "2026-06-02"}))["Paula Hand"][0]
    assert first == "9:00 – 9:30 AM  free"


def test_a_free_time_leads_to_booking_a_caller_then(desk, provider, visit_type, now):
    """Also sooner than patients may ask for: it is warned about there."""
    page = desk.get(DIARY)
    links = [one.place for column in page.context["columns"] for one in column.blocks if one.place]
    assert links[0] == value_of((provider, at("2026-06-01 10:00")))
    picked = desk.get(page.context["pick_at"] + links[0])
    assert f'value="{links[0]}" checked' in picked.content.decode()
    assert "This is sooner than patients can ask for. Book it all the same?" in text_of(picked)
    later = desk.get(page.context["pick_at"] + value_of((provider, NINE)))
    assert "Tuesday, June 2 at 9:00 AM Eastern, Paula Hand" in text_of(later)
    assert "all the same" not in text_of(later)


def test_free_for_the_visit_that_is_chosen(desk, provider, now):
    long = VisitType.objects.create(name="Long", slug="long", length=180, every=60, position=9)
    provider.visit_types.add(long)
    page = desk.get(DIARY, {"day": "2026-06-02", "visit": long.pk})
    places = [one.place for column in page.context["columns"] for one in column.blocks if one.place]
    assert places == [
        value_of((provider, at(f"2026-06-02 {clock}"))) for clock in ("09:00", "13:00", "14:00")
    ]
    assert f"visit_type={long.pk}&" in page.context["pick_at"]


def test_a_visit_is_moved_by_the_diary(desk, make_appointment, provider, now):
    visit = make_appointment(status="booked", starts_at=NINE, patient_name="Ada Ash")
    move = reverse("admin:booking_appointment_move", args=[visit.pk])
    diary = desk.get(desk.get(move).context["diary_at"])
    assert diary.context["heading"] == "Week of Monday, June 1, Paula Hand"
    assert "Choose a free time for Ada Ash." in text_of(diary)
    tuesday = diary.context["columns"][1].blocks
    assert (tuesday[0].appointment, tuesday[0].place) == (visit, "")  # there it is already
    wanted = tuesday[1].place
    assert diary.context["pick_at"] == f"{move}?place="
    answers = {"place": wanted, "seen": visit.revision}
    assert f'value="{wanted}" checked' in desk.get(f"{move}?place={wanted}").content.decode()
    desk.post(move, answers)
    visit.refresh_from_db()
    assert value_of((provider, visit.starts_at)) == wanted


def test_a_request_is_booked_by_the_diary_where_it_asks_to_be(desk, make_appointment, provider, now):
    asked = make_appointment(starts_at=NINE)
    first = desk.get(DIARY, {"day": "2026-06-02", "move": asked.pk}).context["columns"][0].blocks[0]
    assert (first.appointment, first.place) == (asked, value_of((provider, NINE)))


def test_a_cancelled_visit_is_not_moved(desk, make_appointment, now):
    gone = make_appointment(status="cancelled")
    assert desk.get(DIARY, {"move": gone.pk}).context["asked"].moving is None


def test_the_sheet_names_who_comes_and_no_note(desk, make_appointment, now):
    visit = make_appointment(
        status="booked", starts_at=NINE, patient_name="Ada Ash", phone="+19197775242", note="SECRET"
    )
    child = make_appointment(
        status="booked", starts_at=at("2026-06-02 14:00"), patient_name="Tim Child",
        booker_name="Mary Mother", phone="+19195550102",
    )  # fmt: skip
    make_appointment(starts_at=at("2026-06-02 10:30"), patient_name="Ben Bay")
    page = text_of(desk.get(DIARY, {"show": "sheet", "day": "2026-06-02"}))
    assert "9:00 – 9:45 AM Ada Ash Evaluation (919) 777-5242 booked" in page
    assert "Tim Child Evaluation (919) 555-0102 ask for Mary Mother booked" in page
    assert "Ben Bay" not in page
    assert "SECRET" not in page
    assert set(Look.objects.get(action="listed").references) == {visit.reference, child.reference}


@pytest.mark.parametrize("show", ["day", "week", "sheet"])
def test_it_leaves_a_look_and_reads_no_note(desk, make_appointment, receptionist, now, show):
    visit = make_appointment(status="booked", starts_at=NINE, note="SECRET", access_needs="RAMP")
    with CaptureQueriesContext(connection) as queries:
        desk.get(DIARY, {"show": show, "day": "2026-06-02"})
    look = Look.objects.get(action="listed")
    assert (look.user, look.action, look.what, look.references) == (
        receptionist, "listed", "diary", [visit.reference],
    )  # fmt: skip
    assert [one for one in queries if '"note"' in one["sql"] or "access_needs" in one["sql"]] == []


def test_whom_it_names_to_choose_a_time_for_was_seen(desk, make_appointment, now):
    visit = make_appointment(status="booked", starts_at=NINE)
    desk.get(DIARY, {"move": visit.pk, "day": "2026-07-20"})
    assert Look.objects.get(action="listed").references == [visit.reference]


@pytest.mark.parametrize("show", ["day", "week", "sheet"])
def test_queries_do_not_grow(desk, make_appointment, now, show):
    """Eight visits on one day, from midnight on."""
    desk.get(DIARY)
    counts, shown = [], []
    for visits in (1, 8):
        while Appointment.objects.count() < visits:
            make_appointment(status="booked")
        holds = list(Hold.objects.all())
        Hold.objects.all().delete()
        for number, hold in enumerate(holds):
            hold.starts_at = at("2026-06-02 00:00") + number * timedelta(minutes=45)
            hold.ends_at = hold.starts_at + timedelta(minutes=45)
        Hold.objects.bulk_create(holds)
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(DIARY, {"show": show, "day": "2026-06-02"})
        counts.append(len(queries))
        shown.append(sum(column.visits for column in page.context["columns"]))
    assert shown == [1, 8]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "asked",
    [
        {"day": "tomorrow"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}, {"show": "month"},
        {"provider": "\0"},
        {"visit": "9" * 30}, {"move": "-1"}, {"day": "2026-06-02", "show": "week", "provider": "0"},
    ],
)  # fmt: skip
def test_any_address_shows_a_diary(desk, provider, now, asked):
    assert desk.get(DIARY, asked).status_code == 200


def test_nobody_works_here_yet(desk, now):
    assert "Nobody works here yet: add a provider." in text_of(desk.get(DIARY))


def test_the_night_when_clocks_go_back(desk, provider, now):
    provider.weekly_hours.create(weekday=6, opens=time(0), closes=time(4))
    blocks = columns(desk.get(DIARY, {"day": "2026-11-01"}))["Paula Hand"]
    assert blocks == [
        "12:00 – 12:30 AM  free",
        "12:30 – 1:00 AM  free",
        "1:00 – 1:30 AM  free",
        "1:30 – 2:00 AM  free",
        "2:00 – 2:30 AM  free",
        "2:30 – 3:00 AM  free",
        "3:00 – 4:00 AM  free",
    ]
