"""A visit that moved: the mail names each old time that a calendar may still show."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from booking import workflow
from booking.models import Message, Provider
from booking.tests.written import IN_WORDS, LATER, LATER_IN_WORDS, TUESDAY, part, sent
from conftest import NOW, MakeAppointment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

FRIDAY = LATER + timedelta(days=1)
FRIDAY_IN_WORDS = "Friday, June 26 at 10:30 AM Eastern"
OLD = "Old time, which no longer counts: "
SINCE = "You are booked, and your visit has moved since."


def test_old_times_of_moves_in_a_row(
    make_appointment: MakeAppointment, receptionist: User, provider: Provider
) -> None:
    visit = make_appointment(status="booked", starts_at=TUESDAY)
    Message.objects.filter(kind="confirmed").update(sent_at=NOW)
    workflow.reschedule(visit, provider, LATER, by=receptionist, now=NOW)
    workflow.reschedule(visit, provider, FRIDAY, by=receptionist, now=NOW)

    last = visit.messages.filter(kind="moved").latest("pk")
    for kind in ("plain", "html"):
        text = part(sent(last), kind)
        assert f"{OLD}{IN_WORDS}" in text
        assert f"{OLD}{LATER_IN_WORDS}" in text
        assert FRIDAY_IN_WORDS in text
        assert f"{OLD}{FRIDAY_IN_WORDS}" not in text
        assert SINCE not in text
        assert "If your calendar still shows the old time, delete that one." in text

    visit.messages.filter(pk=last.pk).update(sent_at=NOW)
    workflow.reschedule(visit, provider, LATER, by=receptionist, now=NOW)
    text = part(sent(visit.messages.filter(kind="moved").latest("pk")), "plain")
    assert text.count(OLD) == 1
    assert f"{OLD}{FRIDAY_IN_WORDS}" in text


def test_moved_back_before_a_mail_went_out(
    make_appointment: MakeAppointment, receptionist: User, provider: Provider
) -> None:
    visit = make_appointment(status="booked", starts_at=TUESDAY)
    workflow.reschedule(visit, provider, LATER, by=receptionist, now=NOW)
    workflow.reschedule(visit, provider, TUESDAY, by=receptionist, now=NOW)

    text = part(sent(visit.messages.filter(kind="moved").latest("pk")), "plain")
    assert f"This is the new time:\n\nWhen: {IN_WORDS}\n" in text
    assert f"{OLD}{IN_WORDS}" not in text


def test_move_before_the_first_mail_says_that_it_is_booked(
    make_appointment: MakeAppointment, receptionist: User, provider: Provider
) -> None:
    visit = make_appointment(status="booked", starts_at=TUESDAY)
    workflow.reschedule(visit, provider, LATER, by=receptionist, now=NOW)

    for kind in ("plain", "html"):
        text = part(sent(visit.messages.get(kind="moved")), kind)
        assert SINCE in text
        assert "Call 911 now" in text


def test_a_time_that_was_booked_overrules_earlier_mails(make_appointment: MakeAppointment) -> None:
    booked = make_appointment(status="booked", starts_at=TUESDAY).messages.get(kind="confirmed")

    for kind in ("plain", "html"):
        assert "An earlier email about this visit no longer counts." in part(sent(booked), kind)
