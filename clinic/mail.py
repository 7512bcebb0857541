import os
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

UNFINISHED_AFTER = 60 * 60  # seconds


def leaves() -> bool:
    """Whether mails reach anybody, or are kept as files."""
    return str(settings.EMAIL_BACKEND) != f"{__name__}.FileBackend"


class FileBackend(BaseEmailBackend):
    """Each mail becomes one .eml file in MAIL_FOLDER, which any mail program opens."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        remove_unfinished(Path(settings.MAIL_FOLDER))
        for message in email_messages:
            save(message, Path(settings.MAIL_FOLDER))
        return len(email_messages)


def save(message: EmailMessage, folder: Path) -> None:
    """Under a temporary name first: whoever looks into the folder sees whole mails only."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    name = f"{timezone.now():%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}.eml"
    unfinished = folder / f".{name}.part"
    text = b"\r\n".join(message.message().as_bytes().splitlines()) + b"\r\n"
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(folder / name)
    finally:  # where the disk is full, half a mail
        unfinished.unlink(missing_ok=True)


def remove_unfinished(folder: Path) -> None:
    """What a process left that was killed while it wrote. Those being written are younger."""
    for unfinished in folder.glob(".*.part"):
        with suppress(FileNotFoundError):  # finished meanwhile, or removed by another worker
            if unfinished.stat().st_mtime < time.time() - UNFINISHED_AFTER:
                unfinished.unlink()
