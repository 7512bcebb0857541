import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from booking import mails, workflow
from booking.errors import TimeTaken
from booking.models import Appointment, Contact, Hold, Message
from booking.tests.conftest import at, holds_of, messages_of
from booking.tests.pages import let_in, page, text_of
from clinic.models import Practice

TUESDAY_NINE = at("2026-06-02 09:00")


def ask(visit_type, starts_at, now, email="pat@example.com", **fields):
    return workflow.request(
        Appointment(visit_type=visit_type, **fields),
        Contact(patient_name="Pat Doe", email=email),
        starts_at,
        now=now,
    )


def test_request_asks_for_the_time(visit_type, provider, now):
    appointment = ask(visit_type, TUESDAY_NINE, now, note="My back", asked_by="abc")
    appointment.refresh_from_db()
    assert appointment.status == "pending"
    assert appointment.provider == provider
    assert appointment.wished_provider is None
    assert appointment.starts_at == TUESDAY_NINE
    assert appointment.ends_at == at("2026-06-02 09:45")
    assert appointment.visit_name == "Evaluation"
    assert (appointment.length, appointment.buffer) == (45, 15)
    assert appointment.created_at == appointment.changed_at == now
    assert (appointment.revision, appointment.changed_by) == (0, None)
    assert appointment.contact.patient_name == "Pat Doe"
    assert appointment.note == "My back"


def test_request_holds_the_time_with_its_buffer(visit_type, provider, now):
    appointment = ask(visit_type, TUESDAY_NINE, now)
    hold = Hold.objects.get()
    assert hold.appointment == appointment
    assert hold.provider == provider
    assert hold.kind == "asked"
    assert hold.starts_at == TUESDAY_NINE
    assert hold.ends_at == at("2026-06-02 10:00")
    assert hold.expires_at == TUESDAY_NINE  # a day after the answer is due, but never past the visit


def test_request_waits_for_the_front_desk(visit_type, provider, now):
    appointment = ask(visit_type, at("2026-06-10 09:00"), now)
    assert appointment.waiting_since == now
    assert appointment.answer_by == at("2026-06-02 11:00")  # six hours on Monday, two on Tuesday
    assert Hold.objects.get().expires_at == at("2026-06-03 11:00")
    assert list(Appointment.objects.waiting_for_clinic()) == [appointment]


def test_an_answer_is_due_before_the_visit(visit_type, provider, now):
    assert ask(visit_type, TUESDAY_NINE, now).answer_by == at("2026-06-01 17:00")


def test_an_answer_is_due_while_somebody_is_there(visit_type, provider, now):
    """Not at nine in the morning, when the door opens, nor while all are at lunch."""
    saturday = at("2026-06-06 19:00")
    due = {time: ask(visit_type, at(f"2026-06-08 {time}"), saturday).answer_by for time in ("09:00", "10:00")}
    assert due == {"09:00": at("2026-06-08 09:00"), "10:00": at("2026-06-08 09:30")}
    assert ask(visit_type, at("2026-06-08 13:30"), saturday).answer_by == at("2026-06-08 12:00")


def test_where_nobody_is_there_before_the_visit_no_time_is_promised(client, visit_type, provider, clock):
    clock.move_to(at("2026-06-06 19:00"))
    now = timezone.now()
    instead = (
        "We plan to answer before your visit. If you have not heard from us by then, call us before you come."
    )
    for time, is_promised in (("09:00", False), ("11:00", True)):
        appointment = ask(visit_type, at(f"2026-06-08 {time}"), now)
        let_in(client, appointment)
        shown = text_of(client.get(page(appointment, "appointment")))
        mail = mails.compose(appointment.messages.get(kind="received"))
        for words in (shown, mail.body, str(mail.alternatives[0][0])):
            assert (instead in words) != is_promised
            assert ("answer by Monday, June 8 at 10:00 AM Eastern." in words) == is_promised


def test_an_answer_to_a_visit_within_two_hours_is_due_halfway(visit_type, provider, now):
    visit_type.notice = 0
    visit_type.save()
    assert ask(visit_type, at("2026-06-01 11:00"), now).answer_by == at("2026-06-01 10:30")


