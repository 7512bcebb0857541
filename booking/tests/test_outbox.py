"""Each mail once, in order, whatever breaks in between."""

import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from booking import mails, messages, outbox, tasks, workflow
from booking.models import Appointment, Contact, Link, Message
from booking.stopping import Stop
from booking.tests.conftest import at
from booking.tests.database import end_the_lease, hang_up_on_everybody
from booking.tests.mail_server import MailServer, Pause
from conftest import NOW, MakeAppointment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture(autouse=True)
def no_front_desk(settings: Settings) -> None:
    """Its alerts are tested where it is about them."""
    settings.FRONT_DESK_EMAIL = ""


def send_all() -> None:
    while outbox.send_next(Stop()):
        pass


def in_threads(*works: Any) -> None:
    def then_close(work: Any) -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=then_close, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def subjects() -> list[str]:
    return [one.subject.partition(": ")[2] for one in mail.outbox]


def stand(message: Message) -> str:
    message.refresh_from_db()
    states = {
        "sent": message.sent_at,
        "failed": message.failed_at,
        "overtaken": message.superseded_at,
        "leased": message.leased_until,
    }
    return ", ".join(name for name, moment in states.items() if moment) or "waiting"


# Once


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
            sending.join(0.3)
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


# Crashes


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


# Failures


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


# Order


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
        failing.join(0.3)
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
