"""A button is on the request page where the workflow would do it, and nowhere else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from booking import diary
from booking.admin.times import value_of
from booking.admin.verbs import VERBS
from booking.models import Appointment, Message
from booking.tests.conftest import at
from clinic.tests.database import undone

NINE = at("2026-06-02 09:00")
TWO = at("2026-06-02 14:00")
FRIDAY = at("2026-06-05 09:00")
BEFORE = timedelta(minutes=-30)
BEGUN = timedelta(minutes=10)
WEEKS = timedelta(days=21)

# What there is, and when the desk looks at it, counted from 9:00 on Tuesday.
STATES: dict[str, tuple[dict[str, Any], timedelta]] = {
    "no time found": ({"status": "waitlist"}, BEFORE),
    "asked": ({"status": "pending", "starts_at": NINE}, BEFORE),
    "asked, in vain": ({"status": "pending", "starts_at": NINE}, BEGUN),
    "offered": ({"status": "proposed", "offers": [NINE, TWO]}, BEFORE),
    "offered, one has passed": ({"status": "proposed", "offers": [NINE, TWO]}, BEGUN),
    "offered, in vain": ({"status": "proposed", "offers": [NINE]}, WEEKS),
    "booked": ({"status": "booked", "starts_at": FRIDAY}, BEFORE),
    "booked, today": ({"status": "booked", "starts_at": NINE}, BEFORE),
    "booked, begun": ({"status": "booked", "starts_at": NINE}, BEGUN),
    "booked, long ago": ({"status": "booked", "starts_at": NINE}, WEEKS),
    "a wish": ({"status": "booked", "starts_at": FRIDAY, "wished_time": TWO}, BEFORE),
    "a wish that has passed": ({"status": "booked", "starts_at": FRIDAY, "wished_time": NINE}, BEGUN),
    "a wish, begun": ({"status": "booked", "starts_at": NINE, "wished_time": FRIDAY}, BEGUN),
    "booked and offered": ({"status": "booked", "starts_at": FRIDAY, "offers": [NINE, TWO]}, BEFORE),
    "booked and offered, begun": ({"status": "booked", "starts_at": NINE, "offers": [TWO, FRIDAY]}, BEGUN),
    "arrived": ({"status": "arrived", "starts_at": NINE}, BEGUN),
    "seen": ({"status": "fulfilled", "starts_at": NINE}, BEGUN),
    "did not come": ({"status": "noshow", "starts_at": NINE}, BEGUN),
    "cancelled": ({"status": "cancelled"}, BEFORE),
    "closed": ({"status": "entered-in-error"}, BEFORE),
}


def answers_to(verb, appointment, provider, now):
    free = diary.nearest_free(appointment.visit_type_as_agreed(), [provider], now + timedelta(days=9), now)[0]
    to_come = [one.pk for one in appointment.offers if one.starts_at > now]
    return {
        "offer": {"places": [value_of((provider, free))]},
        "move": {"place": value_of((provider, free))},
        "accept": {"offer": to_come[0] if to_come else 0},
        "decline": {"reason": "Full."},
        "close": {"reason": "A duplicate"},
        "contact": {"patient_name": "Pat Doe", "email": "new@example.com"},
    }.get(verb.name, {})


@pytest.mark.parametrize("state", STATES)
def test_a_button_where_the_workflow_does_it(
    desk, make_appointment, provider, receptionist, now, state, subtests
):
    words, later = STATES[state]
    words = words | {"offers": [(provider, time) for time in words.get("offers", [])]}
    made = make_appointment(phone="+19197775242", **words)
    with time_machine.travel(NINE + later, tick=False):
        desk.force_login(receptionist)
        for verb in VERBS:
            with subtests.test(verb=verb.name), undone():
                appointment = Appointment.objects.get(pk=made.pk)
                suits, offered = verb.suits(appointment, NINE + later), bool(appointment.offers)
                answers = {
                    "seen": appointment.revision,
                    **answers_to(verb, appointment, provider, NINE + later),
                }
                desk.post(reverse(f"admin:booking_appointment_{verb.name}", args=[made.pk]), answers)
                done = Appointment.objects.get(pk=made.pk).revision > appointment.revision
                if verb.name == "none" and not offered:
                    assert not suits  # patients say so of the free times too; the desk offers some first
                else:
                    assert suits is done


@pytest.mark.parametrize("state", STATES)
def test_a_corrected_address_gets_a_mail_where_the_page_says_so(
    desk, make_appointment, provider, receptionist, now, state
):
    words, later = STATES[state]
    words = words | {"offers": [(provider, time) for time in words.get("offers", [])]}
    appointment = make_appointment(**words)
    address = reverse("admin:booking_appointment_contact", args=[appointment.pk])
    before = Message.objects.count()
    with time_machine.travel(NINE + later, tick=False):
        desk.force_login(receptionist)
        promised = "the new one gets a mail" in desk.get(address).content.decode()
        answers = {"seen": appointment.revision, "patient_name": "Pat Doe", "email": "new@example.com"}
        assert desk.post(address, answers).status_code == 302
    assert promised is (Message.objects.count() > before)
