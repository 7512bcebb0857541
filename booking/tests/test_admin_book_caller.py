"""Book a caller: the time is typed or picked, and booked at once."""

import uuid
from datetime import date

import pytest
from django.test import Client

from booking.admin.times import value_of
from booking.models import Appointment, Closure
from booking.tests.conftest import at, holds_of, messages_of
from booking.tests.pages import text_of

BOOK = "/admin/booking/appointment/book/"
TUESDAY_TWO = at("2026-06-02 14:00")


@pytest.fixture
def typed(visit_type, provider):
    return {
        "submission": str(uuid.uuid4()),
        "visit_type": visit_type.pk,
        "provider": provider.pk,
        "day": "2026-06-02",
        "at": "14:00",
        "patient_name": "Kim Lee",
        "phone": "(919) 777-5242",
        "email": "",
        "booker_name": "Ana Lee",
        "note": "Left shoulder",
    }


def test_book_a_caller(desk, typed, provider, receptionist, now):
    response = desk.post(BOOK, typed, follow=True)
    appointment = Appointment.objects.get()
    assert response.redirect_chain == [(f"/admin/booking/appointment/{appointment.pk}/change/", 302)]
    assert "Booked: Tuesday, June 2 at 2:00 PM Eastern." in text_of(response)
    assert (appointment.status, appointment.provider, appointment.starts_at, appointment.note) == (
        "booked",
        provider,
        TUESDAY_TWO,
        "Left shoulder",
    )
    assert (appointment.contact.patient_name, appointment.contact.booker_name) == ("Kim Lee", "Ana Lee")
    assert str(appointment.contact.phone) == "+19197775242"
    assert appointment.changed_by == receptionist
    assert holds_of(appointment) == [("visit", TUESDAY_TWO)]
    assert messages_of(appointment) == []


def test_what_else_the_caller_says(desk, typed, now):
    assert "<details" in desk.get(BOOK).content.decode()
    said = {
        "preferred_channel": "phone", "voicemail": "yes", "without_insurance": "yes",
        "access_needs": "A ramp", "interpreter": "Spanish",
    }  # fmt: skip
    desk.post(BOOK, typed | said)
    appointment = Appointment.objects.get()
    assert {name: getattr(appointment.contact, name) for name in said} == said
    assert appointment.agreed_at == now


def test_what_is_wrong_there_is_in_sight(desk, typed, now):
    refused = desk.post(BOOK, typed | {"voicemail": "maybe"})
    assert "Choose from the list about voicemail." in text_of(refused)
    assert '<details class="desk-needs" open>' in refused.content.decode()


def test_a_free_time_can_be_picked(desk, typed, provider, now):
    typed |= {"place": value_of((provider, TUESDAY_TWO)), "day": "", "at": "", "email": "kim@example.com"}
    desk.post(BOOK, typed)
    appointment = Appointment.objects.get()
    assert appointment.starts_at == TUESDAY_TWO
    assert messages_of(appointment) == ["confirmed by email"]


def test_opening_the_page_shows_free_times_and_books_nothing(desk, provider, now):
    page = text_of(desk.get(BOOK))
    assert "Free times, week of June 1" in page
    assert "2:00 PM" in page
    assert not Appointment.objects.exists()


def test_a_week_without_a_free_time_is_passed_over(desk, provider, now):
    Closure.objects.create(first_day=date(2026, 6, 1), last_day=date(2026, 6, 16))
    assert "Free times, week of June 15" in text_of(desk.get(BOOK))


def test_another_week_keeps_what_was_typed(desk, typed, now):
    response = desk.post(BOOK, typed | {"week": "2026-06-08"})
    assert "Free times, week of June 8" in text_of(response)
    assert 'value="Kim Lee"' in response.content.decode()
    assert not Appointment.objects.exists()


def test_a_double_click_books_once(desk, typed, now):
    first, second = desk.post(BOOK, typed), desk.post(BOOK, typed)
    assert first.url == second.url
    assert Appointment.objects.count() == 1


