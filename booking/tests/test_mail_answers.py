"""Refusals as mail servers word them: whose fault each is."""

import smtplib

import pytest

from booking import mail_answers

NO_MAILBOX = [
    (550, "5.1.1 <pat@example.com>: Recipient address rejected: User unknown in local recipient table"),
    (
        550,
        "5.1.1 The email account that you tried to reach does not exist.\n5.1.1 Try again",
    ),
    (550, "5.1.2 <pat@example.con>: Recipient address rejected: Domain not found"),
    (501, "5.1.3 Bad recipient address syntax"),
    (556, "5.1.10 Recipient address has null MX"),
    (550, "5.2.1 The email account that you tried to reach is disabled."),
    (550, "5.4.1 Recipient address rejected: Access denied. AS(201806281) [BN8.example]"),
    (550, "5.1.0 Address rejected: no such user"),
    (550, "Unrouteable address"),
    (550, "<relay@policy.example>: no such user"),
    (550, "No Such User Here"),
    (550, "Invalid recipient"),
    (550, "Requested action not taken: mailbox unavailable"),
    (553, "sorry, no mailbox here by that name"),
    (550, "unknown user"),
]
ABOUT_US = [
    (550, "Relay not permitted"),
    (550, "relay not permitted for <no-such-user@example.com>"),
    (454, "4.7.1 <pat@example.com>: Relay access denied"),
    (554, "5.7.1 <pat@example.com>: Relay access denied"),
    (550, "5.7.1 Unable to relay"),
    (550, "5.7.26 This mail has been blocked because the sender is unauthenticated."),
    (530, "5.7.0 Must issue a STARTTLS command first"),
    (550, "5.1.8 <no-reply@clinic.example>: Sender address rejected: Domain not found"),
    (550, "5.1.7 Bad sender's mailbox address syntax"),
    (550, "5.1.0 Sender unknown"),
    (450, "4.1.1 <pat@example.com>: Recipient address rejected: User unknown; try later"),
    (451, "4.3.0 Temporary lookup failure: no such user"),
    (421, "4.7.0 Try again later, closing connection"),
    (552, "5.3.4 Message size exceeds fixed limit"),
    (552, "5.2.2 Mailbox full"),
    (550, "5.2.2 The email account that you tried to reach is over quota"),
    (550, "mailbox is full"),
    (550, "5.7.1 Recipient unknown to our policy"),
    (550, "Administrative prohibition"),
    (550, "1.2.3.5.1.1 is on a block list"),
    (550, ""),
    (554, "Transaction failed"),
    (503, "5.5.1 valid RCPT command must precede DATA"),
]


def refused(code: int, text: str) -> list[smtplib.SMTPException]:
    answer = text.encode()
    recipients = smtplib.SMTPRecipientsRefused({"pat@example.com": (code, answer)})
    return [recipients, smtplib.SMTPDataError(code, answer)]


@pytest.mark.parametrize(("code", "text"), NO_MAILBOX)
def test_no_such_mailbox(code: int, text: str) -> None:
    assert [mail_answers.no_such_mailbox(one) for one in refused(code, text)] == [True, True]


@pytest.mark.parametrize(("code", "text"), ABOUT_US)
def test_anything_else_may_go_out_later(code: int, text: str) -> None:
    assert [mail_answers.no_such_mailbox(one) for one in refused(code, text)] == [False, False]


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPSenderRefused(550, b"5.1.1 no such user", "no-reply@clinic.example"),
        smtplib.SMTPAuthenticationError(535, b"5.1.1 no such user"),
        smtplib.SMTPHeloError(550, b"no such user"),
        smtplib.SMTPServerDisconnected("no such user"),
        smtplib.SMTPNotSupportedError("no such user"),
        ConnectionRefusedError("no such user"),
    ],
)
def test_what_is_no_answer_about_a_recipient(error: Exception) -> None:
    assert not mail_answers.no_such_mailbox(error)
    assert not mail_answers.is_mailbox_trouble(error)


@pytest.mark.parametrize(
    ("code", "text", "says_nothing_of_others"),
    [
        (552, "5.2.2 Mailbox full", True),
        (452, "4.2.2 over quota", True),
        (550, "5.1.1 unknown", True),
        (550, "Relay not permitted", False),
        (421, "4.7.0 closing", False),
    ],
)
def test_one_mailbox_says_nothing_of_others(code: int, text: str, says_nothing_of_others: bool) -> None:
    assert mail_answers.is_mailbox_trouble(refused(code, text)[0]) is says_nothing_of_others
