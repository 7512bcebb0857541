import re
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from booking.models import Closure, Draft, Hold, Provider, VisitType
from booking.tests.pages import make_draft, send, text_of
from clinic.models import Practice


def test_it_opens_on_the_first_day_that_has_a_time(client: Client, now: datetime, provider: Provider) -> None:
    Closure.objects.create(first_day=date(2026, 6, 1), last_day=date(2026, 6, 9))
    week = client.get("/book/evaluation/").context["week"]
    assert [day.label for day in week.days] == [
        "Wednesday, June 10",
        "Thursday, June 11",
        "Friday, June 12",
        "Monday, June 15",
        "Tuesday, June 16",
    ]
    assert [slot.label for slot in week.days[0].slots] == [
        "9:00 AM", "9:30 AM", "10:00 AM", "10:30 AM", "11:00 AM",
        "1:00 PM", "1:30 PM", "2:00 PM", "2:30 PM", "3:00 PM", "3:30 PM", "4:00 PM",
    ]  # fmt: skip
    assert (week.earlier, week.later) == (None, date(2026, 6, 17))


def test_later_and_earlier_weeks(client: Client, now: datetime, provider: Provider) -> None:
    later = client.get("/book/evaluation/?from=2026-06-17").context["week"]
    assert later.days[0].label == "Wednesday, June 17"
    assert (later.earlier, later.later) == (date(2026, 6, 10), date(2026, 6, 24))


def test_earlier_is_offered_only_where_there_is_a_time(
    client: Client, now: datetime, provider: Provider
) -> None:
    week = client.get("/book/evaluation/?from=2026-06-02").context["week"]
    assert (week.earlier, week.later) == (date(2026, 6, 1), date(2026, 6, 9))
    assert client.get("/book/evaluation/?from=2026-06-01").context["week"].earlier is None


def test_a_day_without_a_time_says_so_and_shows_the_next(
    client: Client, now: datetime, provider: Provider
) -> None:
    shown = client.get("/book/evaluation/?from=2026-06-13")
    assert "There is no free time on Saturday, June 13. These are the next ones." in text_of(shown)
    week = shown.context["week"]
    assert week.days[0].label == "Monday, June 15"
    assert (week.earlier, week.later) == (date(2026, 6, 8), date(2026, 6, 22))


def test_weeks_without_a_time_are_named_before_they_are_passed_over(
    client: Client, now: datetime, provider: Provider
) -> None:
    Closure.objects.create(first_day=date(2026, 6, 8), last_day=date(2026, 6, 28))
    assert "Later times from Mon, Jun 29" in text_of(client.get("/book/evaluation/"))


def test_only_days_that_have_a_time_can_be_jumped_to(
    client: Client, now: datetime, provider: Provider
) -> None:
    Closure.objects.create(first_day=date(2026, 6, 3), last_day=date(2026, 6, 30))
    VisitType.objects.update(horizon=31)
    page = client.get("/book/evaluation/?from=2026-07-01&article=an-article").content.decode()
    start = page.index('<select id="id_from"')
    assert re.findall(r'<(?:option value|optgroup label)="([^"]*)"( selected)?', page[start:]) == [
        ("", ""),
        ("June 2026", ""),
        ("2026-06-01", ""),
        ("2026-06-02", ""),
        ("July 2026", ""),
        ("2026-07-01", " selected"),
        ("2026-07-02", ""),
    ]
    assert '<input type="hidden" name="article" value="an-article">' in page


def test_who_comes_back_finds_the_time_that_was_chosen(
    client: Client, now: datetime, provider: Provider
) -> None:
    client.post("/book/evaluation/", {"time": "2026-06-11T13:30Z"})
    shown = client.get(f"/book/evaluation/?draft={Draft.objects.get().pk}")
    assert shown.context["week"].days[0].label == "Thursday, June 11"
    assert shown.content.decode().count('value="2026-06-11T13:30Z" checked') == 1


def test_the_week_stays_when_no_time_was_chosen(client: Client, now: datetime, provider: Provider) -> None:
    shown = client.get("/book/evaluation/?from=2026-06-08")
    assert '<form method="post" action="/book/evaluation/?from=2026-06-08" novalidate>' in (
        shown.content.decode()
    )
    again = client.post("/book/evaluation/?from=2026-06-08", {})
    assert again.context["week"].days[0].label == "Monday, June 8"


def test_scripts_are_only_where_times_are_chosen(client: Client, now: datetime, provider: Provider) -> None:
    scripts = {
        address: client.get(address).content.decode().count("<script src")
        for address in ("/", "/book/", "/book/evaluation/", "/book/evaluation/none/")
    }
    assert scripts == {"/": 0, "/book/": 0, "/book/evaluation/": 2, "/book/evaluation/none/": 0}


@pytest.mark.parametrize(
    "wrong",
    ["", "yesterday", "2026-02-30", "2027-02-29", "0001-01-01", "2026-06-01T00:00", "%00", "2020-01-01"],
)
def test_a_wrong_day_shows_the_first_times(
    client: Client, now: datetime, provider: Provider, wrong: str
) -> None:
    shown = client.get(f"/book/evaluation/?from={wrong}")
    assert shown.status_code == 200
    assert shown.context["week"].days[0].label == "Monday, June 1"


def test_a_day_past_the_horizon_says_so_and_gives_the_phone(
    client: Client, now: datetime, provider: Provider
) -> None:
    shown = client.get("/book/evaluation/?from=9999-12-31")
    assert shown.status_code == 200
    assert "There is no free time to choose here. Call us on (919) 777-5242" in text_of(shown)


