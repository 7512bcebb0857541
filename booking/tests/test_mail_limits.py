"""What a stranger's clicks can send to somebody else is limited, and no news is lost."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from time_machine import Traveller

from booking import mail_limits, outbox, tasks, workflow
from booking.models import Appointment, LinkRequest, Message, Provider, VisitType
from booking.stopping import Stop
from booking.tests.conftest import at
from booking.tests.sending import in_threads, send_all, subjects
from conftest import NOW, MakeAppointment

VICTIM = "victim@example.com"
TIMES = [at(f"2026-06-1{day} {hour:02}:00") for day in (0, 1) for hour in (9, 10, 11, 13, 14)]

Minute = Callable[[int], datetime]


@pytest.fixture
def minute(clock: Traveller, settings) -> Minute:
    """minute(5): five minutes past the beginning, by Python's clock."""

    def moment(number: int) -> datetime:
        clock.move_to(NOW + timedelta(minutes=number), tick=False)
        return NOW + timedelta(minutes=number)

    return moment


def mails() -> Counter[str]:
    return Counter(address for one in mail.outbox for address in one.to)


def change_often(appointment: Appointment, times: int, now: datetime) -> None:
    """And the worker is as quick as can be."""
    for number in range(times):
        workflow.ask_for_time(appointment, TIMES[number % len(TIMES)], now=now)
        send_all()


@pytest.mark.django_db
def test_twenty_changes_are_two_mails_and_the_last_says_how_it_stands(
    make_appointment: MakeAppointment, provider: Provider, minute: Minute
) -> None:
    request = make_appointment(email=VICTIM, starts_at=at("2026-06-12 09:00"))
    send_all()
    change_often(request, 20, minute(0))
    assert mails() == {VICTIM: 1, "desk@example.com": 1}

    minute(2)
    send_all()
    assert mails() == {VICTIM: 2, "desk@example.com": 1}
    assert "Thursday, June 11 at 2:00 PM Eastern" in mail.outbox[-1].body
    minute(10)
    send_all()
    assert mails() == {VICTIM: 2, "desk@example.com": 2}
    assert not Message.objects.unsent().exists()


@pytest.mark.django_db
def test_five_mails_an_hour_about_one_visit(
    make_appointment: MakeAppointment, provider: Provider, minute: Minute
) -> None:
    request = make_appointment(email=VICTIM, starts_at=at("2026-06-12 09:00"))
    for number in range(12):
        change_often(request, 1, minute(5 * number))
    assert mails()[VICTIM] == 5
    assert mails()["desk@example.com"] == 6
    minute(60)
    send_all()
    assert mails()[VICTIM] == 6


@pytest.mark.django_db
def test_eight_mails_an_hour_to_one_contact_however_the_address_is_written(
    make_appointment: MakeAppointment, visit_type: VisitType, minute: Minute
) -> None:
    visit_type.confirmed_at_once = True
    visit_type.save()
    for number in range(12):
        one = make_appointment(status="waitlist", email=VICTIM if number % 2 else VICTIM.upper())
        send_all()
        workflow.cancel(one, now=NOW)
    send_all()
    assert mails()[VICTIM] + mails()[VICTIM.upper()] == 8
    minute(2)
    send_all()
    assert mails()[VICTIM] + mails()[VICTIM.upper()] == 8
    minute(60)
    send_all()
    minute(62)
    send_all()
    assert set(subjects()) == {"we have your request", "this is cancelled", "something new to look at"}
    cancelled = Message.objects.filter(kind="cancelled")
    # Of requests that nobody had heard of there is nothing to tell.
    assert (cancelled.exclude(sent_at=None).count(), cancelled.exclude(superseded_at=None).count()) == (8, 4)
    assert not Message.objects.unsent().filter(audience="patient").exists()