def test_never_over_another_visit(desk, typed, make_appointment, provider, now):
    make_appointment(status="booked", starts_at=TUESDAY_TWO)
    response = desk.post(BOOK, typed | {"outside_hours": value_of((provider, TUESDAY_TWO))})
    page = text_of(response)
    assert "That time has just been taken" in page
    assert "The nearest free times" in page
    assert "3:00 PM" in page
    assert 'value="Kim Lee"' in response.content.decode()
    assert typed["submission"] in response.content.decode()
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    ("moment", "warning"),
    [
        ("2026-06-06 10:00", "This is outside the hours."),
        ("2026-06-02 19:00", "This is outside the hours."),
        ("2026-06-01 11:00", "This is sooner than patients can ask for."),
    ],
)
def test_outside_the_hours_or_the_notice_after_a_warning(desk, typed, provider, now, moment, warning):
    day, time = moment.split()
    typed |= {"day": day, "at": time}
    response = desk.post(BOOK, typed)
    assert warning in text_of(response)
    assert "Book it all the same" in text_of(response)
    assert not Appointment.objects.exists()
    tick = value_of((provider, at(moment)))
    assert f'name="outside_hours" value="{tick}"' in response.content.decode()
    desk.post(BOOK, typed | {"outside_hours": tick})
    assert Appointment.objects.get().starts_at == at(moment)


@pytest.mark.parametrize("moment", ["2026-06-02 09:10", "2026-12-24 10:00"])
def test_inside_the_hours_without_a_warning(desk, typed, now, moment):
    """Off the grid, and later than patients can ask for."""
    day, time = moment.split()
    desk.post(BOOK, typed | {"day": day, "at": time})
    assert Appointment.objects.get().starts_at == at(moment)


def test_the_tick_is_not_there_before_the_warning(desk, provider, now):
    assert "outside_hours" not in desk.get(BOOK).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "2027-03-14", "at": "02:30"}, "There is no 2:30 AM on March 14, 2027"),
        ({"day": "2026-05-31"}, "This day has passed. Enter a later one."),
        ({"day": "2026-06-01", "at": "09:00"}, "That time has passed. Choose a later one."),
        ({"day": "9999-12-31"}, "Enter a day within the next two years."),
        ({"day": "2026-02-30"}, "Enter the day, such as 12/31/2026."),
        ({"day": ""}, "Enter the day, or pick one of the free times."),
        ({"at": "25:61"}, "Enter the time, such as 2:30 PM."),
        ({"at": ""}, "Enter the time."),
        ({"phone": "", "email": ""}, "Enter a phone number or an e-mail address"),
        ({"phone": "12"}, "Enter a phone number with its area code"),
        ({"email": "kim@"}, "Enter an email address like name@example.com."),
        ({"patient_name": " "}, "Enter the patient’s name."),
        ({"patient_name": "x" * 101}, "Keep the name to 100 characters."),
        ({"note": "x" * 501}, "Keep the note to 500 characters."),
        ({"visit_type": "99999"}, "Choose the visit from the list."),
        ({"provider": "99999"}, "Choose from the list who sees the patient."),
        ({"place": "99999@2026-06-02T18:00Z"}, "You picked a free time and typed another one."),
        ({"place": "99999@2026-06-02T18:00Z", "day": "", "at": ""}, "Choose one of the times on this page."),
        ({"submission": "x"}, "Open this page again."),
    ],
)
def test_refusals_name_the_field_and_the_mend(desk, typed, now, changes, sentence):
    assert sentence in text_of(desk.post(BOOK, typed | changes))
    assert not Appointment.objects.exists()


def test_somebody_who_does_not_do_this_visit(desk, typed, another_provider, now):
    another_provider.visit_types.clear()
    response = desk.post(BOOK, typed | {"provider": another_provider.pk})
    assert "Quentin Hand does not do this visit." in text_of(response)


def test_the_hour_that_comes_twice_is_the_first_one(desk, typed, provider, now):
    typed |= {"day": "2026-11-01", "at": "01:30", "outside_hours": f"{provider.pk}@2026-11-01T05:30Z"}
    desk.post(BOOK, typed)
    assert Appointment.objects.get().starts_at == at("2026-11-01 01:30", fold=0)


@pytest.mark.parametrize("value", ["\0", "🙂" * 400, "9" * 400, "9999-12-31", "1@\0", "-1", "مرحبا ‮"])
def test_any_value_in_any_field(desk, typed, now, value):
    for name in [*typed, "place", "outside_hours", "week"]:
        assert desk.post(BOOK, typed | {"day": "2026-05-01"} | {name: value}).status_code == 200
    assert not Appointment.objects.exists()


def test_no_visit_type_and_no_provider(desk, now):
    assert desk.get(BOOK).status_code == 200


def test_only_whoever_may_change_appointments(client: Client, typed, editor, now):
    assert client.post(BOOK, typed).status_code == 302
    client.force_login(editor)
    assert client.get(BOOK).status_code == 403
    assert client.post(BOOK, typed).status_code == 403
    assert not Appointment.objects.exists()
