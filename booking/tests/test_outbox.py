"""Each mail once."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from booking import outbox, workflow
from booking.models import Contact, Link, Message
from booking.stopping import Stop
from booking.tests.mail_server import MailServer
from booking.tests.sending import in_threads, send_all, stand
from clinic.tests.database import until_it_waits
from conftest import NOW, MakeAppointment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_front_desk")]


def test_two_workers_send_each_mail_once(
    make_appointment: MakeAppointment, mail_server: MailServer, settings: Settings
) -> None:
    settings.FRONT_DESK_EMAIL = "desk@example.com"
    for _number in range(10):
        make_appointment()

    in_threads(send_all, send_all, send_all)

    assert list(mail_server.copies().values()) == [1] * 20
    assert set(Message.objects.values_list("attempts", "leased_until")) == {(1, None)}
    assert not Message.objects.filter(sent_at=None).exists()


def test_nothing_to_send() -> None:
    assert not outbox.send_next(Stop())


def test_mail_that_is_not_due_yet_waits(make_appointment: MakeAppointment) -> None:
    make_appointment()

    assert outbox.claim(NOW - timedelta(seconds=1)) is None
    assert outbox.claim(NOW) is not None


def test_calls_are_not_mailed(make_appointment: MakeAppointment, receptionist: User) -> None:
    appointment = make_appointment(email="", phone="+19195550100")
    workflow.confirm(appointment, by=receptionist, now=NOW)

    send_all()

    assert mail.outbox == []
    assert [one.kind for one in Message.objects.to_call()] == ["confirmed"]


def test_mail_goes_to_the_address_of_today(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment(email="old@example.com")
    appointment.contact.email = "new@example.com"
    appointment.contact.save()

    send_all()

    assert [one.to for one in mail.outbox] == [["new@example.com"]]


def test_mail_in_hand_takes_no_live_link_to_the_address_that_is_being_corrected(
    make_appointment: MakeAppointment, receptionist: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointment = make_appointment(email="old@example.com")
    received = outbox.claim(timezone.now())
    assert received
    right = Contact(patient_name="Pat Doe", email="new@example.com")
    sending = Thread(target=in_threads, args=[lambda: outbox.send_next(Stop())])

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "claim", lambda _now: received)
        with transaction.atomic():
            workflow.correct_contact(appointment, right, by=receptionist, now=NOW)
            sending.start()
            until_it_waits(sending)
        sending.join(10)
    send_all()

    assert (stand(received), [one.to for one in mail.outbox]) == ("overtaken", [["new@example.com"]])
    assert Link.objects.filter(revoked_at=None).count() == 1


def test_mail_that_is_a_mistake_by_now_is_not_sent(
    make_appointment: MakeAppointment, receptionist: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointment = make_appointment()
    received = outbox.claim(timezone.now())
    assert received
    workflow.close(appointment, reason="Spam", by=receptionist, now=NOW)
    monkeypatch.setattr(outbox, "claim", lambda _now: received)

    outbox.send_next(Stop())

    assert (mail.outbox, stand(received), Link.objects.count()) == ([], "overtaken", 0)


def test_alert_goes_to_the_front_desk(make_appointment: MakeAppointment, settings: Settings) -> None:
    settings.FRONT_DESK_EMAIL = "desk@example.com"
    appointment = make_appointment()

    send_all()

    assert [one.to for one in mail.outbox] == [[appointment.contact.email], ["desk@example.com"]]


def test_each_mail_brings_a_new_link_and_keeps_its_hash(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment()

    send_all()

    [link] = Link.objects.all()
    assert link.appointment == appointment
    assert link.token_hash not in mail.outbox[0].body


class Watch(EmailBackend):
    """Notes whether a transaction is open while the mail server is spoken to."""

    transactions: list[bool] = []

    def send_messages(self, email_messages: Any) -> int:
        self.transactions.append(connection.in_atomic_block)
        return super().send_messages(email_messages)


def test_no_transaction_is_open_while_sending(make_appointment: MakeAppointment, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Watch"
    Watch.transactions = []
    make_appointment()

    send_all()

    assert Watch.transactions == [False]
