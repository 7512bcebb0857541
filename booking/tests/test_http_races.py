"""Many people at once, over HTTP from one address, on the web server of production."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from booking import diary
from booking.models import Appointment, Draft, Hold, Provider, VisitType
from booking.tests.pages import make_draft, press_send, shown
from booking.tests.programs import web_server

pytestmark = pytest.mark.django_db(transaction=True)


def press_all(site: str, drafts: list) -> list[tuple[int, str]]:
    """Everybody at the same moment; who reads that the diary was busy sends it once more, as told."""
    start = Barrier(len(drafts))

    def press(draft: Draft, typed: dict[str, str]) -> tuple[int, str]:
        start.wait(timeout=60)
        for _time in range(20):
            status, shown_page = press_send(site, draft, typed)
            if "The diary was busy for a moment, and nothing was changed." not in shown_page:
                break
        return status, shown_page

    with ThreadPoolExecutor(len(drafts)) as people:
        return list(people.map(press, drafts, [shown(draft) for draft in drafts]))


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    with web_server() as (_process, address):
        yield address


@pytest.fixture
def monday_ten(visit_type: VisitType, provider: Provider) -> datetime:
    """A free time a week or more from today: no clock is frozen in the server's threads."""
    today = diary.local_day(datetime.now(UTC))
    first = today + timedelta(days=14 - today.weekday())
    return diary.free_starts(visit_type, [provider], first_day=first, last_day=first, now=datetime.now(UTC))[
        2
    ]


def test_fifty_ask_for_one_time_and_one_gets_it(
    site: str, visit_type: VisitType, provider: Provider, monday_ten: datetime
) -> None:
    drafts = [
        make_draft(visit_type, monday_ten, name=f"Person {number}", email=f"p{number}@example.com", phone="")
        for number in range(50)
    ]
    answers = press_all(site, drafts)
    assert Counter(status for status, _page in answers) == {302: 1, 409: 49}
    assert Appointment.objects.count() == 1
    assert Hold.objects.count() == 1
    for number, (status, page) in enumerate(answers):
        if status == 409:
            assert f"Person {number}<" in page
            assert f"p{number}@example.com" in page
            assert "My left shoulder." in page
            assert len(re.findall(r'type="radio" name="time"', page)) == 6


def test_staggered_overlapping_times_leave_nobody_with_an_error(
    site: str, visit_type: VisitType, provider: Provider, monday_ten: datetime
) -> None:
    VisitType.objects.update(every=5)
    drafts = [
        make_draft(
            visit_type,
            monday_ten + timedelta(minutes=5 * (number % 12)),
            email=f"p{number}@example.com",
            phone="",
        )
        for number in range(30)
    ]
    statuses = Counter(status for status, _page in press_all(site, drafts))
    assert set(statuses) == {302, 409}
    assert statuses[302] == Appointment.objects.count() == Hold.objects.count()


def test_anyone_of_three_providers_has_three_winners(
    site: str, visit_type: VisitType, provider: Provider, monday_ten: datetime
) -> None:
    for name in ("Quentin Hand", "Rosa Hand"):
        other = Provider.objects.create(name=name)
        other.visit_types.add(visit_type)
        for hours in provider.weekly_hours.all():
            hours.pk, hours.provider = None, other
            hours.save()
    drafts = [
        make_draft(visit_type, monday_ten, email=f"p{number}@example.com", phone="") for number in range(20)
    ]
    statuses = Counter(status for status, _page in press_all(site, drafts))
    assert statuses == {302: 3, 409: 17}
    assert sorted(Hold.objects.values_list("provider__name", flat=True)) == [
        "Paula Hand",
        "Quentin Hand",
        "Rosa Hand",
    ]


def test_one_person_presses_ten_times_and_asks_once(
    site: str, visit_type: VisitType, provider: Provider, monday_ten: datetime
) -> None:
    draft = make_draft(visit_type, monday_ten)
    statuses = Counter(status for status, _page in press_all(site, [draft] * 10))
    assert statuses == {302: 10}
    assert Appointment.objects.count() == 1