def test_request_tells_patient_and_front_desk(visit_type, provider, now):
    appointment = ask(visit_type, TUESDAY_NINE, now)
    assert messages_of(appointment) == ["received by email", "alert by email"]
    received, alert = Message.objects.order_by("pk")
    assert (received.audience, alert.audience) == ("patient", "front-desk")
    assert received.due_at == now
    assert received.facts == {
        "status": "pending",
        "visit": "Evaluation",
        "length": 45,
        "provider": "Paula Hand",
        "starts_at": "2026-06-02T13:00:00Z",
        "ends_at": "2026-06-02T13:45:00Z",
        "answer_by": "2026-06-01T21:00:00Z",
        "reason": "",
        "sequence": 0,
        "touched": False,
        "wish": None,
        "offers": [],
        "by_patient": True,
    }


def test_nobody_calls_a_patient_who_has_just_asked(make_appointment, now):
    assert messages_of(make_appointment(email="", phone="+19195550100")) == ["alert by email"]


def test_a_front_desk_without_a_mailbox_gets_no_mail(make_appointment, now, settings):
    settings.FRONT_DESK_EMAIL = ""
    assert messages_of(make_appointment()) == ["received by email"]


def test_request_books_at_once_where_the_visit_type_says_so(visit_type, provider, now):
    visit_type.confirmed_at_once = True
    visit_type.save()
    appointment = ask(visit_type, TUESDAY_NINE, now)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.agreed_at) == ("booked", now)
    assert (appointment.waiting_since, appointment.answer_by) == (None, None)
    assert holds_of(appointment) == [("visit", TUESDAY_NINE)]
    assert messages_of(appointment) == ["confirmed by email", "by-patient by desk", "alert by email"]


@pytest.mark.parametrize(
    "starts_at",
    [
        pytest.param(at("2026-06-02 12:00"), id="outside the hours"),
        pytest.param(at("2026-06-02 11:30"), id="ends after closing"),
        pytest.param(at("2026-06-02 09:10"), id="between two starts"),
        pytest.param(at("2026-06-06 09:00"), id="on a Saturday"),
        pytest.param(at("2026-06-01 13:30"), id="too soon"),
        pytest.param(at("2026-06-01 09:00"), id="past"),
        pytest.param(at("2026-08-03 09:00"), id="too far ahead"),
        pytest.param(datetime(1, 1, 1, tzinfo=UTC), id="year 1"),
        pytest.param(datetime(9999, 12, 31, 23, 59, tzinfo=UTC), id="year 9999"),
    ],
)
def test_a_time_that_is_not_offered_cannot_be_had(visit_type, provider, now, starts_at):
    with pytest.raises(TimeTaken):
        ask(visit_type, starts_at, now)
    assert Appointment.objects.count() == Contact.objects.count() == Hold.objects.count() == 0
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    "starts_at", [at("2026-06-01 14:00"), at("2026-07-31 16:00")], ids=["soonest", "last"]
)
def test_the_first_and_the_last_time_that_are_offered(visit_type, provider, now, starts_at):
    assert ask(visit_type, starts_at, now).starts_at == starts_at


@pytest.mark.parametrize("status", ["pending", "booked"])
@pytest.mark.parametrize("clock", ["08:30", "09:00", "09:30"])
def test_a_time_that_overlaps_another_cannot_be_had(visit_type, make_appointment, now, status, clock):
    visit_type.providers.get().weekly_hours.update(opens="08:00", closes="12:00")
    make_appointment(status=status, starts_at=TUESDAY_NINE)
    with pytest.raises(TimeTaken) as refusal:
        ask(visit_type, at(f"2026-06-02 {clock}"), now)
    assert str(refusal.value.sentence) == "That time has just been taken. Choose another one."
    assert Appointment.objects.count() == 1


def test_the_time_after_the_buffer_is_free(visit_type, make_appointment, now):
    make_appointment(starts_at=TUESDAY_NINE)
    assert ask(visit_type, at("2026-06-02 10:00"), now).starts_at == at("2026-06-02 10:00")


