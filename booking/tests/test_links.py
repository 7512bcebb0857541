"""The way to an appointment without an account: only by a link, and for as long as it lives."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import workflow
from booking.models import Appointment, Contact, Link, LinkRequest
from booking.tests.pages import let_in, page, text_of

NOT_KEPT = "max-age=0, no-cache, no-store, must-revalidate, private"
PAGES = ["appointment", "change", "change_preferences", "answer", "cancel", "calendar"]


def token_page(token: str) -> str:
    return reverse("booking:token", args=[token])


def test_a_link_is_swapped_for_a_cookie_and_an_address_without_it(
    client: Client, now: datetime, make_appointment
) -> None:
    appointment = make_appointment()
    _link, token = Link.objects.mint(appointment)
    swapped = client.get(token_page(token))
    assert (swapped.status_code, swapped["Location"]) == (302, f"/appointment/{appointment.reference}/")
    assert swapped["Referrer-Policy"] == "no-referrer"
    assert swapped["Cache-Control"] == NOT_KEPT
    cookie = swapped.cookies["booking"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert token not in cookie.value
    shown = client.get(swapped["Location"])
    assert shown.status_code == 200
    assert shown["Referrer-Policy"] == "same-origin"
    assert shown["Cache-Control"] == NOT_KEPT


def test_only_the_hash_of_a_token_is_kept(db: None, make_appointment) -> None:
    link, token = Link.objects.mint(make_appointment())
    assert len(token) == 32  # 192 bits
    assert token not in {str(getattr(link, field.name)) for field in Link._meta.fields}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_reference_alone_opens_nothing(
    client: Client, now: datetime, make_appointment, name: str, method: str
) -> None:
    appointment = make_appointment(status="booked")
    refused = getattr(client, method)(page(appointment, name), {"seen": 1})
    assert refused.status_code == (
        405 if (method, name) in {("post", "appointment"), ("post", "calendar")} else 404
    )
    appointment.refresh_from_db()
    assert appointment.status == "booked"


def test_a_patient_cannot_open_another_patients_visit(
    client: Client, now: datetime, make_appointment
) -> None:
    mine, other = make_appointment(), make_appointment()
    let_in(client, mine)
    assert client.get(page(mine, "appointment")).status_code == 200
    assert client.get(page(other, "appointment")).status_code == 404


def test_two_tabs_never_mix(client: Client, now: datetime, make_appointment) -> None:
    one, two = make_appointment(), make_appointment()
    let_in(client, one)
    let_in(client, two)
    assert one.reference in text_of(client.get(page(one, "appointment")))
    assert two.reference in text_of(client.get(page(two, "appointment")))


def test_unknown_ended_and_wrong_links_answer_alike(
    client: Client, now: datetime, make_appointment, receptionist
) -> None:
    from django.db import connection

    ended, revoked = make_appointment(), make_appointment()
    _link, ended_token = Link.objects.mint(ended)
    _link, revoked_token = Link.objects.mint(revoked)
    workflow.correct_contact(
        revoked, Contact(patient_name="Pat", email="new@example.com"), by=receptionist, now=now
    )
    Appointment.objects.filter(pk=ended.pk).update(
        status="fulfilled",
        agreed_at=now - timedelta(days=41),
        starts_at=now - timedelta(days=40),
        ends_at=now - timedelta(days=39),
        changed_at=now - timedelta(days=39),
        waiting_since=None,
    )
    client.get("/")
    answers = set()
    for token in ["x", "A" * 32, "é", ended_token, revoked_token, "a" * 500]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(token_page(token))
        answers.add((answer.status_code, answer.content, len(queries)))
        assert not answer.cookies
    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_a_link_ends_thirty_days_after_the_visit(client: Client, now: datetime, make_appointment) -> None:
    appointment = make_appointment(status="booked")
    _link, token = Link.objects.mint(appointment)
    end = appointment.ends_at + timedelta(days=30)
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert client.get(token_page(token)).status_code == 302
    with time_machine.travel(end, tick=False):
        assert client.get(token_page(token)).status_code == 404


def test_a_request_that_is_not_answered_keeps_its_link(
    client: Client, now: datetime, make_appointment
) -> None:
    appointment = make_appointment(status="waitlist")
    _link, token = Link.objects.mint(appointment)
    with time_machine.travel(now + timedelta(days=90), tick=False):
        assert client.get(token_page(token)).status_code == 302


def test_correcting_the_address_ends_the_cookie_too(
    client: Client, now: datetime, make_appointment, receptionist
) -> None:
    appointment = make_appointment()
    let_in(client, appointment)
    workflow.correct_contact(
        appointment, Contact(patient_name="Pat", email="new@example.com"), by=receptionist, now=now
    )
    assert client.get(page(appointment, "appointment")).status_code == 404


def test_a_forged_cookie_opens_nothing(client: Client, now: datetime, make_appointment) -> None:
    appointment = make_appointment()
    link, _token = Link.objects.mint(appointment)
    let_in(client, make_appointment())
    own = client.cookies["booking"].value
    entry = f"{appointment.reference}.zzzzzz.{link.pk}"
    for value in [entry, f"{entry}:x:y", f"{entry}_{own}", f"{own}_{entry}", "\x00", ""]:
        client.cookies["booking"] = value
        assert client.get(page(appointment, "appointment")).status_code == 404


def test_send_my_link_again_answers_alike_whatever_is_typed(
    client: Client, now: datetime, make_appointment
) -> None:
    from django.db import connection

    make_appointment(email="pat@example.com")
    client.get("/appointment/link/")
    answers = set()
    for email in ["pat@example.com", "PAT@example.com", "nobody@example.com", "pat@example.com"]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/appointment/link/", {"email": email})
        answers.add((answer.status_code, answer["Location"], len(queries)))
    assert answers == {(302, "/appointment/link/sent/", 1)}
    assert sorted(LinkRequest.objects.values_list("email", flat=True)) == [
        "nobody@example.com",
        "pat@example.com",
    ]
    assert "If we know a visit with that address" in text_of(client.get("/appointment/link/sent/"))
