"""What patients and the front desk read."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from icalendar import Calendar
from pytest_django import Settings

from booking import mails, messages, workflow
from booking.models import Appointment, Hold, Link, Message, Provider
from booking.models.links import hash_of
from booking.tests.conftest import at
from clinic.models import Practice
from clinic.reading import grade
from conftest import NOW, MakeAppointment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

TUESDAY = at("2026-06-02 09:00")
IN_WORDS = "Tuesday, June 2 at 9:00 AM Eastern"
LATER = at("2026-06-25 10:30")
LATER_IN_WORDS = "Thursday, June 25 at 10:30 AM Eastern"

TO_PATIENTS = [kind for kind in Message.Kind if "alert" not in kind]
TO_FRONT_DESK = [Message.Kind.ALERT, Message.Kind.OVERDUE_ALERT]

MakeMessage = Callable[..., Message]


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.SITE_URL = "https://clinic.example"
    settings.MAIL_FROM = "no-reply@clinic.example"


STATUSES = {
    "waitlisted": "waitlist",
    "change-received": "booked",
    "confirmed": "booked",
    "offered": "proposed",
    "moved": "booked",
    "kept": "booked",
    "cancelled": "booked",
    "offer-lapsed": "proposed",
}


@pytest.fixture
def make_message(make_appointment: MakeAppointment, receptionist: User, provider: Provider) -> MakeMessage:
    """The message of that kind, by way of the workflow, about a visit on TUESDAY; another time is LATER."""

    def make(kind: str, **changes: Any) -> Message:
        about = {"status": STATUSES.get(kind, "pending"), "starts_at": TUESDAY} | changes
        if about["status"] == "proposed":
            about["offers"] = [(provider, LATER), (provider, LATER + timedelta(days=1))]
        if kind in {"kept", "change-received"}:
            about["wished_time"] = LATER
        appointment = make_appointment(**about)
        if kind == "moved":
            workflow.reschedule(appointment, provider, LATER, by=receptionist, now=NOW)
        elif kind in {"kept", "declined"}:
            workflow.decline(appointment, reason="We are closed that week.", by=receptionist, now=NOW)
        elif kind == "cancelled":
            workflow.cancel(appointment, reason="The doctor is ill.", by=receptionist, now=NOW)
        elif kind in {"overdue", "overdue-alert"}:
            messages.overdue(appointment, now=NOW)
        elif kind == "offer-lapsed":
            messages.offer_lapsed(appointment, now=NOW)
        elif kind == "link":
            messages.link(appointment, now=NOW)
        return Message.objects.get(kind=kind, appointment=appointment)

    return make


def sent(message: Message) -> EmailMessage:
    """As its reader's mail program sees it."""
    raw = mails.compose(message).message().as_bytes()
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default)


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found
    content: str = found.get_content()
    return content.replace("\r\n", "\n")


def text_of(message: Message) -> str:
    return part(sent(message), "plain")