def test_the_same_submission_twice_is_one_request(visit_type, provider, now):
    submission = uuid.uuid4()
    first = ask(visit_type, TUESDAY_NINE, now, submission=submission)
    again = ask(visit_type, TUESDAY_NINE, now, submission=submission)
    assert again == first
    assert Appointment.objects.count() == Hold.objects.count() == Contact.objects.count() == 1
    assert messages_of(first) == ["received by email", "alert by email"]


def test_anybody_means_whoever_has_the_fewest_visits_that_day(
    visit_type, provider, another_provider, make_appointment, now
):
    make_appointment(provider=provider, starts_at=at("2026-06-02 15:00"))
    assert ask(visit_type, TUESDAY_NINE, now).provider == another_provider


def test_anybody_means_the_first_where_all_have_as_many(
    visit_type, provider, another_provider, make_appointment, now
):
    make_appointment(provider=provider, starts_at=at("2026-06-03 15:00"))
    assert ask(visit_type, TUESDAY_NINE, now).provider == provider


def test_anybody_means_whoever_is_free(visit_type, provider, another_provider, make_appointment, now):
    make_appointment(provider=provider, starts_at=TUESDAY_NINE)
    make_appointment(provider=another_provider, starts_at=at("2026-06-02 15:00"))
    make_appointment(provider=another_provider, starts_at=at("2026-06-02 16:00"))
    assert ask(visit_type, TUESDAY_NINE, now).provider == another_provider


def test_nobody_else_is_given_to_a_patient_who_wishes_for_somebody(
    visit_type, provider, another_provider, make_appointment, now
):
    make_appointment(provider=provider, starts_at=TUESDAY_NINE)
    with pytest.raises(TimeTaken):
        ask(visit_type, TUESDAY_NINE, now, wished_provider=provider)


def test_a_provider_who_does_not_do_this_visit_cannot_be_had(visit_type, provider, now):
    provider.visit_types.clear()
    with pytest.raises(TimeTaken):
        ask(visit_type, TUESDAY_NINE, now, wished_provider=provider)


def test_a_retired_provider_cannot_be_had(visit_type, provider, now):
    provider.is_active = False
    provider.save()
    with pytest.raises(TimeTaken):
        ask(visit_type, TUESDAY_NINE, now)


def test_editing_the_visit_type_changes_no_request(visit_type, provider, now):
    appointment = ask(visit_type, TUESDAY_NINE, now)
    visit_type.name, visit_type.length, visit_type.buffer = "Something else", 90, 60
    visit_type.save()
    appointment.refresh_from_db()
    assert (appointment.visit_name, appointment.length, appointment.buffer) == ("Evaluation", 45, 15)
    assert Hold.objects.get().ends_at == at("2026-06-02 10:00")


def test_a_lapsed_wish_is_deleted_by_whoever_wants_its_time(visit_type, make_appointment, now):
    """Also when nobody sweeps: the worker may be down."""
    starts_at = at("2026-06-10 09:00")
    forgotten = make_appointment(starts_at=starts_at)
    before = Appointment.objects.filter(pk=forgotten.pk).values().get()

    late = at("2026-06-03 11:00")
    appointment = ask(visit_type, starts_at, late)
    assert holds_of(appointment) == [("asked", starts_at)]
    assert holds_of(forgotten) == []
    assert Appointment.objects.filter(pk=forgotten.pk).values().get() == before
    assert messages_of(forgotten) == ["received by email", "alert by email"]


def test_a_wish_that_has_not_lapsed_stays(visit_type, make_appointment, now):
    starts_at = at("2026-06-10 09:00")
    waiting = make_appointment(starts_at=starts_at)
    with pytest.raises(TimeTaken):
        ask(visit_type, starts_at, at("2026-06-03 11:00") - timedelta(seconds=1))
    assert holds_of(waiting) == [("asked", starts_at)]


def test_a_live_site_offers_no_times_out_of_sample_hours(visit_type, provider, now, settings):
    settings.HTTPS = True
    with pytest.raises(TimeTaken):
        ask(visit_type, TUESDAY_NINE, now)
    Practice.objects.update_or_create(pk=1, defaults={"hours_confirmed": True})
    assert ask(visit_type, TUESDAY_NINE, now).status == "pending"
