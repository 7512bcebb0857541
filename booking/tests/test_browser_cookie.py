"""One cookie for all that a browser may open: bounded, oldest out first, each entry for a day."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from booking import browser_cookie, drafts
from booking.access import draft_pass
from booking.browser_cookie import AGE, MOST, Entry
from booking.models import Appointment, Draft, Link, Provider, VisitType
from booking.tests.pages import DETAILS, let_in, make_draft, own, page, shown, text_of
from conftest import NOW

TODAY = int(NOW.timestamp())


def cookies_sent(client: Client) -> dict[str, str]:
    """What a browser would send: not what it was told to forget."""
    return {name: cookie.value for name, cookie in client.cookies.items() if cookie["max-age"] != 0}


def test_a_browser_books_two_hundred_times(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, settings: Settings
) -> None:
    settings.BOOKING_UNANSWERED_PER_ADDRESS = 1000
    longest = 0
    for number in range(200):
        draft = Draft(created_at=now - timedelta(hours=1))
        drafts.write_preferences(draft, visit_type, None, [0], ["morning"])
        drafts.write_details(draft, {**DETAILS, "phone": "", "email": f"pat{number}@example.com"}, now=now)
        sent = client.post(own(client, draft), shown(draft))
        assert sent["Location"].startswith("/appointment/"), text_of(sent)
        longest = max(longest, len("; ".join(f"{n}={v}" for n, v in cookies_sent(client).items())))
    assert set(cookies_sent(client)) == {"booking"}
    assert longest < 2000
    opened = [
        client.get(page(one, "appointment")).status_code
        for one in (Appointment.objects.earliest("pk"), Appointment.objects.latest("pk"))
    ]
    assert opened == [404, 200]


@given(
    st.dictionaries(
        st.from_regex(r"[0-9a-f]{32}|[2-9B-Z]{8}", fullmatch=True),
        st.builds(Entry, st.integers(TODAY - AGE + 1, TODAY), st.integers(0, 2**63 - 1)),
        max_size=2 * MOST,
    )
)
@settings(max_examples=30)
def test_what_is_written_is_read_back_and_fits(kept: browser_cookie.Entries) -> None:
    response = HttpResponse()
    browser_cookie.write(response, kept)
    line = response.cookies["booking"].OutputString()
    assert len(line) < 3500
    assert '"' not in line.partition(";")[0]
    request = HttpRequest()
    request.COOKIES["booking"] = response.cookies["booking"].value
    with time_machine.travel(TODAY, tick=False):
        read = browser_cookie.entries(request)
    assert list(read.items()) == list(kept.items())[-MOST:]


def test_each_entry_ends_a_day_after_it_was_opened(client: Client, now: datetime, make_appointment) -> None:
    first, second = make_appointment(), make_appointment()
    let_in(client, first)
    with time_machine.travel(now + timedelta(hours=23), tick=False):
        let_in(client, second)
        assert client.get(page(first, "appointment")).status_code == 200
    with time_machine.travel(now + timedelta(hours=24), tick=False):
        assert client.get(page(first, "appointment")).status_code == 404
        assert client.get(page(second, "appointment")).status_code == 200


def test_what_another_tab_wrote_over_can_still_be_sent(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    """Both tabs chose a time before either answer was back: the later cookie knows only the other one's."""
    lost = make_draft(visit_type, now + timedelta(days=1))
    details = reverse("booking:details", args=[lost.pk])
    own(client, lost)
    shown_page = client.get(details).content.decode()
    passed = re.findall(r'name="pass" value="([^"]+)"', shown_page)
    del client.cookies["booking"]
    own(client, make_draft(visit_type, now + timedelta(days=2)))
    assert client.get(details).status_code == 404
    assert client.post(details, DETAILS).status_code == 404
    kept = client.post(details, {**DETAILS, "name": "Pat Other", "pass": passed})
    assert kept["Location"] == reverse("booking:check", args=[lost.pk])
    assert "Pat Other" in text_of(client.get(kept["Location"]))


@pytest.mark.parametrize("wrong", ["", "x", "x:y:z", "\x00", "another's", "old"])
def test_a_pass_opens_its_own_draft_for_a_day(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, wrong: str
) -> None:
    draft = make_draft(visit_type, now + timedelta(days=1))
    if wrong == "another's":
        wrong = draft_pass(uuid4())
    elif wrong == "old":
        with time_machine.travel(now - timedelta(hours=24, seconds=1), tick=False):
            wrong = draft_pass(draft.pk)
    check = reverse("booking:check", args=[draft.pk])
    assert client.post(check, {**shown(draft), "pass": wrong}).status_code == 404
    assert Appointment.objects.count() == 0


def test_cookies_of_the_earlier_form_are_taken_over_and_tidied_away(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, make_appointment
) -> None:
    visit, draft = make_appointment(), make_draft(visit_type, now + timedelta(days=1))
    link = Link.objects.mint(visit)[0]
    earlier = {
        f"appointment-{visit.reference}": ("booking.access" + visit.reference, str(link.pk)),
        f"draft-{draft.pk}": ("booking.draft", "1"),
        **{f"draft-{uuid4()}": ("booking.draft", "1") for _number in range(84)},
    }
    with time_machine.travel(now - timedelta(hours=1), tick=False):
        for name, (salt, value) in list(earlier.items())[::-1]:
            client.cookies[name] = signing.get_cookie_signer(salt=name + salt).sign(value)
    with time_machine.travel(now - timedelta(minutes=1), tick=False):
        for name, (salt, value) in list(earlier.items())[:2]:
            client.cookies[name] = signing.get_cookie_signer(salt=name + salt).sign(value)
    for _page in range(8):
        tidied = client.get("/book/")
        assert sum(not cookie["max-age"] for cookie in tidied.cookies.values()) <= browser_cookie.AT_ONCE
        for name in [name for name in client.cookies if name not in cookies_sent(client)]:
            del client.cookies[name]
    assert set(cookies_sent(client)) == {"booking"}
    assert client.get(page(visit, "appointment")).status_code == 200
    assert client.get(reverse("booking:check", args=[draft.pk])).status_code == 200


def test_a_name_that_no_cookie_may_have_breaks_nothing(client: Client, db: None) -> None:
    assert (
        client.get("/book/", headers={"Cookie": "draft-a b=1; appointment-=2; draft-=3"}).status_code == 200
    )


def test_public_pages_set_no_cookie(client: Client, db: None) -> None:
    client.cookies[f"draft-{uuid4()}"] = "x"
    assert not client.get("/").cookies
