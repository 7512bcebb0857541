"""What the mail of each kind says."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from booking import mails, messages
from booking.models import Appointment, Provider
from booking.tests.conftest import at
from booking.tests.written import IN_WORDS, LATER, LATER_IN_WORDS, MakeMessage, part, sent, text_of
from conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


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
    message = make_message("offer-lapsed")
    mail = sent(message)

    assert (
        mail["Subject"]
        == f"Knecht Chiropractic Center: please choose a time ({message.appointment.reference})"
    )
    assert "We found these times for you. We do not hold them for you any more:" in part(mail, "plain")


def test_change_received(make_message: MakeMessage) -> None:
    message = make_message("change-received")
    text = text_of(message)

    assert ": you asked for another time (" in str(mails.compose(message).subject)
    assert f"You asked to move your visit to {LATER_IN_WORDS}. That is not booked yet." in text
    assert f"your visit stays as it is:\n\nWhen: {IN_WORDS}\n" in text


def test_moved(make_message: MakeMessage) -> None:
    text = text_of(make_message("moved"))

    assert f"This is the new time:\n\nWhen: {LATER_IN_WORDS}\n" in text
    assert f"\nOld time, which no longer counts: {IN_WORDS}\n" in text
    assert "If your calendar still shows the old time, delete that one." in text


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
