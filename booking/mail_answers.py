"""What a mail server's refusal means: there is no such mailbox, or something is wrong with us (RFC 3463).

Only the first gives a mail up at once, and somebody calls the patient. Whatever is unclear is tried again.
"""

import re
import smtplib
from collections.abc import Sequence

ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")
QUOTED = re.compile(r"<[^>]*>|[^\s<>]+@[^\s<>]+")  # addresses: their words mean nothing

# X.1: the address of the recipient, but for 1.7 and 1.8, which are the sender's, and 1.0, which says nothing.
NO_MAILBOX = {"1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1"}  # 2.1: switched off
# The mailbox is there and takes no mail now, or not this one.
MAILBOX_IS_FULL = {"2.0", "2.2", "2.3", "2.4"}
VAGUE = {"0.0", "1.0", "1.5", "4.1", "5.0"}  # Exchange Online says 5.4.1 of mailboxes it does not know
BY_TEXT = {550, 551, 553, 554}

ABOUT_US = re.compile(
    r"relay|denied by policy|policy|spam|blocked|block ?list|black ?list|blacklisted|reputation|authenticat"
    r"|not authorized|not permitted|sender|dkim|dmarc|reverse|helo|too many|quota"
    r"|\b(spf|ptr|rate|full|size|tls)\b"
)
ABOUT_MAILBOX = re.compile(
    r"no such (user|mailbox|recipient|address|person|account|domain)"
    r"|unknown (user|recipient|mailbox|address|local)|user unknown"
    r"|(user|recipient|mailbox|address|account)( \S+)? (is )?(unknown|not found|invalid|disabled)"
    r"|does(n't| not) exist|invalid (recipient|mailbox|user)|no mailbox|mailbox (not found|unavailable)"
    r"|unrouteable address|not a (valid|known) (mailbox|user|recipient)|doesn't have an? \S+ account"
    r"|recipient (address )?rejected: (access denied|undeliverable|user)"
)


def answers(error: Exception) -> Sequence[tuple[int, str]]:
    """Each code with its text; none where no answer came: refused connections, TLS, silence."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        found: list[tuple[int, bytes | str]] = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        found = [(error.smtp_code, error.smtp_error)]
    else:
        found = []
    return [
        (code, text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text))
        for code, text in found
    ]


def no_such_mailbox(error: Exception) -> bool:
    """Trying again is of no use, whoever mends what."""
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError | smtplib.SMTPHeloError):
        return False
    found = answers(error)
    return bool(found) and all(is_unknown(code, text) for code, text in found)


def is_unknown(code: int, text: str) -> bool:
    if not 500 <= code <= 599:
        return False
    words = QUOTED.sub("", text).lower()
    enhanced = ENHANCED.match(words)
    if enhanced:
        status = f"{enhanced[2]}.{enhanced[3]}"
        if enhanced[1] != "5" or status not in NO_MAILBOX | VAGUE:
            return False
        if status in NO_MAILBOX:
            return True
    return code in BY_TEXT and bool(ABOUT_MAILBOX.search(words)) and not ABOUT_US.search(words)


def is_mailbox_trouble(error: Exception) -> bool:
    """About this one mailbox, full or unknown: says nothing about whether other mails leave."""
    if no_such_mailbox(error):
        return True
    found = answers(error)
    return bool(found) and all(is_full(text) for _code, text in found)


def is_full(text: str) -> bool:
    enhanced = ENHANCED.match(QUOTED.sub("", text))
    return bool(enhanced and f"{enhanced[2]}.{enhanced[3]}" in MAILBOX_IS_FULL)
