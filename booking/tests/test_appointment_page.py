"""What patients see and do on their appointment's own pages."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from booking import mails
from booking.models import Appointment, Hold, Message, Provider, Status
from booking.tests.pages import let_in, page, text_of

TUESDAY_TEN = datetime(2026, 6, 2, 14, 0, tzinfo=UTC)
TUESDAY_ONE = datetime(2026, 6, 2, 17, 0, tzinfo=UTC)
TUESDAY_THREE = datetime(2026, 6, 2, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("waitlist", "We are looking for a time"),
        ("pending", "We have your request"),
        ("proposed", "We can offer you these times"),
        ("booked", "Your visit is booked"),
        ("cancelled", "This is cancelled"),
        ("arrived", "You are here"),
        ("fulfilled", "You have been here"),
        ("noshow", "We missed you"),
    ],
)
def test_how_it_stands(client: Client, now: datetime, make_appointment, status: str, words: str) -> None:
    appointment = make_appointment(status=status)
    let_in(client, appointment)
    shown = text_of(client.get(page(appointment, "appointment")))
    assert words in shown
    assert appointment.reference in shown
    assert appointment.contact.patient_name not in shown  # over a shoulder, a name is one thing too many


def test_cancel_asks_first_and_then_frees_the_time(client: Client, now: datetime, make_appointment) -> None:
    appointment = make_appointment(status="booked")
    let_in(client, appointment)
    assert "Cancel the visit?" in text_of(client.get(page(appointment, "cancel")))
    assert Hold.objects.count() == 1
    done = client.post(page(appointment, "cancel"), {"seen": appointment.revision}, follow=True)
    assert "This is cancelled" in text_of(done)
    assert Hold.objects.count() == 0
    again = client.post(page(appointment, "cancel"), {"seen": appointment.revision})
    assert "This is cancelled" in text_of(again)
    assert Message.objects.filter(kind="cancelled").count() == 1


def test_whoever_waits_for_a_time_gives_none_up(client: Client, now: datetime, make_appointment) -> None:
    appointment = make_appointment(status="waitlist", preferred_days=[1])
    let_in(client, appointment)
    asked = text_of(client.get(page(appointment, "cancel")))
    assert "Withdraw the request? Evaluation. This cannot be undone." in asked


def test_whoever_gave_no_address_is_told_to_keep_the_reference(
    client: Client, now: datetime, make_appointment
) -> None:
    appointment = make_appointment(status="booked", email="", phone="+19197775242")
    let_in(client, appointment)
    shown = text_of(client.get(page(appointment, "appointment")))
    assert "You gave no email address, so write the reference down." in shown


def test_a_past_visit_can_only_be_read(client: Client, now: datetime, make_appointment) -> None:
    appointment = make_appointment(status="booked")
    with time_machine.travel(appointment.starts_at + timedelta(hours=2), tick=False):
        let_in(client, appointment)
        for name in ["cancel", "change", "change_preferences"]:
            shown = client.post(page(appointment, name), {"seen": appointment.revision})
            assert "Your visit was booked" in text_of(shown)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.revision) == (Status.BOOKED, 1)


def test_asking_for_another_time_keeps_a_booked_visit(
    client: Client, now: datetime, make_appointment
) -> None:
    appointment = make_appointment(status="booked", starts_at=TUESDAY_TEN)
    let_in(client, appointment)
    done = client.post(
        page(appointment, "change"), {"time": "2026-06-02T17:00Z", "seen": appointment.revision}, follow=True
    )
    shown = text_of(done)
    assert "Your visit is booked Tuesday, June 2 at 10:00 AM Eastern" in shown
    assert "You asked to come on Tuesday, June 2 at 1:00 PM Eastern instead." in shown
    appointment.refresh_from_db()
    assert (appointment.status, appointment.starts_at) == (Status.BOOKED, TUESDAY_TEN)


def test_a_pending_request_moves_to_another_time(client: Client, now: datetime, make_appointment) -> None:
    appointment = make_appointment(starts_at=TUESDAY_TEN)
    let_in(client, appointment)
    assert "We have your request You asked for" in text_of(client.get(page(appointment, "appointment")))
    answers = {"time": "2026-06-02T17:00Z", "seen": appointment.revision}
    shown = client.post(page(appointment, "change"), answers, follow=True)
    assert "We have your change You asked for Tuesday, June 2 at 1:00 PM Eastern." in text_of(shown)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.starts_at) == (Status.PENDING, TUESDAY_ONE)
    assert [hold.starts_at for hold in Hold.objects.all()] == [TUESDAY_ONE]
    first, second = (
        mails.compose(one) for one in appointment.messages.filter(kind="received").order_by("pk")
    )
    assert ": we have your request (" in first.subject
    assert ": you asked for another time (" in second.subject
    for words in (second.body, str(second.alternatives[0][0])):
        assert "You asked for another time than before, and we have your change." in words


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize(
    "changes", [{}, {"status": "booked"}, {"status": "booked", "wished_time": TUESDAY_ONE}]
)
def test_the_time_that_it_has_is_no_other_time(
    client: Client, now: datetime, make_appointment, visit_type, another_provider, at_once: bool, changes
) -> None:
    appointment = make_appointment(starts_at=TUESDAY_TEN, wished_provider=None, **changes)
    visit_type.confirmed_at_once = at_once
    visit_type.save()
    let_in(client, appointment)
    shown = client.get(page(appointment, "change")).content.decode()
    for time in ("2026-06-02T14:00Z", *(["2026-06-02T17:00Z"] if "wished_time" in changes else [])):
        assert f'value="{time}"' not in shown
    assert 'value="2026-06-02T18:00Z"' in shown


def test_a_change_to_a_taken_time_says_so_and_changes_nothing(
    client: Client, now: datetime, make_appointment
) -> None:
    appointment = make_appointment(status="booked", starts_at=TUESDAY_TEN)
    make_appointment(starts_at=TUESDAY_ONE)
    let_in(client, appointment)
    refused = client.post(
        page(appointment, "change"), {"time": "2026-06-02T17:00Z", "seen": appointment.revision}
    )
    assert refused.status_code == 409
    why = "Tuesday, June 2 at 1:00 PM Eastern has just been taken. Nothing was changed."
    assert why in text_of(refused)
    assert Appointment.objects.get(pk=appointment.pk).revision == appointment.revision


def test_a_get_of_change_changes_nothing(client: Client, now: datetime, make_appointment) -> None:
    appointment = make_appointment(status="booked", starts_at=TUESDAY_TEN)
    let_in(client, appointment)
    address = f"{page(appointment, 'change')}?time=2026-06-02T17:00Z&seen={appointment.revision}"
    assert client.get(address).status_code == 200
    assert Hold.objects.get().starts_at == TUESDAY_TEN


def test_taking_an_offered_time(client: Client, now: datetime, make_appointment, provider: Provider) -> None:
    appointment = make_appointment(
        status="proposed", offers=[(provider, TUESDAY_ONE), (provider, TUESDAY_THREE)]
    )
    let_in(client, appointment)
    assert "Tuesday, June 2 at 3:00 PM Eastern" in text_of(client.get(page(appointment, "appointment")))
    none = client.post(page(appointment, "answer"), {"seen": appointment.revision})
    assert "Choose one of the times, or “None of these work”." in text_of(none)
    offer = appointment.proposed_times.get(starts_at=TUESDAY_THREE)
    taken = {"offer": offer.pk, "seen": appointment.revision}
    done = client.post(page(appointment, "answer"), taken, follow=True)
    assert "Your visit is booked Tuesday, June 2 at 3:00 PM Eastern, with Paula Hand" in text_of(done)
    assert [(hold.kind, hold.starts_at) for hold in Hold.objects.all()] == [("visit", TUESDAY_THREE)]
    again = client.post(page(appointment, "answer"), taken)
    assert again.status_code == 409
    assert Message.objects.filter(kind="confirmed").count() == 1


@pytest.mark.parametrize("offer", ["0", "999999", "x", "9" * 30, "\0"])
def test_an_offer_that_was_not_made(
    client: Client, now: datetime, make_appointment, provider: Provider, offer: str
) -> None:
    appointment = make_appointment(status="proposed")
    let_in(client, appointment)
    refused = client.post(page(appointment, "answer"), {"offer": offer, "seen": appointment.revision})
    assert refused.status_code in {200, 409}
    assert Appointment.objects.get(pk=appointment.pk).status == Status.PROPOSED


def test_none_of_the_offers_goes_back_to_looking(
    client: Client, now: datetime, make_appointment, provider: Provider
) -> None:
    appointment = make_appointment(status="proposed")
    let_in(client, appointment)
    done = client.post(
        page(appointment, "change_preferences"),
        {"days": ["2"], "parts": ["afternoon"], "seen": appointment.revision},
        follow=True,
    )
    assert "We are looking for a time" in text_of(done)
    appointment.refresh_from_db()
    assert (appointment.status, appointment.preferred_days) == (Status.WAITLIST, [2])
    assert Hold.objects.count() == 0


def test_an_old_page_is_told_what_happened_since(
    client: Client, now: datetime, make_appointment, receptionist
) -> None:
    from booking import workflow

    appointment = make_appointment(starts_at=TUESDAY_TEN)
    let_in(client, appointment)
    seen = appointment.revision
    workflow.confirm(appointment, by=receptionist, now=now)
    refused = client.post(page(appointment, "cancel"), {"seen": seen})
    assert refused.status_code == 409
    assert "This has changed since you opened the page. Here is how it stands now." in text_of(refused)
    assert "Rita" not in text_of(refused)
    assert Appointment.objects.get().status == Status.BOOKED


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_tampered_revision_is_refused(client: Client, now: datetime, make_appointment, seen: str) -> None:
    appointment = make_appointment()
    let_in(client, appointment)
    refused = client.post(page(appointment, "cancel"), {"seen": seen})
    assert refused.status_code == 200
    assert "<li>This page is out of date. Open it again.</li>" in refused.content.decode()  # to no field
    assert Appointment.objects.get().status == Status.PENDING


def test_the_calendar_file_is_there_once_it_is_booked(
    client: Client, now: datetime, make_appointment
) -> None:
    pending, booked = make_appointment(), make_appointment(status="booked")
    let_in(client, pending)
    let_in(client, booked)
    assert client.get(page(pending, "calendar")).status_code == 404
    file = client.get(page(booked, "calendar"))
    assert file["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert file.content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_queries_do_not_grow_with_rows(
    client: Client, now: datetime, make_appointment, provider: Provider, django_assert_num_queries, settings
) -> None:
    settings.BOOKING_UNANSWERED_PER_CONTACT = 100
    appointment = make_appointment(status="proposed", offers=[(provider, TUESDAY_ONE)])
    let_in(client, appointment)
    client.get(page(appointment, "appointment"))
    with django_assert_num_queries(4):
        client.get(page(appointment, "appointment"))
    for _number in range(7):
        make_appointment(status="booked")
    with django_assert_num_queries(4):
        client.get(page(appointment, "appointment"))


def test_an_offer_that_somebody_else_has_by_now_leads_to_other_times(
    client: Client, now: datetime, make_appointment, provider: Provider
) -> None:
    appointment = make_appointment(status="proposed", offers=[(provider, TUESDAY_THREE)])
    let_in(client, appointment)
    late = appointment.answer_by + timedelta(minutes=1)
    with time_machine.travel(late, tick=False):
        let_in(client, appointment)
        shown = text_of(client.get(page(appointment, "appointment")))
        assert "We no longer hold these times, but you can take one that is still free." in shown
    Hold.objects.filter(appointment=appointment).delete()
    make_appointment(starts_at=TUESDAY_THREE)
    offer = appointment.offers[0]
    refused = client.post(page(appointment, "answer"), {"offer": offer.pk, "seen": appointment.revision})
    assert refused.status_code == 409
    assert "Choose another time" in text_of(refused)
    why = "Tuesday, June 2 at 3:00 PM Eastern has just been taken. Nothing was changed."
    assert why in text_of(refused)


def test_the_page_says_only_what_is_so(
    client: Client, now: datetime, make_appointment, provider: Provider
) -> None:
    pending = make_appointment(starts_at=TUESDAY_TEN)
    proposed = make_appointment(status="proposed", offers=[(provider, TUESDAY_ONE)])
    let_in(client, pending)
    let_in(client, proposed)
    assert "We hold the time for you until we answer." in text_of(client.get(page(pending, "appointment")))
    Hold.objects.all().delete()
    lapsed = text_of(client.get(page(pending, "appointment")))
    assert "We no longer hold the time, but your request still stands." in lapsed
    with time_machine.travel(TUESDAY_THREE, tick=False):
        let_in(client, pending)
        let_in(client, proposed)
        assert "That time has passed." in text_of(client.get(page(pending, "appointment")))
        passed = text_of(client.get(page(proposed, "appointment")))
    assert "The times we offered have passed" in passed
    assert "Which of these suits you?" not in passed


def test_a_provider_who_is_no_longer_here_is_no_dead_end(
    client: Client, now: datetime, make_appointment, provider: Provider, another_provider: Provider
) -> None:
    appointment = make_appointment(status="booked")
    Provider.objects.filter(pk=provider.pk).update(is_active=False)
    let_in(client, appointment)
    assert client.get(page(appointment, "change")).context["week"].days != []
