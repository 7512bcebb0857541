"""Our own bots against the web server of production: none of them gets a time (STANDARDS 5.9).

Those with a browser are in booking/tests/browser/test_bots.py.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.utils import timezone

from booking.models import Appointment, Draft, Hold, Provider, VisitType
from booking.tests.bots import Bot, PostForm
from booking.tests.pages import take_time
from booking.tests.programs import web_server

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_PAGES = ["/book/evaluation/", "/book/evaluation/none/"]
ONE_CONTACT = [{"email": "pat@example.com", "phone": ""}, {"email": "", "phone": "(919) 777-5242"}]


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[str]:
    """Behind a proxy on this machine, which says where each request comes from. One for all: it takes
    seconds to start."""
    with web_server(TRUSTED_PROXIES="127.0.0.1") as (_process, address):
        yield address


@pytest.fixture
def site(transactional_db: None, visit_type: VisitType, provider: Provider, server: str) -> str:
    """There are times for all."""
    VisitType.objects.update(length=15)
    return server


def rows() -> tuple[int, int]:
    return Appointment.objects.count(), Hold.objects.count()


def come_all(bots: list[Bot], first_page: str = FIRST_PAGES[0]) -> None:
    """At once. Whoever is there first waits for the last one, which is all the time that a bot could wish."""
    with ThreadPoolExecutor(len(bots)) as threads:
        list(threads.map(lambda bot: bot.come_to_the_last_page(first_page), bots))


def press_all(bots: list[Bot]) -> Counter[int]:
    with ThreadPoolExecutor(len(bots)) as threads:
        list(threads.map(Bot.post, bots))
    return Counter(bot.status for bot in bots)


def from_one_address(site: str, count: int) -> list[Bot]:
    return [Bot(site, number=number, email=f"p{number}@example.com", phone="") for number in range(count)]


def from_many_addresses(site: str, count: int, contact: dict[str, str]) -> list[Bot]:
    return [Bot(site, number=number, address=f"198.51.100.{number}", **contact) for number in range(count)]


def take_no_time() -> None:
    """However slow this machine is: as if it had begun only in a minute from now."""
    Draft.objects.update(created_at=timezone.now() + timedelta(minutes=1))


@pytest.mark.parametrize("first_page", FIRST_PAGES)
def test_a_plain_poster(site: str, first_page: str) -> None:
    for bot in from_one_address(site, 5):
        bot.come_to_the_last_page(first_page)
        take_no_time()
        bot.post()
        assert bot.status == 409
        assert "That was very quick, and nothing was sent yet." in bot.page
    assert rows() == (0, 0)


@pytest.mark.parametrize("first_page", FIRST_PAGES)
def test_a_form_filler_with_all_the_time_in_the_world(site: str, first_page: str) -> None:
    bot = Bot(site)
    bot.get(first_page)
    bot.post()
    for _try in range(3):
        take_time()
        assert set(PostForm(bot.page).typed) == {"subject", "name", "phone", "email", "patient_name"}
        bot.fill_in_everything()
        assert "A hidden field was filled in, perhaps by a program, and nothing was sent." in bot.page
        bot.get(bot.url.removeprefix(site).replace("details", "check"))
        assert bot.url.endswith("/details/")
    assert "details" not in Draft.objects.get().answers
    assert rows() == (0, 0)


@pytest.mark.parametrize("first_page", FIRST_PAGES)
def test_a_flood_from_one_address(site: str, first_page: str) -> None:
    bots = from_one_address(site, 40)
    come_all(bots, first_page)
    assert press_all(bots) == {409: 40}
    assert rows() == (0, 0)


@pytest.mark.parametrize("contact", ONE_CONTACT)
def test_a_flood_over_many_addresses_with_one_contact(site: str, contact: dict[str, str]) -> None:
    """Each waits for its own sake: the contact is perhaps that of a patient who sends this moment."""
    bots = from_many_addresses(site, 40, contact)
    come_all(bots)
    take_no_time()
    assert press_all(bots) == {409: 40}
    assert rows() == (0, 0)


def test_a_patient_flood_from_one_address_gets_ten(site: str) -> None:
    bots = from_one_address(site, 20)
    come_all(bots)
    take_time()
    assert press_all(bots) == {200: 10, 409: 10}
    assert rows() == (10, 10)


@pytest.mark.parametrize("contact", ONE_CONTACT)
def test_a_patient_flood_with_one_contact_gets_three(site: str, contact: dict[str, str]) -> None:
    bots = from_many_addresses(site, 20, contact)
    come_all(bots)
    take_time()
    assert press_all(bots) == {200: 3, 409: 17}
    assert rows() == (3, 3)


def test_one_draft_that_waited_makes_one_request_however_often_it_is_sent(site: str) -> None:
    bot = Bot(site)
    bot.come_to_the_last_page()
    take_time()
    last_page = bot.url, bot.page
    for _press in range(5):
        bot.url, bot.page = last_page
        bot.post()
        assert bot.status == 200
    assert rows() == (1, 1)


def test_whoever_has_a_request_holds_one_time_however_often_it_is_changed(site: str) -> None:
    bot, stranger = Bot(site), Bot(site)
    bot.come_to_the_last_page()
    take_time()
    bot.post()
    own_page = bot.url.removeprefix(site)
    for bot.number in range(5):
        bot.get(f"{own_page}change/")
        bot.post()
        assert (bot.status, bot.url) == (200, site + own_page)
        assert rows() == (1, 1)
    stranger.get(f"{own_page}change/")
    assert stranger.status == 404
