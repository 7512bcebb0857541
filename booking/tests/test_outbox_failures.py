"""Mail that does not go out: tried again, and then somebody calls."""

import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from booking import outbox
from booking.models import Message
from booking.tests.conftest import at
from booking.tests.mail_server import MailServer
from booking.tests.sending import send_all, stand
from conftest import NOW, MakeAppointment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_front_desk")]


def test_tries_again_and_again_for_two_days_and_then_somebody_calls(
    make_appointment: MakeAppointment,
) -> None:
    make_appointment(starts_at=at("2026-06-12 09:00"))
    message = Message.objects.get()
    moment = NOW
    waited = []

    while stand(message) == "waiting":
        assert list(Message.objects.to_call()) == []
        claimed = outbox.claim(moment)
        assert claimed
        outbox.record_failure(claimed, smtplib.SMTPServerDisconnected(), moment)
        message.refresh_from_db()
        waited.append(message.due_at - moment)
        assert outbox.claim(message.due_at - timedelta(seconds=1)) is None
        moment = message.due_at

    assert waited[:-1] == outbox.RETRY_AFTER
    assert timedelta(hours=46) < moment - NOW < timedelta(hours=50)
    assert stand(message) == "failed"
    assert list(Message.objects.to_call()) == [message]


def test_mail_server_that_is_busy_gets_it_later(
    make_appointment: MakeAppointment, mail_server: MailServer
) -> None:
    make_appointment()
    message = Message.objects.get()

    for broken in ({"refusal": "452 later, {}"}, {"answer": "451 later"}, {"answer": "554 looks like spam"}):
        vars(mail_server).update(broken)
        send_all()
        assert stand(message) == "waiting"
        assert message.due_at > timezone.now()
        Message.objects.update(due_at=NOW)
        vars(mail_server).update({"refusal": "", "answer": "250 OK"})
    send_all()

    assert (stand(message), message.attempts, len(mail_server.mails)) == ("sent", 4, 1)


def test_no_mail_server(make_appointment: MakeAppointment, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_appointment()

    send_all()

    assert stand(Message.objects.get()) == "waiting"


def test_address_that_does_not_exist_is_given_up_at_once(
    make_appointment: MakeAppointment, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    make_appointment(email="pat.doe@example.com")
    mail_server.refusal = "550 <{}>: no such user"

    send_all()

    [message] = Message.objects.to_call()
    assert (stand(message), message.attempts) == ("failed", 1)
    assert f"received {message.pk}: not sent, try 1 (SMTPRecipientsRefused 550)" in caplog.messages
    assert "example.com" not in caplog.text


def test_address_that_was_taken_out(make_appointment: MakeAppointment) -> None:
    appointment = make_appointment()
    appointment.contact.email, appointment.contact.phone = "", "+19195550100"
    appointment.contact.save()

    send_all()

    assert [one.kind for one in Message.objects.to_call()] == ["received"]
    assert mail.outbox == []


def test_mail_that_cannot_be_made_does_not_stop_the_others(
    make_appointment: MakeAppointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = (make_appointment().messages.get() for _number in range(2))
    Message.objects.filter(pk=broken.pk).update(facts={})

    send_all()

    assert (stand(broken), stand(whole)) == ("waiting", "sent")


def test_mail_that_would_come_after_the_visit_is_a_call(
    make_appointment: MakeAppointment, receptionist: User
) -> None:
    appointment = make_appointment(status="booked", starts_at=at("2026-06-02 09:00"))
    message = outbox.claim(NOW)
    assert message
    assert appointment.starts_at

    outbox.record_failure(message, TimeoutError(), appointment.starts_at - timedelta(seconds=30))

    assert list(Message.objects.to_call()) == [message]
