"""What is told first, and what is told no more."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from booking import messages, outbox, tasks, workflow
from booking.models import Appointment, Message
from booking.stopping import Stop
from booking.tests.conftest import at
from booking.tests.database import end_the_lease
from booking.tests.mail_server import MailServer, Pause
from booking.tests.sending import in_threads, send_all, stand, subjects
from clinic.tests.database import until_it_waits
from conftest import NOW, MakeAppointment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_front_desk")]


def test_later_news_waits_for_the_mail_in_hand(make_appointment: MakeAppointment, receptionist: User) -> None:
    appointment = make_appointment()
    received = outbox.claim(timezone.now())
    assert received
    workflow.confirm(appointment, by=receptionist, now=NOW)

    assert outbox.claim(timezone.now()) is None

    outbox.record_sent(received, Stop())
    send_all()
    assert subjects() == ["you are booked"]


def test_failed_mail_is_not_tried_again_where_there_is_newer_news(
    make_appointment: MakeAppointment, receptionist: User
) -> None:
    appointment = make_appointment()
    received = outbox.claim(timezone.now())
    assert received
    workflow.confirm(appointment, by=receptionist, now=NOW)

    outbox.record_failure(received, TimeoutError(), timezone.now())

    assert stand(received) == "overtaken"
    send_all()
    assert subjects() == ["you are booked"]


def test_failure_waits_for_news_that_is_just_being_written(
    make_appointment: MakeAppointment, receptionist: User
) -> None:
    """Otherwise the failed mail, not overtaken, would keep the newer one waiting for its own next try."""
    appointment = make_appointment()
    received = outbox.claim(timezone.now())
    assert received

    def fail() -> None:
        outbox.record_failure(received, TimeoutError(), timezone.now())
        connection.close()

    failing = Thread(target=fail)
    with transaction.atomic():
        workflow.confirm(appointment, by=receptionist, now=NOW)
        failing.start()
        until_it_waits(failing)
    failing.join(10)

    send_all()
    assert (stand(received), subjects()) == ("overtaken", ["you are booked"])


def test_booked_is_never_told_after_cancelled(make_appointment: MakeAppointment, receptionist: User) -> None:
    appointment = make_appointment()
    send_all()
    workflow.confirm(appointment, by=receptionist, now=NOW)
    confirmed = outbox.claim(timezone.now())  # and its worker dies
    assert confirmed
    workflow.cancel(appointment, by=receptionist, reason="The doctor is ill.", now=NOW)

    send_all()
    end_the_lease(confirmed)
    send_all()

    assert subjects() == ["we have your request", "this is cancelled"]


def test_only_the_newest_of_several_changes_is_told(
    make_appointment: MakeAppointment, receptionist: User
) -> None:
    appointment = make_appointment()
    workflow.confirm(appointment, by=receptionist, now=NOW)
    workflow.cancel(appointment, now=NOW)

    send_all()

    assert subjects() == ["this is cancelled"]


def test_link_waits_for_no_other_mail_and_overtakes_none(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment(starts_at=at("2026-06-12 09:00"))
    received = outbox.claim(timezone.now())
    assert received
    outbox.record_failure(received, TimeoutError(), timezone.now())
    messages.link(appointment, now=NOW)

    send_all()
    assert (subjects(), stand(received)) == (["your link"], "waiting")
    Message.objects.update(due_at=NOW)
    send_all()

    assert subjects() == ["your link", "we have your request"]


def test_one_patients_mail_does_not_wait_for_anothers(make_appointment: MakeAppointment) -> None:
    make_appointment()
    assert outbox.claim(timezone.now())
    other = make_appointment()

    send_all()

    assert [one.to for one in mail.outbox] == [[other.contact.email]]


def test_two_alerts_about_one_appointment_are_one_mail(
    make_appointment: MakeAppointment, settings: Settings
) -> None:
    settings.FRONT_DESK_EMAIL = "desk@example.com"
    appointment = make_appointment()
    workflow.ask_for_time(appointment, at("2026-06-03 10:00"), now=NOW)

    send_all()

    assert [one.to for one in mail.outbox] == [[appointment.contact.email], ["desk@example.com"]]


def test_nothing_is_told_of_what_was_a_mistake(make_appointment: MakeAppointment, receptionist: User) -> None:
    appointment = make_appointment()
    received = outbox.claim(timezone.now())
    assert received
    workflow.close(appointment, reason="Spam", by=receptionist, now=NOW)
    end_the_lease(received)

    send_all()

    assert (mail.outbox, stand(received)) == ([], "overtaken")


def test_what_was_rolled_back_is_not_told(make_appointment: MakeAppointment, receptionist: User) -> None:
    appointment = make_appointment()
    send_all()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        workflow.confirm(appointment, by=receptionist, now=NOW)
        raise ZeroDivisionError

    send_all()

    assert subjects() == ["we have your request"]


def test_a_pause_of_the_mail_server_keeps_the_other_worker_busy_with_other_mails(
    make_appointment: MakeAppointment, mail_server: MailServer
) -> None:
    slow, fast = (make_appointment().messages.get() for _number in range(2))
    mail_server.about_to_answer = pause = Pause()
    first = Thread(target=in_threads, args=[lambda: outbox.send_next(Stop())])
    first.start()
    assert pause.reached.wait(10)

    send_all()
    assert (stand(slow), stand(fast)) == ("leased", "sent")

    pause.over.set()
    first.join(10)
    assert (stand(slow), len(mail_server.mails)) == ("sent", 2)


def test_overdue_is_told_once_it_is_late(make_appointment: MakeAppointment, now: datetime) -> None:
    make_appointment()
    send_all()

    tasks.sweep(now + timedelta(days=4))
    Message.objects.update(due_at=now)
    send_all()

    assert subjects() == ["we have your request", "our answer is late"]


def test_appointments_are_left_alone(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment()
    before = Appointment.objects.values().get()

    send_all()

    assert Appointment.objects.values().get() == before
    assert appointment.revision == 0


def test_links_that_were_asked_for_wait_for_all_other_mail(make_appointment: MakeAppointment) -> None:
    now = timezone.now()
    flooded = [make_appointment() for _number in range(3)]
    send_all()
    for appointment in flooded:
        messages.link(appointment, now=now - timedelta(hours=1))
    other = make_appointment(now=now)

    claimed = [outbox.claim(timezone.now()) for _number in range(4)]

    assert [(one.kind, one.appointment) for one in claimed if one] == [
        ("received", other),
        *[("link", appointment) for appointment in flooded],
    ]