@pytest.mark.django_db
def test_thirty_mails_an_hour_from_one_address(
    make_appointment: MakeAppointment, minute: Minute, settings
) -> None:
    settings.BOOKING_UNANSWERED_PER_ADDRESS = 50
    for number in range(33):
        make_appointment(status="waitlist", email=f"p{number}@example.com", asked_by="a" * 64)
    make_appointment(status="waitlist", email="other@example.com", asked_by="b" * 64)
    send_all()
    to_patients = [address for address in mails() if address != "desk@example.com"]
    assert len(to_patients) == 31
    assert "other@example.com" in to_patients
    minute(60)
    send_all()
    assert len(mails()) == 35


@pytest.mark.django_db
def test_the_desk_gets_twenty_alerts_an_hour_and_then_one_for_all(
    make_appointment: MakeAppointment, minute: Minute, settings
) -> None:
    settings.SITE_URL = "https://clinic.example"
    for number in range(30):
        make_appointment(status="waitlist", email=f"p{number}@example.com")
    send_all()
    assert mails()["desk@example.com"] == 20
    minute(60)
    send_all()
    assert mails()["desk@example.com"] == 21
    last = [one for one in mail.outbox if one.to == ["desk@example.com"]][-1]
    assert "https://clinic.example/admin/\n" in last.body


@pytest.mark.django_db
def test_an_alert_that_was_not_put_off_speaks_for_its_own_request_alone(
    make_appointment: MakeAppointment, minute: Minute, settings
) -> None:
    settings.SITE_URL = "https://clinic.example"
    changing = make_appointment(starts_at=at("2026-06-12 09:00"))
    send_all()
    change_often(changing, 1, minute(1))
    send_all()  # the second about it is put off
    mail.outbox.clear()

    other = make_appointment(status="waitlist", email="other@example.com")
    send_all()

    [alert] = [one for one in mail.outbox if one.to == ["desk@example.com"]]
    assert f"https://clinic.example/admin/booking/appointment/{other.pk}/change/\n" in alert.body
    minute(12)
    send_all()
    assert mails()["desk@example.com"] == 2


@pytest.mark.django_db
def test_what_the_desk_does_is_never_held_back(
    make_appointment: MakeAppointment, receptionist: User, provider: Provider, minute: Minute
) -> None:
    request = make_appointment(email=VICTIM, starts_at=at("2026-06-12 09:00"))
    for number in range(6):
        change_often(request, 1, minute(2 * number))
    change_often(request, 5, minute(11))
    mail.outbox.clear()
    workflow.confirm(request, by=receptionist, now=NOW)
    send_all()
    workflow.reschedule(request, provider, at("2026-06-12 14:00"), by=receptionist, now=NOW)
    send_all()
    assert subjects() == ["you are booked", "your visit has moved"]


@pytest.mark.django_db
def test_links_that_a_stranger_asks_for_delay_no_news(
    make_appointment: MakeAppointment, minute: Minute, settings
) -> None:
    settings.BOOKING_UNANSWERED_PER_CONTACT = 9
    for _number in range(3):
        make_appointment(email=VICTIM, status="waitlist")
    send_all()
    mail.outbox.clear()
    for number in range(5):
        now = minute(10 * number)
        LinkRequest.objects.create(email=VICTIM)
        tasks.answer_link_requests(now)
        send_all()
    assert [mails()[VICTIM], set(subjects())] == [8, {"your link"}]
    make_appointment(email=VICTIM, status="waitlist")
    send_all()
    assert subjects()[-2:].count("we have your request") == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_together(make_appointment: MakeAppointment, settings) -> None:
    settings.FRONT_DESK_EMAIL = ""
    settings.BOOKING_UNANSWERED_PER_CONTACT = 20
    for _number in range(12):
        make_appointment(email=VICTIM, status="waitlist")
    claimed: list[Message] = []

    def claim_all() -> None:
        while message := outbox.claim(NOW):
            claimed.append(message)

    in_threads(*[claim_all] * 4)
    assert len(claimed) == mail_limits.PER_CONTACT
    for message in claimed:
        outbox.record_sent(message, Stop())
