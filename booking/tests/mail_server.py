import asyncio
import socket
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer(Controller):
    """A real SMTP server on a port of its own that keeps what it is given.

    `sender_refusal` answers every sender, `refusal` every recipient, `answer` every mail.
    `about_to_answer` is called, off the server's loop, when a mail is complete and its sender waits for the
    answer.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.sender_refusal = ""
        self.refusal = ""
        self.answer = "250 OK"
        self.about_to_answer: Any = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        super().__init__(self, hostname="127.0.0.1", port=port)

    def __enter__(self) -> "MailServer":
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_refusal:
            return self.sender_refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal.format(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default)
        if self.answer.startswith("250"):
            self.mails.append(mail)
        if self.about_to_answer:
            await asyncio.to_thread(self.about_to_answer)
        return self.answer

    def copies(self) -> Counter[str]:
        """Message-ID to how often it came."""
        return Counter(mail["Message-ID"] for mail in self.mails)


class Pause:
    """For `about_to_answer`: the mail server falls silent until it is told to go on."""

    def __init__(self, at: int = 1) -> None:
        self.countdown = at
        self.reached = Event()
        self.over = Event()

    def __call__(self) -> None:
        self.countdown -= 1
        if self.countdown == 0:
            self.reached.set()
            self.over.wait(20)
