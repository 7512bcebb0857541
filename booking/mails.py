"""A Message as a mail: words from templates/emails/, times on the clinic's clock, names looked up now."""

from datetime import datetime
from email.headerregistry import Address
from email.message import Message as MIMEMessage
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, engines
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking import calendars, messages, wording
from booking.models import Contact, Link, Message
from booking.models.appointments import OPEN
from booking.plain_names import plain_name
from clinic.models import Practice

Kind = Message.Kind


class NoAddress(Exception):
    """There is nobody to send it to any more."""


class Mail(EmailMultiAlternatives):
    """`method` is said twice of a calendar file: in it, and in its MIME type (RFC 6047 2.4)."""

    calendar_method = ""

    def message(self, *args: Any, **kwargs: Any) -> Any:
        mime: MIMEMessage = super().message(*args, **kwargs)
        for part in mime.walk():
            if part.get_content_type() == "text/calendar":
                part.set_param("method", self.calendar_method)
        return mime


def compose(message: Message) -> Mail:
    """Mints a new link where the mail goes to a patient: only hashes of the earlier ones are kept. The caller
    has locked the appointment, so that link and address belong together."""
    practice = Practice.load()
    if message.audience == Message.Audience.FRONT_DESK:
        address, context = settings.FRONT_DESK_EMAIL, for_front_desk(message)
    else:
        _link, token = Link.objects.mint(message.appointment)
        contact = Contact.objects.get(appointment=message.appointment_id)
        link = absolute(reverse("booking:token", args=[token]))
        address, context = contact.email, for_patient(message, contact, practice, link)
    if not address:
        raise NoAddress
    mail = Mail(
        subject=subject_of(message, context, practice),
        body=tidy(render(message, "body.txt", context, practice)),
        from_email=sender(practice),
        to=[address],
        headers={
            "Message-ID": message_id(message.uid),
            "Auto-Submitted": "auto-generated",  # RFC 3834: holiday notices are not to answer it
            **thread_of(message),
        },
    )
    mail.attach_alternative(render(message, "body.html", context, practice), "text/html")
    attach_calendar(mail, message, practice)
    return mail


def for_front_desk(message: Message) -> dict[str, Any]:
    """Nothing about the patient: the page asks the reader to sign in (STANDARDS 6.2)."""
    if message.facts.get("several"):
        return {"link": absolute(reverse("admin:index"))}
    return {"link": absolute(reverse("admin:booking_appointment_change", args=[message.appointment_id]))}


def as_read(message: Message, contact: Contact) -> tuple[str, str]:
    """Subject and text as the patient would read them. No link is minted for it: words stand there."""
    practice = Practice.load()
    context = for_patient(message, contact, practice, _("(the patient’s own link)"))
    subject = subject_of(message, context, practice)
    return subject, tidy(render(message, "body.txt", context, practice))


def for_patient(message: Message, contact: Contact, practice: Practice, link: str) -> dict[str, Any]:
    facts = message.facts
    starts_at = moment(facts["starts_at"])
    return {
        "name": plain_name(contact.addressee),
        "patient": plain_name(contact.patient_name) if contact.booker_name else "",
        "reference": message.appointment.reference,
        "link": link,
        "book_link": absolute(reverse("booking:start")),
        "status": facts["status"],
        "is_over": facts["status"] not in OPEN,  # the link only shows it
        "touched": facts.get("touched", False),
        "was_booked": facts["sequence"] > 0,  # of a cancelled one: calling off a booked visit counts it up
        "visit": facts["visit"],
        "length": facts["length"],
        "provider": facts["provider"],
        "reason": facts["reason"],
        "when": in_words(facts["starts_at"]),
        "old_times": [in_words(one) for one in facts.get("old_times", []) if moment(one) != starts_at],
        "first_heard": message.kind == Kind.MOVED and not messages.was_told_of_visit(message),
        "wish": in_words(facts["wish"]),
        "answer_by": wording.promised(*map(moment, (facts["answer_by"], facts["starts_at"], facts["wish"]))),
        "is_change": message.kind == Kind.RECEIVED
        and starts_at is not None
        and messages.is_change(message.appointment, starts_at, message.revision),
        "offers": [{**offer, "when": in_words(offer["starts_at"])} for offer in facts["offers"]],
        "place": ", ".join(calendars.address_of(practice)),
    }


def subject_of(message: Message, context: dict[str, Any], practice: Practice) -> str:
    """To a patient with the reference: two children of one mother are told apart, and nobody is named."""
    subject = on_one_line(render(message, "subject.txt", context, practice))
    return f"{subject} ({context['reference']})" if "reference" in context else subject


def message_id(uid: UUID) -> str:
    """Bears the site's host: one that is not the sender's looks like spam. Where the domain changes threads
    break, and nothing else."""
    return f"<{uid}@{urlsplit(settings.SITE_URL).hostname}>"


def thread_of(message: Message) -> dict[str, str]:
    """Headers by which the mails of one visit to one reader stand together, below the first (RFC 5322 3.6.4).

    Whether that one went out or was overtaken: its Message-ID holds the others together all the same.
    """
    of_visit = Message.objects.filter(appointment=message.appointment_id, audience=message.audience)
    first = of_visit.filter(channel=Message.Channel.EMAIL).order_by("pk").values_list("uid", flat=True)[0]
    return {} if first == message.uid else dict.fromkeys(("In-Reply-To", "References"), message_id(first))


def attach_calendar(mail: Mail, message: Message, practice: Practice) -> None:
    """Once it is booked, and when that comes to an end (STANDARDS 6.4)."""
    facts = message.facts
    if message.kind in {Kind.CONFIRMED, Kind.MOVED}:
        mail.calendar_method = calendars.PUBLISH
    elif message.kind == Kind.CANCELLED and facts["sequence"] > 0:
        mail.calendar_method = calendars.CANCEL
    else:
        return
    file = calendars.calendar(
        reference=message.appointment.reference,
        starts_at=datetime.fromisoformat(facts["starts_at"]),
        ends_at=datetime.fromisoformat(facts["ends_at"]),
        sequence=facts["sequence"],
        method=mail.calendar_method,
        now=timezone.now(),
        practice=practice,
    )
    mail.attach("visit.ics", file.decode(), "text/calendar")


def render(message: Message, part: str, context: dict[str, Any], practice: Practice) -> str:
    """Escaped in HTML only: in plain text O'Neil is to read O'Neil."""
    template: Any = engines["django"].get_template(f"emails/{message.kind}-{part}")
    everything = {"practice": practice, "LANGUAGE_CODE": settings.LANGUAGE_CODE, **context}
    words: str = template.template.render(Context(everything, autoescape=part.endswith(".html")))
    return words


def tidy(text: str) -> str:
    """One blank line between paragraphs, however many the template's tags left. Lines stay long: phones wrap
    them, and an address stays whole."""
    lines: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip() + "\n"


def on_one_line(text: str) -> str:
    """A line break would begin another header."""
    return " ".join(text.split())


def sender(practice: Practice) -> str:
    """MAIL_FROM, with the practice's name where it has none of its own."""
    name, address = parseaddr(settings.MAIL_FROM)
    return str(Address(on_one_line(name or practice.name), addr_spec=address))


def in_words(words: str | None) -> str:
    found = moment(words)
    return wording.when(found) if found else ""


def moment(words: str | None) -> datetime | None:
    return datetime.fromisoformat(words) if words else None


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
