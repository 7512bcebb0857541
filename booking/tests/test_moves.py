"""Every verb from every status, and what no verb may do."""

from datetime import timedelta

import pytest

from booking import workflow
from booking.errors import BookingError, Overtaken
from booking.models import Appointment, Contact, Status
from booking.tests.conftest import at, messages_of, state_of
from booking.workflow import moves
from clinic.tests.database import undone

TIME = at("2026-06-04 14:00")

OPEN = {"waitlist", "pending", "proposed", "booked"}

# What may follow what, written down a second time.
ALLOWED = {
    "": {"waitlist", "pending", "booked"},
    "waitlist": {"waitlist", "pending", "proposed", "booked", "cancelled", "entered-in-error"},
    "pending": {"waitlist", "pending", "proposed", "booked", "cancelled", "entered-in-error"},
    "proposed": {"waitlist", "pending", "proposed", "booked", "cancelled", "entered-in-error"},
    "booked": {"booked", "arrived", "fulfilled", "noshow", "cancelled", "entered-in-error"},
    "arrived": {"booked", "fulfilled"},
    "fulfilled": {"booked"},
    "noshow": {"booked"},
    "cancelled": set(),
    "entered-in-error": set(),
}

VERBS = {
    "ask_for_time": {"waitlist": "pending", "pending": "pending", "proposed": "pending", "booked": "booked"},
    "accept": {"proposed": "booked"},
    "refuse_offers": {
        "waitlist": "waitlist",
        "pending": "waitlist",
        "proposed": "waitlist",
        "booked": "booked",
    },
    "cancel": dict.fromkeys(OPEN, "cancelled"),
    "cancel for the patient": dict.fromkeys(OPEN, "cancelled"),
    "confirm": {"pending": "booked"},
    "propose": {"waitlist": "proposed", "pending": "proposed", "proposed": "proposed", "booked": "booked"},
    "decline": dict.fromkeys(OPEN - {"booked"}, "cancelled"),
    "reschedule": dict.fromkeys(OPEN, "booked"),
    "close": dict.fromkeys(OPEN, "entered-in-error"),
    "arrive": {"booked": "arrived"},
    "fulfil": {"booked": "fulfilled", "arrived": "fulfilled"},
    "noshow": {"booked": "noshow"},
    "undo": {"arrived": "booked", "fulfilled": "booked", "noshow": "booked"},
    "correct_contact": {status: status for status in Status.values},
}
OF_THE_PATIENT = {"ask_for_time", "cancel"}
OF_THE_VISIT = {"arrive", "fulfil", "noshow"}


def call(verb, appointment, provider, offer, by, now, **seen):
    calls = {
        "ask_for_time": lambda: workflow.ask_for_time(appointment, TIME, now=now, **seen),
        "accept": lambda: workflow.accept(appointment, offer, by=by, now=now, **seen),
        "refuse_offers": lambda: workflow.refuse_offers(appointment, by=by, now=now, **seen),
        "cancel": lambda: workflow.cancel(appointment, now=now, **seen),
        "cancel for the patient": lambda: workflow.cancel(appointment, by=by, now=now, **seen),
        "confirm": lambda: workflow.confirm(appointment, by=by, now=now, **seen),
        "propose": lambda: workflow.propose(appointment, [(provider, TIME)], by=by, now=now, **seen),
        "decline": lambda: workflow.decline(appointment, reason="Closed", by=by, now=now, **seen),
        "reschedule": lambda: workflow.reschedule(appointment, provider, TIME, by=by, now=now, **seen),
        "close": lambda: workflow.close(appointment, reason="Spam", by=by, now=now, **seen),
        "arrive": lambda: workflow.arrive(appointment, by=by, now=now, **seen),
        "fulfil": lambda: workflow.fulfil(appointment, by=by, now=now, **seen),
        "noshow": lambda: workflow.noshow(appointment, by=by, now=now, **seen),
        "undo": lambda: workflow.undo(appointment, by=by, now=now, **seen),
        "correct_contact": lambda: workflow.correct_contact(
            appointment, Contact(patient_name="Ann Doe", email="ann@example.com"), by=by, now=now, **seen
        ),
    }
    return calls[verb]()


def an_offer(make_appointment, appointment):
    """Its own where it has any; else that of somebody else."""
    return (appointment.offers or make_appointment(status="proposed").offers)[0]


def moment_for(verb, appointment, now):
    if verb in OF_THE_VISIT and appointment.starts_at:
        return appointment.starts_at + timedelta(minutes=30)
    return now + timedelta(minutes=5)