class Words(HTMLParser):
    """What is to be read in a page, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"] and data.strip():
            self.words.append(" ".join(data.split()))

    def __str__(self) -> str:
        return " ".join(self.words)


# Every mail


@pytest.mark.parametrize("kind", TO_PATIENTS)
def test_headers(make_message: MakeMessage, kind: str) -> None:
    message = make_message(kind, email="pat@example.com")
    mail = sent(message)

    assert mail["To"] == "pat@example.com"
    assert mail["From"] == "Knecht Chiropractic Center <no-reply@clinic.example>"
    assert mail["Message-ID"] == f"<{message.uid}@clinic.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] == "Mon, 01 Jun 2026 14:00:00 -0000"


@pytest.mark.parametrize("kind", TO_PATIENTS)
def test_subject_and_first_words_name_nobody_and_no_time(make_message: MakeMessage, kind: str) -> None:
    message = make_message(kind, patient_name="Pat Doe", booker_name="Alex Roe", note="My tailbone hurts")
    mail = sent(message)
    first_words = Words(part(mail, "html")).words
    preheader = first_words[first_words.index("Knecht Chiropractic Center") + 1]
    subject = mail["Subject"]

    assert subject.startswith("Knecht Chiropractic Center: ")
    assert preheader.startswith("This e-mail is from Knecht Chiropractic Center.")
    for shown in (subject, preheader, part(mail, "plain")[:100]):
        for private in (
            "Pat",
            "Alex",
            "Roe",
            "Evaluation",
            "evaluation",
            "tailbone",
            "Hand",
            "June",
            "9:00",
            ":30",
        ):
            assert private not in shown
        assert message.appointment.reference not in shown


@pytest.mark.parametrize("kind", Message.Kind)
def test_what_a_patient_told_us_is_in_no_mail_and_no_calendar(make_message: MakeMessage, kind: str) -> None:
    message = make_message(
        kind, note="tailbone", access_needs="wheelchair", interpreter="Spanish", without_insurance="yes",
        voicemail="no", preferred_channel="email", phone="+19197775242",
    )  # fmt: skip
    parts = [str(one.get_content()) for one in sent(message).walk() if not one.is_multipart()]
    for private in ("tailbone", "wheelchair", "Spanish", "nsurance", "oicemail", "Estimate"):
        assert not [one for one in parts if private in one]


@pytest.mark.parametrize("kind", TO_PATIENTS)
def test_a_patient_finds_everything_in_the_text_part_too(make_message: MakeMessage, kind: str) -> None:
    mail = sent(make_message(kind, patient_name="Pat Doe"))
    text = part(mail, "plain")
    page = Words(part(mail, "html"))

    assert words_after_greeting(text) == words_after_greeting(str(page))
    assert "Hello Pat Doe," in text
    assert "(919) 777-5242" in text
    assert Message.objects.get(kind=kind).appointment.reference in text
    assert "!" not in text


def words_after_greeting(text: str) -> list[str]:
    return re.findall(r"\w+", text.partition("Hello Pat Doe,")[2])


@pytest.mark.parametrize("kind", TO_PATIENTS)
def test_link_opens_this_appointment(make_message: MakeMessage, kind: str) -> None:
    message = make_message(kind)
    mail = sent(message)

    [token] = re.findall(r"^https://clinic\.example/a/([\w-]{32})/$", part(mail, "plain"), re.MULTILINE)
    assert Link.objects.get(token_hash=hash_of(token)).appointment == message.appointment
    page = Words(part(mail, "html"))
    assert f"https://clinic.example/a/{token}/" in page.links
    assert f"https://clinic.example/a/{token}/" in str(page)  # readable, not behind a word
    assert {link.partition("/a/")[0].partition("/book/")[0] for link in page.links} == {
        "https://clinic.example",
        "tel:+1-919-777-5242",
    }


AWKWARD = ['O\'Neil "Bo" & Söhne', "<script>alert(1)</script>", "🙂 Zoë", "مريم ‮abc", "{{ secret }} {% x %}"]


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("kind", TO_PATIENTS)
def test_awkward_names(make_message: MakeMessage, kind: str, name: str) -> None:
    mail = sent(make_message(kind, patient_name=name))

    assert f"Hello {name}," in part(mail, "plain")
    page = Words(part(mail, "html"))
    assert f"Hello {name}," in str(page)
    assert "script" not in page.tags


@pytest.mark.parametrize("kind", [*TO_PATIENTS, *TO_FRONT_DESK])
def test_page_fetches_nothing(make_message: MakeMessage, kind: str) -> None:
    page = part(sent(make_message(kind)), "html")

    assert not {"img", "link", "script", "iframe"} & set(Words(page).tags)
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize("kind", Message.Kind)
def test_note_of_the_patient_is_in_no_mail(make_message: MakeMessage, kind: str) -> None:
    message = make_message(kind, note="My tailbone hurts", article="myofascial-release")

    raw = str(sent(message)) + text_of(message) + part(sent(message), "html")
    assert "tailbone" not in raw
    assert "myofascial" not in raw


def test_practice_with_an_awkward_name(make_message: MakeMessage) -> None:
    Practice.objects.update_or_create(pk=1, defaults={"name": 'Knecht, "K&C"\r\nBcc: evil@example.com'})
    message = make_message("confirmed")

    mail = sent(message)

    assert mail["Subject"] == 'Knecht, "K&C" Bcc: evil@example.com: you are booked'
    assert mail["Bcc"] is None


def test_sender_with_a_name_of_its_own(make_message: MakeMessage, settings: Settings) -> None:
    settings.MAIL_FROM = "Knecht front desk <desk@clinic.example>"

    assert sent(make_message("link"))["From"] == "Knecht front desk <desk@clinic.example>"


@pytest.mark.parametrize("kind", Message.Kind)
def test_how_to_find_us_is_told_of_a_visit_that_takes_place(make_message: MakeMessage, kind: str) -> None:
    Practice.objects.update_or_create(
        pk=1,
        defaults={
            "how_to_find_us": "Park behind the house.\r\nUse the <side> door.",
            "what_to_bring": "A list of your pills",
        },
    )
    mail = sent(make_message(kind))
    calendars = [one.get_content() for one in calendar_parts(mail)]

    told = kind in {"confirmed", "moved", "kept"}
    assert told == (
        "\n\nHow to find us:\nPark behind the house.\nUse the <side> door.\n\n"
        "What to bring:\nA list of your pills\n\n" in part(mail, "plain")
    )
    page = part(mail, "html")
    assert told == ("<br>Park behind the house.<br>Use the &lt;side&gt; door.</p>" in page)
    assert told == ("<br>A list of your pills</p>" in page)
    for other in [mail["Subject"], *calendars]:
        assert "house" not in other
        assert "pills" not in other


def test_nothing_is_told_that_nobody_wrote(make_message: MakeMessage) -> None:
    mail = sent(make_message("confirmed"))

    for shown in (part(mail, "plain"), part(mail, "html")):
        assert "find us:" not in shown
        assert "bring" not in shown


def prose(text: str) -> list[str]:
    """Its sentences and lists, without names, addresses, and the facts of the visit."""
    return [line for line in text.splitlines() if line.startswith("- ") or line.endswith((".", "?", ":"))]


def test_reading_grade(make_message: MakeMessage) -> None:
    """What all of them say counts once."""
    every: dict[str, None] = {}
    for kind in TO_PATIENTS:
        every |= dict.fromkeys(prose(text_of(make_message(kind))))
        Hold.objects.all().delete()  # the next is about the same time

    assert grade("\n".join(every)) <= 6


# The front desk's


@pytest.mark.parametrize("kind", TO_FRONT_DESK)
def test_alert_is_a_link_to_the_admin_and_nothing_else(make_message: MakeMessage, kind: str) -> None:
    message = make_message(kind, patient_name="Pat Doe", email="pat@example.com")
    mail = sent(message)
    link = f"https://clinic.example/admin/booking/appointment/{message.appointment_id}/change/"

    assert mail["To"] == "desk@example.com"
    assert mail["Subject"] in {"Front desk: something new to answer", "Front desk: an answer is late"}
    assert part(mail, "plain").splitlines()[1:] == [link]
    assert Words(part(mail, "html")).links == [link]
    for private in ("Pat", "pat@", "June", "Evaluation", message.appointment.reference):
        assert private not in str(mail) + part(mail, "plain") + part(mail, "html")
    assert not Link.objects.exists()


# What each says


def test_received(make_message: MakeMessage) -> None:
    message = make_message("received")
    text = text_of(message)

    assert "It is not booked yet." in text
    assert f"When: {IN_WORDS}\nVisit: Evaluation, 45 minutes\nWith: Paula Hand\nWhere: " in text
    assert "We plan to answer by Monday, June 1 at 5:00 PM Eastern." in text
    assert "Call 911 now" in text


def test_waitlisted(make_message: MakeMessage) -> None:
    text = text_of(make_message("waitlisted"))

    assert "Nothing is booked yet." in text
    assert "When:" not in text
    assert "We plan to answer by Tuesday, June 2 at 11:00 AM Eastern." in text
    assert "Call 911 now" in text


def test_confirmed(make_message: MakeMessage) -> None:
    text = text_of(make_message("confirmed"))

    assert f"You are booked. This is your visit:\n\nWhen: {IN_WORDS}\n" in text
    assert "Call 911 now" in text


def test_booked_for_somebody_else(make_message: MakeMessage) -> None:
    text = text_of(make_message("confirmed", patient_name="Kim Doe", booker_name="Pat Doe"))

    assert "Hello Pat Doe," in text
    assert "\nFor: Kim Doe\n" in text


def test_offered(make_message: MakeMessage) -> None:
    text = text_of(make_message("offered"))

    assert (
        f"- {LATER_IN_WORDS} with Paula Hand\n- Friday, June 26 at 10:30 AM Eastern with Paula Hand\n" in text
    )
    assert "We hold this for you until Wednesday, June 3 at 10:00 AM Eastern." in text
    assert "When:" not in text


def test_offered_instead_of_a_booked_visit(make_message: MakeMessage, provider: Provider) -> None:
    text = text_of(make_message("offered", status="booked", offers=[(provider, LATER)]))

    assert f"- {LATER_IN_WORDS} with Paula Hand\n" in text
    assert f"Until you choose, your visit stays as it is:\n\nWhen: {IN_WORDS}\n" in text


def test_offer_lapsed(make_message: MakeMessage, provider: Provider) -> None:
    assert f"- {LATER_IN_WORDS} with Paula Hand\n" in text_of(make_message("offer-lapsed"))
    text = text_of(
        make_message(
            "offer-lapsed",
            status="booked",
            starts_at=at("2026-06-03 09:00"),
            offers=[(provider, LATER + timedelta(days=4))],
        )
    )
    assert "Your visit stays as it is:\n\nWhen: Wednesday, June 3 at 9:00 AM Eastern\n" in text


def test_offer_lapsed_makes_sense_to_somebody_who_never_heard_of_the_offer(make_message: MakeMessage) -> None:
    """Nobody could call, or no mail got through."""
    mail = sent(make_message("offer-lapsed"))

    assert mail["Subject"] == "Knecht Chiropractic Center: please choose a time"
    assert "We found these times for you. We do not hold them for you any more:" in part(mail, "plain")


def test_change_received(make_message: MakeMessage) -> None:
    message = make_message("change-received")
    text = text_of(message)

    assert str(mails.compose(message).subject).endswith(": you asked for another time")
    assert f"You asked to move your visit to {LATER_IN_WORDS}. That is not booked yet." in text
    assert f"your visit stays as it is:\n\nWhen: {IN_WORDS}\n" in text


def test_moved(make_message: MakeMessage) -> None:
    text = text_of(make_message("moved"))

    assert f"This is the new one:\n\nWhen: {LATER_IN_WORDS}\n" in text
    assert IN_WORDS not in text


def test_kept(make_message: MakeMessage) -> None:
    text = text_of(make_message("kept"))

    assert f"Your visit stays as it was:\n\nWhen: {IN_WORDS}\n" in text
    assert "\nWe are closed that week.\n" in text


def test_declined_names_the_time_the_reason_and_what_to_do(make_message: MakeMessage) -> None:
    text = text_of(make_message("declined"))

    assert f"We cannot book the time you asked for, {IN_WORDS}." in text
    assert "The reason: We are closed that week.\n" in text
    assert "\nhttps://clinic.example/book/\n" in text


def test_declined_from_the_waitlist(make_message: MakeMessage) -> None:
    assert "We did not find a time for you." in text_of(make_message("declined", status="waitlist"))


def test_cancelled(make_message: MakeMessage) -> None:
    text = text_of(make_message("cancelled"))

    assert f"This visit is cancelled:\n\nWhen: {IN_WORDS}\n" in text
    assert "The reason: The doctor is ill.\n" in text
    assert "\nhttps://clinic.example/book/\n" in text


@pytest.mark.parametrize("kind", ["cancelled", "declined"])
def test_a_link_to_what_is_over_changes_nothing(
    make_message: MakeMessage, kind: str, receptionist: User
) -> None:
    message = make_message(kind)
    messages.link(message.appointment, now=NOW)
    for one in (message, message.appointment.messages.get(kind="link")):
        mail = mails.compose(one)
        for body in (mail.body, str(mail.alternatives[0][0])):
            assert "Keep this link to yourself. Whoever has it can see this." in body
            assert "change or cancel" not in body
            assert "change it or cancel it" not in body
    assert "This is cancelled. The link only shows it." in mail.body
    assert "https://clinic.example/book/\n" in mail.body


def test_a_link_to_a_visit_to_come_changes_it(make_message: MakeMessage) -> None:
    text = text_of(make_message("link"))
    assert "See it, change it or cancel it here:" in text
    assert "Whoever has it can change or cancel for you." in text
    assert "cancelled" not in text


def test_cancelled_request(make_message: MakeMessage) -> None:
    text = text_of(make_message("cancelled", status="pending"))

    assert "This request is cancelled:\n" in text
    assert "calendar" not in text


def test_overdue(make_message: MakeMessage) -> None:
    assert f"It is not booked yet:\n\nWhen: {IN_WORDS}\n" in text_of(make_message("overdue"))


def test_times_are_those_of_when_it_was_written(make_message: MakeMessage, receptionist: User) -> None:
    message = make_message("confirmed")
    Appointment.objects.update(starts_at=LATER, ends_at=LATER + timedelta(minutes=45))
    message.refresh_from_db()

    assert IN_WORDS in text_of(message)


# The calendar


def calendar_parts(mail: EmailMessage) -> list[Any]:
    return [one for one in mail.walk() if one.get_content_type() == "text/calendar"]


@pytest.mark.parametrize(
    ("kind", "method", "sequence", "starts_at"),
    [
        ("confirmed", "PUBLISH", 0, TUESDAY),
        ("moved", "PUBLISH", 1, LATER),
        ("cancelled", "CANCEL", 1, TUESDAY),
    ],
)
def test_calendar_is_attached(
    make_message: MakeMessage, kind: str, method: str, sequence: int, starts_at: datetime
) -> None:
    message = make_message(kind)

    [attached] = calendar_parts(sent(message))

    assert attached["Content-Type"].params == {"charset": "utf-8", "method": method}
    assert attached.get_filename() == "visit.ics"
    calendar: Any = Calendar.from_ical(attached.get_content())
    [event] = calendar.walk("VEVENT")
    assert calendar["method"] == method
    assert event["uid"] == f"appointment-{message.appointment.reference}@clinic.example"
    assert (event["sequence"], event["dtstart"].dt) == (sequence, starts_at)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=45)


@pytest.mark.parametrize("kind", sorted(set(Message.Kind) - {"confirmed", "moved", "cancelled"}))
def test_no_calendar_unless_booked(make_message: MakeMessage, kind: str) -> None:
    assert calendar_parts(sent(make_message(kind))) == []


def test_no_calendar_for_a_cancelled_request(make_message: MakeMessage) -> None:
    assert calendar_parts(sent(make_message("cancelled", status="pending"))) == []
