from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from booking import messages, tasks, workflow
from booking.models import Appointment, Draft, LinkRequest, Message, Provider
from booking.tests.conftest import at, messages_of
from clinic.tests.database import until_it_waits
from conftest import NOW, MakeAppointment

LATER = NOW + timedelta(days=4)


def kinds(appointment: Appointment) -> list[str]:
    return [one.kind for one in appointment.messages.order_by("pk")]


# Answers that are late


@pytest.mark.django_db
def test_overdue_is_told_once(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment()

    tasks.sweep(NOW)
    assert kinds(appointment) == ["received", "alert"]
    tasks.sweep(LATER)
    tasks.sweep(LATER + timedelta(days=1))

    assert messages_of(appointment) == [
        "received by email, overtaken",
        "alert by email",
        "overdue by email",
        "overdue-alert by email",
    ]


@pytest.mark.django_db
def test_telling_the_same_thing_again_keeps_the_first(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment()

    messages.overdue(appointment, now=LATER)
    messages.overdue(appointment, now=LATER)

    assert messages_of(appointment)[2:] == ["overdue by email", "overdue-alert by email"]


@pytest.mark.django_db
def test_overdue_is_told_again_of_a_new_wish(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment()
    tasks.sweep(LATER)

    workflow.ask_for_time(appointment, at("2026-06-15 09:00"), now=LATER)
    tasks.sweep(LATER)
    assert kinds(appointment).count("overdue") == 1
    tasks.sweep(LATER + timedelta(days=7))
    assert kinds(appointment).count("overdue") == 2


@pytest.mark.django_db
def test_a_corrected_name_repeats_nothing(
    make_appointment: MakeAppointment, provider: Provider, receptionist: User
) -> None:
    late, lapsed = make_appointment(), make_appointment(status="proposed", email="", phone="+19195550100")
    tasks.sweep(LATER)
    for one in (late, lapsed):
        contact = one.contact
        contact.patient_name = "Pat Roe"
        workflow.correct_contact(one, contact, by=receptionist, now=LATER)
    tasks.sweep(LATER + timedelta(hours=1))
    assert kinds(late).count("overdue") == kinds(lapsed).count("offer-lapsed") == 1


@pytest.mark.django_db
def test_a_wish_to_move_what_has_begun_is_no_longer_overdue(make_appointment: MakeAppointment) -> None:
    booked = make_appointment(
        status="booked", starts_at=at("2026-06-02 09:00"), wished_time=at("2026-06-09 09:00")
    )

    tasks.sweep(LATER)

    assert "overdue" not in kinds(booked)


@pytest.mark.django_db
def test_overdue_of_a_patient_without_email_is_told_to_the_desk(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment(email="", phone="+19195550100")

    tasks.sweep(LATER)

    assert messages_of(appointment) == ["alert by email", "overdue-alert by email"]


@pytest.mark.django_db
def test_overdue_with_nobody_to_mail_writes_nothing(
    make_appointment: MakeAppointment, settings: Settings
) -> None:
    settings.FRONT_DESK_EMAIL = ""
    appointment = make_appointment(email="", phone="+19195550100")

    tasks.sweep(LATER)

    assert kinds(appointment) == []


@pytest.mark.django_db
def test_answered_in_time_is_not_overdue(
    make_appointment: MakeAppointment, receptionist: User, provider: Provider
) -> None:
    booked = make_appointment(status="booked")
    proposed = make_appointment(status="proposed", offers=[(provider, at("2026-06-25 09:00"))])

    tasks.tell_overdue(LATER)

    assert kinds(booked) == ["received", "alert", "confirmed"]
    assert kinds(proposed) == ["received", "alert", "offered"]


# Offers that nobody answered


@pytest.mark.django_db
def test_lapsed_offer_is_told_once(make_appointment: MakeAppointment, provider: Provider) -> None:
    appointment = make_appointment(status="proposed", offers=[(provider, at("2026-06-25 09:00"))])

    tasks.sweep(NOW)
    assert kinds(appointment) == ["received", "alert", "offered"]
    tasks.sweep(LATER)
    tasks.sweep(LATER)

    assert kinds(appointment) == ["received", "alert", "offered", "offer-lapsed"]


@pytest.mark.django_db
def test_lapsed_offer_of_a_patient_without_email_is_a_call(
    make_appointment: MakeAppointment, provider: Provider
) -> None:
    appointment = make_appointment(
        status="proposed", offers=[(provider, at("2026-06-25 09:00"))], email="", phone="+19195550100"
    )

    tasks.sweep(LATER)
    tasks.sweep(LATER)

    assert [one.kind for one in Message.objects.to_call()] == ["offer-lapsed"]
    assert kinds(appointment) == ["alert", "offered", "offer-lapsed"]


@pytest.mark.django_db
def test_offer_of_a_visit_that_is_past_lapses_without_a_word(
    make_appointment: MakeAppointment, provider: Provider
) -> None:
    appointment = make_appointment(
        status="booked", starts_at=at("2026-06-03 09:00"), offers=[(provider, at("2026-06-25 09:00"))]
    )
    assert appointment.starts_at

    tasks.sweep(appointment.starts_at)
    assert kinds(appointment) == ["received", "alert", "confirmed", "offered"]
    tasks.sweep(appointment.starts_at - timedelta(seconds=1))
    assert kinds(appointment) == ["received", "alert", "confirmed", "offered", "offer-lapsed"]


@pytest.mark.django_db
def test_answered_offer_does_not_lapse(make_appointment: MakeAppointment, provider: Provider) -> None:
    appointment = make_appointment(status="proposed", offers=[(provider, at("2026-06-25 09:00"))])
    workflow.accept(appointment, appointment.offers[0], now=NOW)

    tasks.sweep(LATER)

    assert kinds(appointment) == ["received", "alert", "offered", "confirmed", "by-patient", "alert"]


@pytest.mark.django_db
def test_no_link_is_sent_of_a_request_that_was_closed_as_a_mistake(make_appointment: MakeAppointment) -> None:
    closed = make_appointment(status="entered-in-error", email="pat@example.com")
    LinkRequest.objects.create(email="pat@example.com")

    tasks.answer_link_requests(NOW)

    assert not closed.messages.filter(kind="link").exists()
    assert not LinkRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_sweep_at_once(make_appointment: MakeAppointment, provider: Provider) -> None:
    late = [make_appointment() for _number in range(4)]
    lapsed = make_appointment(status="proposed", offers=[(provider, at("2026-06-25 09:00"))])
    LinkRequest.objects.create(email=late[0].contact.email)
    start = Barrier(4)

    def sweep() -> None:
        start.wait()
        tasks.sweep(LATER)
        tasks.answer_link_requests(LATER)
        connection.close()

    workers = [Thread(target=sweep) for _number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    for appointment in late:
        live = appointment.messages.filter(superseded_at=None).order_by("pk")
        asked_for = ["link"] if appointment == late[0] else []
        assert sorted(one.kind for one in live) == ["alert", *asked_for, "overdue", "overdue-alert"]
    assert kinds(lapsed) == ["received", "alert", "offered", "offer-lapsed"]


# "Send my link again"


def ask_for_link(email: str, now: datetime = NOW) -> None:
    LinkRequest.objects.create(email=email)
    tasks.answer_link_requests(now)
    assert not LinkRequest.objects.exists()


@pytest.mark.django_db
def test_link_for_each_appointment_of_the_address(make_appointment: MakeAppointment) -> None:
    mine = [make_appointment(email=email) for email in ("Pat@Example.com", "pat@example.com")]
    somebody_elses = make_appointment()

    ask_for_link("PAT@example.com")

    assert [kinds(one) for one in mine] == [["received", "alert", "link"]] * 2
    assert kinds(somebody_elses) == ["received", "alert"]


@pytest.mark.django_db
def test_link_is_not_sent_again_at_once(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment(email="pat@example.com")

    ask_for_link("pat@example.com")
    ask_for_link("pat@example.com", NOW + timedelta(minutes=9))
    assert kinds(appointment).count("link") == 1
    ask_for_link("pat@example.com", NOW + timedelta(minutes=10))
    assert kinds(appointment).count("link") == 2


@pytest.mark.django_db
def test_a_flood_of_link_requests_is_answered_a_few_at_a_look() -> None:
    flood = tasks.LINK_REQUESTS_AT_A_LOOK + 5
    LinkRequest.objects.bulk_create(LinkRequest(email=f"{number}@example.com") for number in range(flood))

    tasks.answer_link_requests(NOW)
    assert LinkRequest.objects.count() == 5
    tasks.answer_link_requests(NOW)
    assert not LinkRequest.objects.exists()


@pytest.mark.django_db
def test_no_link_for_an_address_that_nobody_has(make_appointment: MakeAppointment) -> None:
    make_appointment()

    ask_for_link("stranger@example.com")

    assert not Message.objects.filter(kind="link").exists()


@pytest.mark.django_db
def test_no_link_where_links_have_ended(make_appointment: MakeAppointment) -> None:
    mistake = make_appointment(status="entered-in-error", email="pat@example.com")
    past = make_appointment(status="fulfilled", email="pat@example.com", starts_at=at("2026-06-02 09:00"))
    upcoming = make_appointment(email="pat@example.com", starts_at=at("2026-06-03 09:00"))
    assert past.ends_at

    ask_for_link("pat@example.com", past.ends_at + timedelta(days=30))

    assert [kinds(one).count("link") for one in (mistake, past, upcoming)] == [0, 0, 1]


@pytest.mark.django_db
def test_link_of_a_request_that_is_open_for_long(make_appointment: MakeAppointment) -> None:
    waiting = make_appointment(status="waitlist", email="pat@example.com")
    cancelled = make_appointment(
        status="cancelled", email="pat@example.com", starts_at=at("2026-06-03 09:00")
    )

    ask_for_link("pat@example.com", NOW + timedelta(days=60))

    assert [kinds(one).count("link") for one in (waiting, cancelled)] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_one_appointments_link_does_not_wait_for_anothers(make_appointment: MakeAppointment) -> None:
    """Nor is its appointment locked meanwhile: two in another order would deadlock."""
    first, second = (make_appointment(email="pat@example.com") for _number in range(2))
    LinkRequest.objects.create(email="pat@example.com")

    def answer() -> None:
        tasks.answer_link_requests(NOW)
        connection.close()

    answering = Thread(target=answer)
    with transaction.atomic():
        Appointment.objects.select_for_update(no_key=True).get(pk=second.pk)
        answering.start()
        until_it_waits(answering)
        Appointment.objects.select_for_update(no_key=True, nowait=True).get(pk=first.pk)
        assert (kinds(first).count("link"), kinds(second).count("link")) == (1, 0)
    answering.join(10)

    assert (kinds(first).count("link"), kinds(second).count("link")) == (1, 1)
    assert not LinkRequest.objects.exists()


@pytest.mark.django_db
def test_newer_news_brings_the_link_along(make_appointment: MakeAppointment, receptionist: User) -> None:
    appointment = make_appointment(email="pat@example.com")
    ask_for_link("pat@example.com")

    workflow.confirm(appointment, by=receptionist, now=NOW)

    assert messages_of(appointment) == [
        "received by email, overtaken",
        "alert by email",
        "link by email, overtaken",
        "confirmed by email",
    ]


# Tidying up


@pytest.mark.django_db
def test_old_drafts_and_sessions_go(now: datetime) -> None:
    _old, new = (Draft.objects.create(created_at=now - timedelta(hours=hours)) for hours in (24, 23))
    for key, minutes in (("expired", -1), ("live", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(minutes=minutes))

    tasks.sweep(now)

    assert list(Draft.objects.all()) == [new]
    assert [one.session_key for one in Session.objects.all()] == ["live"]


@pytest.mark.django_db
def test_sweep_reads_no_more_where_all_is_told(make_appointment: MakeAppointment) -> None:
    with CaptureQueriesContext(connection) as before:
        tasks.sweep(LATER)
    for _number in range(3):
        make_appointment()
    tasks.sweep(LATER)

    with CaptureQueriesContext(connection) as after:
        tasks.sweep(LATER)

    assert len(after) == len(before)
