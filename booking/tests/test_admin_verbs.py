"""The front desk's verbs over HTTP: each works."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from booking import wording
from booking.admin.times import value_of
from booking.models import Message
from booking.tests.conftest import at, holds_of, messages_of, state_of
from booking.tests.pages import text_of

TUESDAY_NINE = at("2026-06-02 09:00")
TUESDAY_TWO = at("2026-06-02 14:00")
TUESDAY_THREE = at("2026-06-02 15:30")


def address(appointment, verb):
    return reverse(f"admin:booking_appointment_{verb}", args=[appointment.pk])


def press(desk, appointment, verb, **answers):
    """Press the button on the page as it is now."""
    appointment.refresh_from_db()
    answers = {"seen": appointment.revision, **answers}
    response = desk.post(address(appointment, verb), answers, follow=True)
    appointment.refresh_from_db()
    return response


def test_confirm(desk, make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=TUESDAY_NINE)
    response = press(desk, appointment, "confirm")
    assert response.redirect_chain == [(address(appointment, "change"), 302)]
    assert "Booked: Tuesday, June 2 at 9:00 AM Eastern. A mail is on its way" in text_of(response)
    assert appointment.status == "booked"
    assert appointment.changed_by == receptionist
    assert holds_of(appointment) == [("visit", TUESDAY_NINE)]
    assert messages_of(appointment)[-1] == "confirmed by email"


def test_confirm_without_email_says_that_somebody_has_to_call(desk, make_appointment, now):
    appointment = make_appointment(email="", phone="+19197775242")
    assert "Call the patient to say so" in text_of(press(desk, appointment, "confirm"))
    assert messages_of(appointment)[-1] == "confirmed by phone"


def test_confirm_the_wish_of_a_booked_visit(desk, make_appointment, now):
    appointment = make_appointment(status="booked", starts_at=TUESDAY_NINE, wished_time=TUESDAY_TWO)
    press(desk, appointment, "confirm")
    assert (appointment.status, appointment.starts_at) == ("booked", TUESDAY_TWO)


def test_offer_three_times(desk, make_appointment, provider, now):
    appointment = make_appointment(starts_at=TUESDAY_NINE)
    places = [(provider, time) for time in (TUESDAY_NINE, TUESDAY_TWO, TUESDAY_THREE)]
    response = press(desk, appointment, "offer", places=[value_of(place) for place in places])
    assert "Offered. The times are held until" in text_of(response)
    assert appointment.status == "proposed"
    assert holds_of(appointment) == [("offered", time) for _provider, time in places]


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ([], "Tick at least one time."),
        (["09:00", "10:30", "13:00", "14:30"], "Tick at most 3 times. You ticked 4."),
        (["09:00", "09:30"], "These times overlap each other."),
    ],
)
def test_offer_refuses(desk, make_appointment, provider, now, times, sentence):
    appointment = make_appointment()
    places = [value_of((provider, at(f"2026-06-02 {time}"))) for time in times]
    response = press(desk, appointment, "offer", places=places)
    assert sentence in text_of(response)
    assert appointment.status == "pending"
    assert response.content.decode().count("checked") == len(places)


def test_offered_times_of_two_weeks_stay_ticked(desk, make_appointment, provider, now):
    appointment = make_appointment()
    ticked = value_of((provider, TUESDAY_TWO))
    before = state_of(appointment)
    response = press(desk, appointment, "offer", places=[ticked], week="2026-06-08")
    assert "Free times, week of June 8" in text_of(response)
    assert f'value="{ticked}" checked' in response.content.decode()
    assert state_of(appointment) == before


def test_accept_for_a_patient_on_the_phone(desk, make_appointment, provider, now):
    offers = [(provider, TUESDAY_NINE), (provider, TUESDAY_TWO)]
    appointment = make_appointment(status="proposed", offers=offers)
    press(desk, appointment, "accept", offer=appointment.offers[1].pk)
    assert (appointment.status, appointment.starts_at) == ("booked", TUESDAY_TWO)


def test_book_a_request_at_a_time_that_was_picked(desk, make_appointment, provider, now):
    appointment = make_appointment(status="waitlist")
    press(desk, appointment, "move", place=value_of((provider, TUESDAY_TWO)))
    assert (appointment.status, appointment.starts_at) == ("booked", TUESDAY_TWO)


def test_move_to_a_time_that_was_typed(desk, make_appointment, provider, now):
    appointment = make_appointment(status="booked", starts_at=TUESDAY_NINE)
    press(desk, appointment, "move", day="2026-06-02", at="14:00", provider=provider.pk, told="on")
    assert appointment.starts_at == TUESDAY_TWO
    assert holds_of(appointment) == [("visit", TUESDAY_TWO)]


def test_move_outside_the_hours_needs_a_tick_for_that_very_time(desk, make_appointment, provider, now):
    appointment = make_appointment(status="booked", starts_at=TUESDAY_NINE)
    typed = {"day": "2026-06-06", "at": "10:00", "provider": provider.pk}
    response = press(desk, appointment, "move", **typed)
    assert "This is outside the hours" in text_of(response)
    assert 'name="outside_hours" value="' in response.content.decode()
    assert appointment.starts_at == TUESDAY_NINE

    tick = value_of((provider, at("2026-06-06 10:00")))
    press(desk, appointment, "move", **typed | {"at": "11:00"}, outside_hours=tick)
    assert appointment.starts_at == TUESDAY_NINE

    press(desk, appointment, "move", **typed, outside_hours=tick)
    assert appointment.starts_at == at("2026-06-06 10:00")


def test_decline(desk, make_appointment, now):
    appointment = make_appointment()
    press(desk, appointment, "decline", reason="We are on holiday.")
    assert (appointment.status, appointment.reason) == ("cancelled", "We are on holiday.")
    assert messages_of(appointment)[-1] == "declined by email"


def test_decline_a_change_keeps_the_visit(desk, make_appointment, now):
    appointment = make_appointment(status="booked", starts_at=TUESDAY_NINE, wished_time=TUESDAY_TWO)
    response = press(desk, appointment, "decline", reason="Full.")
    assert "The visit stays as it was." in text_of(response)
    assert (appointment.status, appointment.starts_at) == ("booked", TUESDAY_NINE)


def test_decline_needs_a_reason(desk, make_appointment, now):
    appointment = make_appointment()
    assert "Write the reason" in text_of(press(desk, appointment, "decline", reason=" "))
    assert appointment.status == "pending"


def test_cancel(desk, make_appointment, now):
    appointment = make_appointment(status="booked")
    press(desk, appointment, "cancel", reason="The patient rang.", told="on")
    assert (appointment.status, holds_of(appointment)) == ("cancelled", [])


def test_the_day_of_the_visit(desk, make_appointment, now):
    appointment = make_appointment(status="booked", starts_at=TUESDAY_NINE)
    with time_machine.travel(TUESDAY_NINE + timedelta(minutes=5), tick=False):
        for verb, status in [
            ("arrive", "arrived"),
            ("undo", "booked"),
            ("arrive", "arrived"),
            ("fulfil", "fulfilled"),
            ("undo", "booked"),
            ("noshow", "noshow"),
            ("undo", "booked"),
        ]:
            press(desk, appointment, verb)
            assert appointment.status == status


def test_not_before_the_day_of_the_visit(desk, make_appointment, now):
    appointment = make_appointment(status="booked", starts_at=TUESDAY_NINE)
    assert "This visit is still to come" in text_of(press(desk, appointment, "arrive"))
    assert appointment.status == "booked"


def test_correct_contact(desk, make_appointment, now):
    appointment = make_appointment()
    press(
        desk,
        appointment,
        "contact",
        patient_name="Ana Lúcia",
        phone="919.777.5242",
        email="",
        booker_name="Bo",
    )
    contact = appointment.contact
    assert (contact.patient_name, contact.booker_name, str(contact.phone), contact.email) == (
        "Ana Lúcia",
        "Bo",
        "+19197775242",
        "",
    )


def test_what_the_patient_said_is_corrected_too(desk, make_appointment, now):
    appointment = make_appointment(voicemail="yes", without_insurance="yes", interpreter="Spanish")
    html = desk.get(address(appointment, "contact")).content.decode()
    assert '<details class="desk-needs" open>' in html
    assert 'value="Spanish"' in html
    press(
        desk, appointment, "contact", patient_name="Pat Doe", email="new@example.com", voicemail="no",
        without_insurance="no", preferred_channel="email",
    )  # fmt: skip
    contact = appointment.contact
    assert (contact.voicemail, contact.without_insurance, contact.preferred_channel, contact.interpreter) == (
        "no",
        "no",
        "email",
        "",
    )


def test_a_contact_can_be_reached(desk, make_appointment, now):
    appointment = make_appointment()
    response = press(desk, appointment, "contact", patient_name="Ana", phone="", email="")
    assert "Enter a phone number or an e-mail address" in text_of(response)
    assert appointment.contact.patient_name == "Pat Doe"


def test_close_says_nothing_to_the_patient(desk, make_appointment, now):
    appointment = make_appointment()
    press(desk, appointment, "close", reason="A duplicate")
    assert (appointment.status, appointment.reason) == ("entered-in-error", "A duplicate")
    assert messages_of(appointment) == ["received by email, overtaken", "alert by email"]


def test_record_a_call(desk, make_appointment, receptionist, now):
    appointment = make_appointment(status="booked", email="", phone="+19197775242")
    message = Message.objects.to_call().get()
    where = reverse("admin:booking_appointment_called", args=[appointment.pk, message.pk])
    desk.get(where)
    assert Message.objects.to_call().count() == 1
    assert desk.post(where + "?back=call").url == "/admin/booking/appointment/?view=call"
    message.refresh_from_db()
    assert (message.called_at, message.called_by) == (now, receptionist)
    assert "Rita Desk has called already, at 10:00 AM on Monday, June 1." in text_of(
        desk.post(where, follow=True)
    )


def test_wording_is_in_the_clinics_time(desk, make_appointment, now):
    appointment = make_appointment(starts_at=TUESDAY_TWO)
    assert wording.when(TUESDAY_TWO) in text_of(desk.get(address(appointment, "confirm")))