@pytest.mark.parametrize("before", ["", *Status.values])
def test_a_status_follows_as_the_table_says(make_appointment, now, before, subtests):
    appointment = Appointment(status=before, changed_at=now)
    if before:
        appointment = make_appointment(status=before)
    for after in Status.values:
        with subtests.test(after=after), undone():
            appointment.status = before
            if after in ALLOWED[before]:
                moves.set_status(appointment, Status(after))
                assert appointment.status == after
            elif before:
                with pytest.raises(Overtaken):
                    moves.set_status(appointment, Status(after))
                assert appointment.status == before


@pytest.mark.parametrize("status", Status.values)
def test_verb(make_appointment, provider, another_receptionist, now, status, subtests):
    made = make_appointment(status=status)
    offer = an_offer(make_appointment, made)
    before = state_of(made)
    for verb in VERBS:
        with subtests.test(verb=verb), undone():
            appointment = Appointment.objects.get(pk=made.pk)
            see_what_it_does(verb, appointment, provider, offer, another_receptionist, now, before)


def see_what_it_does(verb, appointment, provider, offer, another_receptionist, now, before):
    status = before["row"]["status"]
    moment = moment_for(verb, appointment, now)
    if status in VERBS[verb]:
        result = call(verb, appointment, provider, offer, another_receptionist, moment)
        assert result is appointment
        appointment.refresh_from_db()
        assert appointment.status == VERBS[verb][status]
        assert appointment.revision == before["row"]["revision"] + 1
        assert appointment.changed_at == moment
        assert appointment.changed_by == (None if verb in OF_THE_PATIENT else another_receptionist)
    else:
        with pytest.raises(BookingError):
            call(verb, appointment, provider, offer, another_receptionist, moment)
        assert state_of(appointment) == before
        # The object in hand says what the database says.
        assert appointment.status == status
        assert appointment.revision == before["row"]["revision"]
        assert appointment.changed_by_id == before["row"]["changed_by_id"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_stale_page_changes_nothing_and_says_who_was_first(
    make_appointment, provider, receptionist, another_receptionist, now, verb
):
    status = sorted(VERBS[verb])[0]
    appointment = make_appointment(status=status)
    offer = an_offer(make_appointment, appointment)
    moment = moment_for(verb, appointment, now)
    workflow.correct_contact(
        appointment, Contact(patient_name="Ann Doe", phone="+19195550100"), by=receptionist, now=now
    )
    before = state_of(appointment)
    seen = appointment.revision - 1
    with pytest.raises(Overtaken) as refusal:
        call(verb, appointment, provider, offer, another_receptionist, moment, seen=seen)
    words = appointment.get_status_display()
    assert (
        refusal.value.sentence
        == f"Rita Desk changed this at 10:00 AM on Monday, June 1: it is “{words}” now."
    )
    assert state_of(appointment) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_page_that_is_not_stale_works(make_appointment, provider, receptionist, now, verb):
    status = sorted(VERBS[verb])[0]
    appointment = make_appointment(status=status)
    offer = an_offer(make_appointment, appointment)
    moment = moment_for(verb, appointment, now)
    call(verb, appointment, provider, offer, receptionist, moment, seen=appointment.revision)
    assert appointment.status == VERBS[verb][status]


def test_the_second_clerk_is_told_who_was_first(make_appointment, receptionist, another_receptionist, now):
    """Also without the revision that the page showed, and with an object read before."""
    appointment = make_appointment()
    stale = Appointment.objects.get()
    workflow.confirm(appointment, by=receptionist, now=now + timedelta(minutes=1))
    before = state_of(appointment)
    with pytest.raises(Overtaken) as refusal:
        workflow.confirm(stale, by=another_receptionist, now=now + timedelta(minutes=2))
    assert (
        refusal.value.sentence == "Rita Desk changed this at 10:01 AM on Monday, June 1: it is “booked” now."
    )
    assert state_of(appointment) == before
    assert messages_of(appointment) == [
        "received by email, overtaken",
        "alert by email",
        "confirmed by email",
    ]


def test_a_clerk_is_told_that_the_patient_was_first(make_appointment, receptionist, now):
    appointment = make_appointment()
    workflow.cancel(appointment, now=now + timedelta(minutes=1))
    with pytest.raises(Overtaken) as refusal:
        workflow.confirm(appointment, by=receptionist, now=now + timedelta(minutes=2))
    assert (
        refusal.value.sentence
        == "The patient changed this at 10:01 AM on Monday, June 1: it is “cancelled” now."
    )


def test_a_clerk_without_a_full_name_is_told_by_username(
    make_appointment, receptionist, another_receptionist, now
):
    receptionist.first_name = receptionist.last_name = ""
    receptionist.save()
    appointment = make_appointment(status="booked")
    with pytest.raises(Overtaken) as refusal:
        workflow.confirm(appointment, by=another_receptionist, now=now)
    assert (
        refusal.value.sentence
        == "receptionist changed this at 10:00 AM on Monday, June 1: it is “booked” now."
    )
