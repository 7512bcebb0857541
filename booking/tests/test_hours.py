"""The contact block: when the practice is open, in words. It is Monday, 1 June 2026."""

from datetime import datetime, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking import hours
from booking.models import Closure, ExtraOpening, Provider, WeeklyHours
from booking.tests.pages import text_of
from clinic.models import Practice
from clinic.reading import grade
from conftest import NOW, make_provider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PHONE = '<p class="contact__phone"><a class="phone" href="tel:+1-919-777-5242">(919) 777-5242</a></p>'
USUAL = "9:00 AM to 12:00 PM and 1:00 PM to 5:00 PM"


def works(provider: Provider, weekday: int, opens: int, closes: int) -> None:
    WeeklyHours.objects.create(
        provider=provider, weekday=weekday, opens=time(opens), closes=time(closes % 24)
    )


def week() -> list[tuple[str, str]]:
    found = hours.of_practice(NOW)
    return [(line.days, line.times) for line in found.week] if found else []


def exceptions(now: datetime = NOW) -> list[tuple[str, str]]:
    found = hours.of_practice(now)
    return [(line.days, line.times) for line in found.exceptions] if found else []


def close(first_day: str, last_day: str = "", **changes: object) -> Closure:
    return Closure.objects.create(first_day=first_day, last_day=last_day or first_day, **changes)


def test_days_with_the_same_hours_share_a_line(provider: Provider) -> None:
    assert week() == [("Monday to Friday", USUAL), ("Saturday and Sunday", "Closed")]
    assert exceptions() == []


def test_days_that_do_not_follow_on_each_other(db: None) -> None:
    provider = Provider.objects.create(name="Paula Hand")
    for weekday in (0, 2, 3, 4, 6):
        works(provider, weekday, 8, 16)
    works(provider, 1, 8, 24)
    works(provider, 5, 0, 24)

    assert week() == [
        ("Monday, Wednesday to Friday and Sunday", "8:00 AM to 4:00 PM"),
        ("Tuesday", "8:00 AM to midnight"),
        ("Saturday", "All day"),
    ]


def test_it_is_open_when_anybody_works(provider: Provider, another_provider: Provider) -> None:
    works(another_provider, 0, 11, 14)
    works(another_provider, 5, 8, 11)
    works(another_provider, 5, 11, 12)

    assert week() == [
        ("Monday", "9:00 AM to 5:00 PM"),
        ("Tuesday to Friday", USUAL),
        ("Saturday", "8:00 AM to 12:00 PM"),
        ("Sunday", "Closed"),
    ]


def test_whoever_is_retired_does_not_count(provider: Provider) -> None:
    retired = make_provider("Quentin Hand")
    works(retired, 5, 9, 12)
    Provider.objects.filter(pk=retired.pk).update(is_active=False)
    close("2026-06-02", provider=retired)

    assert week() == [("Monday to Friday", USUAL), ("Saturday and Sunday", "Closed")]
    assert exceptions() == []


def test_nobody_has_hours(db: None) -> None:
    Provider.objects.create(name="Paula Hand")

    assert hours.of_practice(NOW) is None


def test_closed_all_day_or_for_a_part(provider: Provider) -> None:
    close("2026-06-03")
    close("2026-06-05", from_time=time(15), to_time=time(23))
    close("2026-06-08", from_time=time(12), to_time=time(13))  # nobody is there then anyway
    close("2026-06-10", from_time=time(9), to_time=time(12))

    assert exceptions() == [
        ("Wednesday, June 3", "Closed"),
        ("Friday, June 5", "9:00 AM to 12:00 PM and 1:00 PM to 3:00 PM"),
        ("Wednesday, June 10", "1:00 PM to 5:00 PM"),
    ]


def test_weeks_off_are_one_line_and_end_with_the_last_day_that_would_be_open(provider: Provider) -> None:
    close("2026-06-04", "2026-06-13")
    close("2026-06-15")

    assert exceptions() == [("Thursday, June 4 to Monday, June 15", "Closed")]


def test_extra_openings(provider: Provider, another_provider: Provider) -> None:
    for day, provider_ in (("2026-06-06", provider), ("2026-06-07", another_provider)):
        ExtraOpening.objects.create(
            provider=provider_, first_day=day, last_day=day, from_time=time(9), to_time=time(12)
        )
    ExtraOpening.objects.create(
        first_day="2026-06-09", last_day="2026-06-09", from_time=time(17), to_time=time(19)
    )

    assert exceptions() == [
        ("Saturday, June 6 to Sunday, June 7", "9:00 AM to 12:00 PM"),
        ("Tuesday, June 9", "9:00 AM to 12:00 PM and 1:00 PM to 7:00 PM"),
    ]


def test_one_of_two_away_changes_nothing_for_patients(provider: Provider, another_provider: Provider) -> None:
    close("2026-06-03", provider=provider)

    assert exceptions() == []


def test_exceptions_of_four_weeks_are_told(provider: Provider) -> None:
    close("2026-05-29")
    close("2026-06-26")
    close("2026-06-29")

    assert exceptions() == [("Friday, June 26", "Closed")]


def test_hours_on_the_night_of_a_clock_change(provider: Provider) -> None:
    """On Sunday, 8 March 2026 there is no 2:30; it stands on the wall clock of the door all the same."""
    works(provider, 6, 1, 4)
    before = datetime.fromisoformat("2026-03-06T15:00Z")

    found = hours.of_practice(before)

    assert found
    assert (found.week[-1].times, found.exceptions) == ("1:00 AM to 4:00 AM", [])


@pytest.mark.parametrize(
    ("within", "says"),
    [
        (1, "We answer a request within one hour in which we are open."),
        (8, "We answer a request within 8 hours in which we are open."),
    ],
)
def test_answer_is_promised_as_the_setting_says(provider: Provider, settings, within: int, says: str) -> None:
    settings.BOOKING_ANSWER_WITHIN_HOURS = within
    found = hours.of_practice(NOW)

    assert found
    assert found.answer == says


# On the page


@pytest.fixture
def confirmed(provider: Provider) -> None:
    close("2026-06-03", reason="The doctor is ill")
    Practice.objects.update_or_create(pk=1, defaults={"hours_confirmed": True})


def block(client: Client) -> str:
    shown = text_of(client.get("/book/"))
    return shown[shown.index("Talk to us") :].partition("for that.")[0] + "for that."


def test_block_says_all(client: Client, confirmed: None) -> None:
    assert block(client) == (
        f"Talk to us (919) 777-5242 Monday to Friday {USUAL} Saturday and Sunday Closed "
        "Not as usual Wednesday, June 3 Closed We answer a request within 8 hours in which we are open. "
        "In an emergency, call 911. We do not watch our phone, our mail or this site for that."
    )
    assert grade(block(client).partition("Closed We")[2]) <= 6
    assert "ill" not in block(client)
    assert PHONE in client.get("/book/").content.decode()


def test_samples_are_told_to_nobody(client: Client, provider: Provider) -> None:
    assert block(client) == (
        "Talk to us (919) 777-5242 "
        "In an emergency, call 911. We do not watch our phone, our mail or this site for that."
    )


def test_as_many_queries_whatever_there_is_to_tell(client: Client, confirmed: None) -> None:
    counts = []
    for number in (1, 20):
        while Closure.objects.count() < number:
            close("2026-06-10")
            make_provider("Quentin Hand")
        with CaptureQueriesContext(connection) as queries:
            client.get("/book/")
        counts.append(len(queries))

    # The practice, the visits; providers, weekly hours, closures, extra openings.
    assert counts == [6, 6]
