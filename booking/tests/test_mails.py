"""What holds for every mail, to patients and to the front desk."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from pytest_django import Settings

from booking.models import Hold, Link, Message
from booking.models.links import hash_of
from booking.tests.written import MakeMessage, calendar_parts, part, sent, text_of
from clinic.models import Practice
from clinic.reading import grade

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

MAILED = [kind for kind in Message.Kind if kind != Message.Kind.BY_PATIENT]
TO_PATIENTS = [kind for kind in MAILED if "alert" not in kind]
TO_FRONT_DESK = [Message.Kind.ALERT, Message.Kind.OVERDUE_ALERT]


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
def test_html_has_no_hidden_words_and_no_filler(make_message: MakeMessage, kind: str) -> None:
    """Text mail programs and screen readers read them out."""
    page = part(sent(make_message(kind)), "html")

    assert "display:none" not in page.replace(" ", "")
    assert not {"\u034f", "\u200c", "\u2007", "\u00ad"} & set(unescape(page))


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
    [_title, preheader, *_more] = Words(part(mail, "html")).words
    subject = mail["Subject"]

    reference = message.appointment.reference
    assert subject.startswith("Knecht Chiropractic Center: ")
    assert subject.endswith(f" ({reference})")
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
            assert private not in shown.replace(reference, "")


@pytest.mark.parametrize("kind", MAILED)
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


@pytest.mark.parametrize("name", ["Dr. J. R. O'Neil-Smith Jr.", "María José de la Cruz y Ruiz", "مريم"])
def test_a_name_is_greeted_as_it_is(make_message: MakeMessage, name: str) -> None:
    mail = sent(make_message("received", patient_name=name))

    assert f"Hello {name}," in part(mail, "plain")
    assert f"Hello {name}," in str(Words(part(mail, "html")))


MESSAGES = [
    "WIN $900 http://evil.example/x",
    "<script>evil</script>",
    "🙂 evil",
    "evil\uff0eexample",
    "evil\r\nBcc: e@f.g",
]


@pytest.mark.parametrize("text", MESSAGES)
@pytest.mark.parametrize("kind", TO_PATIENTS)
def test_words_of_a_stranger_are_in_no_mail(make_message: MakeMessage, kind: str, text: str) -> None:
    """Typed in any field, by somebody who gave a stranger's address."""
    message = make_message(
        kind, patient_name=text, booker_name=text, note=text, access_needs=text[:100], interpreter=text[:100],
        article="evil",
    )  # fmt: skip
    mail = sent(message)

    assert "\nHello,\n" in part(mail, "plain")
    assert "Hello," in Words(part(mail, "html")).words
    for shown in [
        *map(str, mail.values()),
        *(one.get_content() for one in mail.walk() if not one.is_multipart()),
    ]:
        assert "evil" not in shown
        assert "WIN" not in shown


@pytest.mark.parametrize("kind", [*TO_PATIENTS, *TO_FRONT_DESK])
def test_page_fetches_nothing(make_message: MakeMessage, kind: str) -> None:
    page = part(sent(make_message(kind)), "html")

    assert not {"img", "link", "script", "iframe"} & set(Words(page).tags)
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize("kind", MAILED)
def test_note_of_the_patient_is_in_no_mail(make_message: MakeMessage, kind: str) -> None:
    message = make_message(kind, note="My tailbone hurts", article="myofascial-release")

    raw = str(sent(message)) + text_of(message) + part(sent(message), "html")
    assert "tailbone" not in raw
    assert "myofascial" not in raw


def test_practice_with_an_awkward_name(make_message: MakeMessage) -> None:
    Practice.objects.update_or_create(pk=1, defaults={"name": 'Knecht, "K&C"\r\nBcc: evil@example.com'})
    message = make_message("confirmed")

    mail = sent(message)

    assert mail["Subject"].startswith('Knecht, "K&C" Bcc: evil@example.com: you are booked (')
    assert mail["Bcc"] is None


def test_sender_with_a_name_of_its_own(make_message: MakeMessage, settings: Settings) -> None:
    settings.MAIL_FROM = "Knecht front desk <desk@clinic.example>"

    assert sent(make_message("link"))["From"] == "Knecht front desk <desk@clinic.example>"


@pytest.mark.parametrize("kind", MAILED)
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


def test_mails_of_one_visit_stand_together_and_those_of_two_do_not(
    make_message: MakeMessage,
) -> None:
    """Also where the first was overtaken before it left; the front desk's are a thread of their own."""
    mails = []
    for child in ("Kim Doe", "Sam Doe"):
        moved = make_message("moved", patient_name=child, booker_name="Pat Doe", email="pat@example.com")
        first = moved.appointment.messages.get(kind="received")
        mails.append((sent(first), sent(moved), f"<{first.uid}@clinic.example>"))
        Hold.objects.all().delete()

    for received, later, thread in mails:
        assert (received["Message-ID"], received["References"], received["In-Reply-To"]) == (
            thread,
            None,
            None,
        )
        assert (later["References"], later["In-Reply-To"]) == (thread, thread)
    assert len({thread for *_mails, thread in mails}) == 2
    assert len({later["Subject"] for _first, later, _thread in mails}) == 2
    alerts = Message.objects.filter(kind="alert").order_by("pk")
    assert [sent(alert)["References"] for alert in alerts] == [None, None]


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
    assert mail["Subject"] in {"Front desk: something new to look at", "Front desk: an answer is late"}
    assert part(mail, "plain").splitlines()[1:] == [link]
    assert Words(part(mail, "html")).links == [link]
    for private in ("Pat", "pat@", "June", "Evaluation", message.appointment.reference):
        assert private not in str(mail) + part(mail, "plain") + part(mail, "html")
    assert not Link.objects.exists()
