"""The time trap: what comes quicker than people can send it is shown once more, and nothing is sent."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import Traveller

from booking.models import Appointment, Draft, Hold, Provider
from booking.tests.pages import DETAILS, NEEDS, own, send, shown, take_time, text_of

MONDAY = [f"2026-06-08T{hour}:00Z" for hour in (13, 14, 15, 17, 18, 19, 20)]
SENTENCE = (
    "That was very quick, and nothing was sent yet. Look at your answers once more and press the button "
    "again in a few seconds. If that does not help, call us on (919) 777-5242."
)


def begin(client: Client, time: str = MONDAY[0], **details: str) -> Draft:
    """Choose a time and fill in the details, all in no time."""
    chosen = client.post("/book/evaluation/", {"time": time})
    typed = client.post(chosen["Location"], {**DETAILS, **details})
    client.post(typed["Location"], NEEDS)
    return Draft.objects.get(pk=chosen["Location"].split("/")[2])


def press(client: Client, draft: Draft) -> int:
    status: int = send(client, draft).status_code
    return status


def test_too_soon_is_told_and_nothing_is_lost(client: Client, clock: Traveller, provider: Provider) -> None:
    draft = begin(client)
    clock.shift(3.9)
    refused = send(client, draft)
    assert refused.status_code == 409
    assert SENTENCE in text_of(refused)
    for answer in ("Monday, June 8 at 9:00 AM Eastern", "Pat Doe", "pat@example.com", "My left shoulder."):
        assert answer in text_of(refused)
    assert (Appointment.objects.count(), Hold.objects.count()) == (0, 0)


def test_four_seconds_are_enough_and_the_first_press_starts_no_clock_anew(
    client: Client, clock: Traveller, provider: Provider
) -> None:
    draft = begin(client)
    clock.shift(3.9)
    assert press(client, draft) == 409
    clock.shift(0.1)
    assert press(client, draft) == 302
    assert (Appointment.objects.count(), Hold.objects.count()) == (1, 1)


def test_wishes_without_a_time_too(client: Client, clock: Traveller, provider: Provider) -> None:
    chosen = client.post("/book/evaluation/none/", {"days": ["0"], "parts": ["morning"]})
    client.post(chosen["Location"], DETAILS)
    draft = Draft.objects.get()
    assert press(client, draft) == 409
    clock.shift(4)
    assert press(client, draft) == 302
    assert Appointment.objects.get().status == "waitlist"


def test_whoever_changes_answers_does_not_wait_again(
    client: Client, clock: Traveller, provider: Provider
) -> None:
    draft = begin(client)
    clock.shift(4)
    client.post(f"/book/evaluation/none/?draft={draft.pk}", {"days": ["0"], "parts": ["morning"]})
    client.post(f"/book/evaluation/?draft={draft.pk}", {"time": MONDAY[1]})
    details = reverse("booking:details", args=[draft.pk])
    client.get(details)
    client.post(details, {**DETAILS, "name": ""})
    client.post(details, {**DETAILS, "name": "Patricia Doe"})
    assert press(client, draft) == 302
    assert Appointment.objects.get().contact.patient_name == "Patricia Doe"


def test_whoever_finds_the_time_taken_does_not_wait_again(
    client: Client, clock: Traveller, provider: Provider, make_appointment
) -> None:
    draft = begin(client)
    clock.shift(4)
    make_appointment(starts_at=datetime(2026, 6, 8, 13, 0, tzinfo=UTC))
    assert "has just been taken" in text_of(send(client, draft))
    client.post(f"/book/evaluation/?draft={draft.pk}", {"time": MONDAY[1]})
    assert press(client, draft) == 302


def test_it_is_good_for_as_long_as_the_draft(client: Client, clock: Traveller, provider: Provider) -> None:
    draft = begin(client)
    clock.shift(timedelta(hours=24) - timedelta(seconds=1))
    assert press(client, draft) == 302


def test_the_second_press_of_what_was_sent_finds_it(
    client: Client, clock: Traveller, provider: Provider
) -> None:
    draft = begin(client)
    clock.shift(4)
    typed = shown(draft)
    first = client.post(own(client, draft), typed)
    for _number in range(3):
        begin(client, MONDAY[1])  # by which this address has to wait
    second = client.post(own(client, draft), typed)
    assert (second.status_code, second["Location"]) == (302, first["Location"])


@pytest.mark.parametrize(
    ("people", "seconds"),
    [
        ([("198.51.100.1", "a@"), ("198.51.100.1", "b@"), ("198.51.100.1", "c@")], 12),
        ([("198.51.100.1", "a@"), ("198.51.100.2", "A@"), ("198.51.100.3", "a@")], 4),
        ([("2001:db8::1", "a@"), ("2001:db8::2", "b@"), ("2001:db8:0:1::1", "c@")], 8),
        ([("198.51.100.1", "a@"), ("198.51.100.2", "b@"), ("198.51.100.3", "c@")], 4),
    ],
)
def test_those_of_one_address_take_four_seconds_each(
    clock: Traveller, provider: Provider, people: list[tuple[str, str]], seconds: int
) -> None:
    browsers = [Client(REMOTE_ADDR=address) for address, _email in people]
    begun = [
        begin(browser, time, email=f"{email}example.com", phone="")
        for browser, time, (_address, email) in zip(browsers, MONDAY, people, strict=False)
    ]
    clock.shift(seconds - 0.1)
    assert press(browsers[0], begun[0]) == 409
    clock.shift(0.1)
    assert press(browsers[0], begun[0]) == 302


def test_drafts_of_others_with_my_contact_do_not_slow_me(clock: Traveller, provider: Provider) -> None:
    """Neither by email nor by phone, however many networks they come from."""
    for number in range(12):
        stranger = Client(REMOTE_ADDR=f"203.0.113.{number}")
        begin(stranger, MONDAY[1])
        if number < 3:
            begin(stranger, MONDAY[2], email="", phone="+1 919 777 5242")
    patient = Client(REMOTE_ADDR="198.51.100.1")
    draft = begin(patient)
    clock.shift(4)
    assert press(patient, draft) == 302


def test_nobody_waits_longer_than_two_minutes_whoever_floods_their_network(
    client: Client, clock: Traveller, provider: Provider
) -> None:
    first = begin(client)
    for _number in range(40):
        client.post("/book/evaluation/", {"time": MONDAY[1]})
    clock.shift(timedelta(minutes=2) - timedelta(seconds=1))
    assert press(client, first) == 409
    clock.shift(1)
    assert press(client, first) == 302


def test_those_begun_long_ago_do_not_count(client: Client, clock: Traveller, provider: Provider) -> None:
    for _number in range(20):
        begin(client)
    take_time()
    draft = begin(client)
    clock.shift(4)
    assert press(client, draft) == 302
