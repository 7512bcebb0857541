"""Whatever breaks off between the claim, the mail server's answer and the record."""

from typing import Any

import pytest
from django.core import mail
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from booking import mails, outbox
from booking.models import Message
from booking.stopping import Stop
from booking.tests.database import end_the_lease, hang_up_on_everybody
from booking.tests.mail_server import MailServer
from booking.tests.sending import send_all, stand
from conftest import MakeAppointment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_front_desk")]


def test_crash_between_claim_and_send(make_appointment: MakeAppointment) -> None:
    make_appointment()
    message = outbox.claim(timezone.now())
    assert message

    send_all()
    assert (mail.outbox, stand(message)) == ([], "leased")
    end_the_lease(message)
    send_all()

    assert (len(mail.outbox), stand(message), message.attempts) == (1, "sent", 2)


def test_crash_between_the_answer_and_the_record(
    make_appointment: MakeAppointment, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appointment()
    message = Message.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "record_sent", crash)
        with pytest.raises(SystemExit):
            send_all()
    assert stand(message) == "leased"

    end_the_lease(message)
    send_all()

    assert mail_server.copies() == {f"<{message.uid}@localhost>": 2}
    assert stand(message) == "sent"


def crash(*_arguments: object) -> None:
    raise SystemExit


def test_database_goes_away_between_the_answer_and_the_record(
    make_appointment: MakeAppointment, mail_server: MailServer
) -> None:
    make_appointment()
    message = Message.objects.get()
    mail_server.about_to_answer = hang_up_on_everybody

    send_all()

    assert (len(mail_server.mails), stand(message)) == (1, "sent")


def test_database_goes_away_before_the_mail_is_sent(
    make_appointment: MakeAppointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appointment()
    message = Message.objects.get()
    compose = mails.compose

    def hang_up_and_compose(message: Message) -> mails.Mail:
        hang_up_on_everybody()
        return compose(message)

    with monkeypatch.context() as patch:
        patch.setattr(mails, "compose", hang_up_and_compose)
        with pytest.raises(DatabaseError):
            send_all()
    connection.close()

    assert (mail.outbox, stand(message)) == ([], "leased")
    end_the_lease(message)
    send_all()
    assert (len(mail.outbox), stand(message)) == (1, "sent")


def test_worker_asked_to_stop_gives_up_recording_where_the_database_stays_away(
    make_appointment: MakeAppointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_appointment()
    message = outbox.claim(timezone.now())
    assert message
    stop = Stop()
    stop.ask()
    tries = []

    def away(**_conditions: object) -> None:
        tries.append(1)
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(Message.objects, "filter", away)
        outbox.record_sent(message, stop)

    assert (tries, stand(message)) == ([1], "leased")


def test_lease_that_another_worker_has_taken_over(
    make_appointment: MakeAppointment, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail server took so long to greet us that the lease ran out."""
    make_appointment()
    message = Message.objects.get()
    compose = mails.compose

    def slowly(claimed: Message) -> Any:
        monkeypatch.setattr(mails, "compose", compose)
        email = compose(claimed)
        end_the_lease(claimed)
        send_all()
        return email

    monkeypatch.setattr(mails, "compose", slowly)

    send_all()

    assert list(mail_server.copies().values()) == [1]
    assert (stand(message), message.attempts) == ("sent", 2)


def test_mail_that_kills_its_workers_is_given_up(make_appointment: MakeAppointment) -> None:
    make_appointment()
    message = Message.objects.get()

    for _try in range(len(outbox.RETRY_AFTER) + 1):
        assert outbox.claim(timezone.now()) is not None
        end_the_lease(message)

    assert outbox.claim(timezone.now()) is None
    assert list(Message.objects.to_call()) == [message]