@pytest.mark.parametrize(
    "time",
    [
        "",
        "soon",
        "2026-06-08",
        "2026-02-30T10:00Z",
        "9999-12-31T23:59Z",
        "0000-01-01T00:00Z",
        "2026-06-08T13:00",
    ],
)
def test_a_time_that_is_none_is_a_field_error(
    client: Client, now: datetime, provider: Provider, time: str
) -> None:
    shown = client.post("/book/evaluation/", {"time": time})
    assert shown.status_code == 200
    assert shown.content.decode().count("Choose ") >= 2
    assert Draft.objects.count() == 0


def test_a_provider_is_asked_for_only_where_there_are_several(
    client: Client, now: datetime, provider: Provider, visit_type: VisitType
) -> None:
    assert "Whom would you like to see?" not in text_of(client.get("/book/evaluation/"))
    other = Provider.objects.create(name="Quentin Hand")
    other.visit_types.add(visit_type)
    assert "Whom would you like to see?" in text_of(client.get("/book/evaluation/"))
    client.post(f"/book/evaluation/?provider={provider.pk}", {"time": "2026-06-08T13:00Z"})
    assert Draft.objects.get().answers["provider"] == provider.pk


def test_no_online_times_on_a_live_site_until_the_hours_are_confirmed(
    client: Client, now: datetime, provider: Provider, settings
) -> None:
    settings.HTTPS = True
    for address in ("/book/evaluation/", "/book/evaluation/none/"):
        for method in (client.get, client.post):
            closed = method(address, {"time": "2026-06-08T13:00Z", "days": ["0"], "parts": ["morning"]})
            assert "We do not book online yet. Call (919) 777-5242" in text_of(closed)
    assert Draft.objects.count() == 0
    Practice.load()
    Practice.objects.update(hours_confirmed=True)
    assert client.get("/book/evaluation/").context["week"].days != []


def test_unknown_retired_and_offline_visits_are_not_found(
    client: Client, now: datetime, provider: Provider, visit_type: VisitType
) -> None:
    assert client.get("/book/unknown/").status_code == 404
    VisitType.objects.update(online=False)
    assert client.get("/book/evaluation/").status_code == 404
    VisitType.objects.update(online=True, is_active=False)
    assert client.get("/book/evaluation/").status_code == 404


def test_queries_do_not_grow_with_rows(
    client: Client, now: datetime, provider: Provider, make_appointment, django_assert_num_queries, settings
) -> None:
    settings.BOOKING_UNANSWERED_PER_CONTACT = 100
    make_appointment()
    client.get("/book/evaluation/")  # makes the practice's row
    with django_assert_num_queries(7):
        client.get("/book/evaluation/")
    for _number in range(7):
        make_appointment()
    assert Hold.objects.count() == 8
    with django_assert_num_queries(7):
        client.get("/book/evaluation/")


def test_asking_for_a_past_time_is_refused_at_the_end(
    client: Client, now: datetime, provider: Provider, visit_type: VisitType
) -> None:
    draft = make_draft(visit_type, datetime(2026, 5, 4, 13, 0, tzinfo=UTC))
    assert send(client, draft).status_code == 409


def test_a_year_without_a_time_is_passed_over(client: Client, now: datetime, provider: Provider) -> None:
    VisitType.objects.update(horizon=365)
    Closure.objects.create(first_day=date(2026, 6, 1), last_day=date(2027, 5, 31))
    week = client.get("/book/evaluation/").context["week"]
    assert [day.label for day in week.days] == ["Tuesday, June 1, 2027"]


def test_nobody_can_ask_further_ahead_than_a_year(visit_type: VisitType) -> None:
    """The page of times reads all days that can be asked for."""
    visit_type.horizon = 366
    with pytest.raises(ValidationError, match="365"):
        visit_type.full_clean()
    with pytest.raises(IntegrityError, match="visit_type_horizon_a_year"):
        visit_type.save()


@pytest.mark.parametrize(
    "time", ["2026-05-04T13:00Z", "2026-06-06T13:00Z", "2026-06-08T13:07Z", "2027-06-07T13:00Z"]
)
def test_a_time_that_is_not_free_goes_no_further(
    client: Client, now: datetime, provider: Provider, time: str
) -> None:
    refused = client.post("/book/evaluation/", {"time": time})
    assert refused.status_code == 200
    assert text_of(refused).count("That time is not free. Choose another one.") == 2
    assert Draft.objects.count() == 0


def test_times_behind_a_long_closure_are_reached(client: Client, now: datetime, provider: Provider) -> None:
    VisitType.objects.update(horizon=120)
    Closure.objects.create(first_day=date(2026, 6, 1), last_day=date(2026, 7, 23))
    week = client.get("/book/evaluation/").context["week"]
    assert [day.label for day in week.days] == [
        "Friday, July 24",
        "Monday, July 27",
        "Tuesday, July 28",
        "Wednesday, July 29",
        "Thursday, July 30",
    ]
    assert week.later == date(2026, 7, 31)
    Closure.objects.create(first_day=date(2026, 7, 31), last_day=date(2026, 9, 24))
    week = client.get("/book/evaluation/").context["week"]
    assert (
        client.get(f"/book/evaluation/?from={week.later}").context["week"].days[0].label
        == "Friday, September 25"
    )
