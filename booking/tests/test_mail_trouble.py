"""No mail leaves, or some are refused: the desk says so, until one went out."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from booking import mail_trouble
from booking.models import Message
from booking.tests.mail_server import MailServer
from booking.tests.pages import text_of
from booking.tests.sending import send_all, stand
from conftest import MakeAppointment

pytestmark = pytest.mark.django_db(transaction=True)

RED = "No email goes out."


@pytest.fixture(autouse=True)
def no_failures() -> None:
    cache.delete(mail_trouble.FAILURES)


def try_again() -> None:
    Message.objects.unsent().update(due_at=timezone.now())
    send_all()


@pytest.mark.parametrize(
    "broken",
    [
        {"refusal": "550 Relay not permitted"},
        {"refusal": "454 4.7.1 <{}>: Relay access denied"},
        {"refusal": "421 4.7.0 closing"},
        {"sender_refusal": "550 5.1.8 Sender address rejected"},
        {"sender_refusal": "552 5.3.4 message size exceeds limit"},
        {"answer": "554 5.7.1 policy"},
    ],
)
@pytest.mark.usefixtures("no_front_desk")
def test_three_failures_in_a_row_until_a_mail_goes_out(
    make_appointment: MakeAppointment, mail_server: MailServer, desk: Client, broken: dict[str, str]
) -> None:
    make_appointment()
    message = Message.objects.get()
    vars(mail_server).update(broken)
    for _failure in range(2):
        try_again()
    assert RED not in text_of(desk.get("/admin/"))
    try_again()

    assert (stand(message), message.attempts) == ("waiting", 3)
    page = text_of(desk.get("/admin/"))
    assert f"{RED} The last tries all failed." in page
    assert "1 email was refused three times or more." in page

    vars(mail_server).update({"refusal": "", "sender_refusal": "", "answer": "250 OK"})
    try_again()
    assert stand(message) == "sent"
    assert mail_trouble.mail_trouble(timezone.now()) is None


@pytest.mark.usefixtures("no_front_desk")
def test_no_connection(make_appointment: MakeAppointment, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _number in range(3):
        make_appointment()
    send_all()

    trouble = mail_trouble.mail_trouble(timezone.now())
    assert trouble
    assert trouble.stands_still


@pytest.mark.usefixtures("no_front_desk")
def test_full_and_unknown_mailboxes_say_nothing_of_other_mails(
    make_appointment: MakeAppointment, mail_server: MailServer
) -> None:
    for refusal in ("552 5.2.2 full", "550 5.1.1 unknown", "452 4.2.2 full", "550 no such user"):
        mail_server.refusal = refusal
        make_appointment()
        send_all()

    assert mail_trouble.mail_trouble(timezone.now()) is None


@pytest.mark.usefixtures("no_front_desk")
def test_no_worker_runs(make_appointment: MakeAppointment, desk: Client) -> None:
    make_appointment()
    now = timezone.now()
    Message.objects.update(due_at=now - timedelta(minutes=9))
    assert mail_trouble.mail_trouble(now) is None
    Message.objects.update(due_at=now - timedelta(minutes=11))

    assert f"{RED} One has been due since " in text_of(desk.get("/admin/"))


def test_front_desks_own_mailbox_refuses(
    make_appointment: MakeAppointment, mail_server: MailServer, desk: Client
) -> None:
    mail_server.refusal = "550 5.1.1 unknown"
    make_appointment()
    send_all()
    page = text_of(desk.get("/admin/"))
    assert RED not in page
    assert "Emails to the front desk’s own mailbox are refused since today" in page

    mail_server.refusal = ""
    Message.objects.filter(kind="alert").update(failed_at=timezone.now() - timedelta(hours=1))
    make_appointment()
    try_again()
    assert "own mailbox" not in text_of(desk.get("/admin/"))
