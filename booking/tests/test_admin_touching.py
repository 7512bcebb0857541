"""Whom a change of hours touches is shown before it is saved, and waits then."""

import re
from datetime import date, time, timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import reverse

from booking import workflow
from booking.models import Appointment, Closure, ExtraOpening, Provider, WeeklyHours
from booking.tests.conftest import at, state_of
from booking.tests.pages import text_of
from booking.tests.test_admin_schedule import CLOSURE, hours_form, post
from clinic.traces.tests.reading import looks

NINE = at("2026-06-02 09:00")


@pytest.fixture
def desk(head):
    """Hours are the manager's."""
    return head


@pytest.fixture
def closure(db):
    return Closure.objects.create(first_day=date(2026, 6, 2), last_day=date(2026, 6, 2))


def hidden(response):
    """What the page that asks carries along, as its form sends it."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode())
    found: dict[str, list[str]] = {}
    for name, value in fields:
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(unescape(value))
    return found


def asks_about(response):
    """The references on the page that asks before it saves; None where it is another page."""
    if "admin/booking/hours/touches.html" not in [one.name for one in response.templates]:
        return None
    return hidden(response)["touches"][0].split()


def press(desk, response, **button):
    """“Save it; I see to each”, or another button of the page that asks."""
    return desk.post(response.request["PATH_INFO"], hidden(response) | button, follow=True)


def to_be_moved():
    return list(
        Appointment.objects.filter(touched_at__isnull=False)
        .order_by("starts_at")
        .values_list("reference", flat=True)
    )


def test_a_closure_asks_first_and_deletes_nothing(desk, make_appointment, now):
    touched = make_appointment(status="booked", starts_at=NINE)
    make_appointment(status="booked", starts_at=at("2026-06-03 09:00"))
    before = state_of(touched)
    asked = post(desk, "closure", **CLOSURE | {"reason": "Garden <party>"})
    assert asks_about(asked) == [touched.reference]
    assert f"Tuesday, June 2 at 9:00 AM Eastern, Paula Hand Pat Doe booked {touched.reference}" in text_of(
        asked
    )
    assert reverse("admin:booking_appointment_change", args=[touched.pk]) in asked.content.decode()
    assert not Closure.objects.exists()
    assert not LogEntry.objects.exists()
    assert to_be_moved() == []

    saved = press(desk, asked)
    assert "One visit or request is to be moved now." in text_of(saved)
    assert "?view=touched" in saved.content.decode()
    assert Closure.objects.get().reason == "Garden <party>"
    assert to_be_moved() == [touched.reference]
    assert Appointment.objects.get(pk=touched.pk).touched_at == now
    after = state_of(touched)
    after["row"] |= {"touched_at": None, "revision": before["row"]["revision"]}
    assert after == before


def test_going_back_keeps_what_was_typed_and_changes_nothing(desk, make_appointment, provider, now):
    make_appointment(status="booked", starts_at=NINE)
    answers = hours_form(provider, keep=lambda one: one.weekday != 1, name="Paula Palm")
    back = press(desk, post(desk, "provider", provider.pk, **answers), _back="Back")
    assert "Nothing is changed yet. Here is what you had typed." in text_of(back)
    assert back.context["errors"] == []
    assert 'value="Paula Palm"' in back.content.decode()
    assert re.search(r'id="id_weekly_hours-2-DELETE"[^>]* checked', back.content.decode())
    assert Provider.objects.get(pk=provider.pk).name == "Paula Hand"
    assert provider.weekly_hours.count() == 10
    assert to_be_moved() == []


def test_whoever_came_meanwhile_is_shown_before_it_is_saved(desk, make_appointment, now):
    first = make_appointment(status="booked", starts_at=NINE)
    asked = post(desk, "closure", **CLOSURE)
    second = make_appointment(starts_at=at("2026-06-02 14:00"))
    again = press(desk, asked)
    assert asks_about(again) == [first.reference, second.reference]
    assert "There are others by now than those you saw" in text_of(again)
    assert not Closure.objects.exists()
    assert asks_about(press(desk, again)) is None
    assert to_be_moved() == [first.reference, second.reference]


def test_whoever_was_cancelled_meanwhile_needs_no_second_look(desk, make_appointment, receptionist, now):
    first = make_appointment(status="booked", starts_at=NINE)
    second = make_appointment(status="booked", starts_at=at("2026-06-02 14:00"))
    asked = post(desk, "closure", **CLOSURE)
    workflow.cancel(first, by=receptionist, now=now)
    assert asks_about(press(desk, asked)) is None
    assert to_be_moved() == [second.reference]


def test_whoever_has_arrived_is_seen_all_the_same(desk, make_appointment, now):
    make_appointment(status="arrived", starts_at=at("2026-06-01 15:00"), now=now - timedelta(days=3))
    today = {"first_day": "2026-06-01", "last_day": "2026-06-01"}
    assert asks_about(post(desk, "closure", **CLOSURE | today)) is None


def test_who_was_shown_is_on_record(desk, make_appointment, now):
    touched = make_appointment(status="booked", starts_at=NINE, note="SECRET", access_needs="SECRET")
    response = post(desk, "closure", **CLOSURE)
    assert "SECRET" not in response.content.decode()
    assert ("manager", "listed", "hours", [touched.reference]) in looks()


def test_a_closure_of_somebody_else_touches_nothing(desk, make_appointment, another_provider, now):
    make_appointment(status="booked", starts_at=NINE)
    response = post(desk, "closure", **CLOSURE | {"provider": another_provider.pk})
    assert asks_about(response) is None
    assert Closure.objects.count() == 1


def test_another_reason_of_a_closure_asks_nothing(desk, make_appointment, closure, receptionist, now):
    kept = make_appointment(starts_at=at("2026-06-03 09:00"))
    workflow.reschedule(
        kept, kept.provider, at("2026-06-02 07:00"), outside_hours=True, by=receptionist, now=now
    )
    assert asks_about(post(desk, "closure", closure.pk, **CLOSURE | {"reason": "Party"})) is None
    assert Closure.objects.get().reason == "Party"


def test_a_closure_lies_also_over_what_was_booked_outside_the_hours_on_purpose(
    desk, make_appointment, receptionist, now
):
    early = make_appointment(starts_at=at("2026-06-03 09:00"))
    workflow.reschedule(
        early, early.provider, at("2026-06-02 07:00"), outside_hours=True, by=receptionist, now=now
    )
    assert asks_about(post(desk, "closure", **CLOSURE)) == [early.reference]


def test_a_request_that_is_no_longer_held_is_seen_too(desk, make_appointment, now):
    lapsed = make_appointment(starts_at=NINE, now=at("2026-05-25 09:00"))
    assert lapsed.holds.get().expires_at < now
    assert asks_about(post(desk, "closure", **CLOSURE)) == [lapsed.reference]
    lapsed.holds.all().delete()
    assert asks_about(post(desk, "closure", **CLOSURE)) == [lapsed.reference]


def test_times_offered_are_seen_whatever_became_of_them(desk, make_appointment, provider, now):
    week_ago = at("2026-05-25 09:00")
    offers = [(provider, NINE), (provider, at("2026-06-02 14:00"))]
    lapsed = make_appointment(
        status="proposed", starts_at=at("2026-06-03 09:00"), offers=offers, now=week_ago
    )
    assert lapsed.holds.filter(expires_at__gt=now).count() == 0
    assert asks_about(post(desk, "closure", **CLOSURE)) == [lapsed.reference]


@pytest.mark.parametrize(("clock", "touched"), [("15:01", True), ("15:44", True), ("15:45", False)])
def test_a_visit_counts_until_it_is_over(desk, make_appointment, now, clock, touched):
    make_appointment(status="booked", starts_at=NINE)
    begun = make_appointment(starts_at=at("2026-06-02 15:00"))
    with time_machine.travel(at(f"2026-06-02 {clock}"), tick=False):
        desk.force_login(User.objects.get(username="manager"))
        asked = asks_about(post(desk, "closure", **CLOSURE))
    assert asked == ([begun.reference] if touched else None)


@pytest.mark.parametrize(("begins", "touched"), [("09:44", True), ("09:45", False)])
def test_nobody_is_treated_in_the_buffer(desk, make_appointment, now, begins, touched):
    booked = make_appointment(status="booked", starts_at=NINE)
    asked = asks_about(post(desk, "closure", **CLOSURE | {"from_time": begins}))
    assert asked == ([booked.reference] if touched else None)


def test_an_offer_falls_out_of_the_hours_of_a_visit_that_lies_outside_them_on_purpose(
    desk, make_appointment, provider, receptionist, now
):
    early = make_appointment(starts_at=at("2026-06-03 09:00"))
    workflow.reschedule(early, provider, at("2026-06-03 07:00"), outside_hours=True, by=receptionist, now=now)
    workflow.propose(early, [(provider, NINE)], by=receptionist, now=now)
    answers = hours_form(provider, keep=lambda one: one.weekday != 1)
    assert asks_about(post(desk, "provider", provider.pk, **answers)) == [early.reference]


def test_a_second_closure_over_what_was_kept_in_the_first(
    desk, make_appointment, provider, receptionist, now
):
    kept = make_appointment(status="booked", starts_at=NINE)
    press(desk, post(desk, "closure", **CLOSURE))
    workflow.keep(kept, by=receptionist, now=now)
    assert asks_about(post(desk, "closure", **CLOSURE | {"provider": provider.pk})) == [kept.reference]


def test_shorter_hours_ask_about_what_lies_outside_then(desk, make_appointment, provider, now):
    first = make_appointment(status="booked", starts_at=NINE)
    second = make_appointment(starts_at=at("2026-06-09 10:30"))
    make_appointment(status="booked", starts_at=at("2026-06-03 09:00"))
    answers = hours_form(provider, keep=lambda one: one.weekday != 1)
    asked = post(desk, "provider", provider.pk, **answers)
    assert asks_about(asked) == [first.reference, second.reference]
    assert "This change touches 2 visits or requests" in text_of(asked)
    assert "2 visits or requests are to be moved now." in text_of(press(desk, asked))
    assert set(provider.weekly_hours.values_list("weekday", flat=True)) == {0, 2, 3, 4}


def test_what_was_outside_before_is_not_touched_by_another_change(desk, make_appointment, provider, now):
    make_appointment(status="booked", starts_at=NINE)
    WeeklyHours.objects.filter(weekday=1).delete()
    response = post(desk, "provider", provider.pk, **hours_form(provider, name="Paula Palm"))
    assert Provider.objects.get(pk=provider.pk).name == "Paula Palm"
    assert asks_about(response) is None
    assert to_be_moved() == []


def test_whoever_waits_to_be_moved_already_is_not_asked_about_again(
    desk, make_appointment, provider, receptionist, now
):
    """Not even where a time offered instead falls away too: the list says so already."""
    booked = make_appointment(status="booked", starts_at=NINE)
    press(desk, post(desk, "closure", **CLOSURE))
    workflow.propose(booked, [(provider, at("2026-06-05 10:00"))], by=receptionist, now=now)
    assert to_be_moved() == [booked.reference]
    friday = {"first_day": "2026-06-05", "last_day": "2026-06-05"}
    assert asks_about(post(desk, "closure", **CLOSURE | friday)) is None
    assert to_be_moved() == [booked.reference]


def test_hours_changed_back_settle_whoever_is_served_again(desk, make_appointment, provider, now):
    both = make_appointment(status="booked", starts_at=NINE)
    early = make_appointment(status="booked", starts_at=at("2026-06-02 14:00"))
    press(desk, post(desk, "closure", **CLOSURE))
    press(desk, post(desk, "closure", **CLOSURE | {"to_time": "12:00"}))
    assert to_be_moved() == [both.reference, early.reference]
    whole, _morning = Closure.objects.order_by("pk")
    address = reverse("admin:booking_closure_delete", args=[whole.pk])
    response = desk.post(address, {"post": "yes"}, follow=True)
    assert "One visit or request that was to be moved can stay" in text_of(response)
    assert to_be_moved() == [both.reference]


def test_an_extra_opening_taken_back(desk, make_appointment, provider, now):
    opening = ExtraOpening.objects.create(
        first_day=date(2026, 6, 6), last_day=date(2026, 6, 6), from_time=time(9), to_time=time(12)
    )
    touched = make_appointment(status="booked", starts_at=at("2026-06-06 10:00"))
    address = reverse("admin:booking_extraopening_delete", args=[opening.pk])
    asked = desk.post(address, {"post": "yes"}, follow=True)
    assert asks_about(asked) == [touched.reference]
    assert reverse("admin:booking_extraopening_change", args=[opening.pk]) in asked.content.decode()
    assert not LogEntry.objects.exists()
    assert ExtraOpening.objects.count() == 1
    press(desk, asked)
    assert not ExtraOpening.objects.exists()
    assert to_be_moved() == [touched.reference]


def test_delete_selected_asks_first(desk, make_appointment, provider, now):
    opening = ExtraOpening.objects.create(
        first_day=date(2026, 6, 6), last_day=date(2026, 6, 6), from_time=time(9), to_time=time(12)
    )
    touched = make_appointment(status="booked", starts_at=at("2026-06-06 10:00"))
    answers = {"action": "delete_selected", "_selected_action": [opening.pk], "post": "yes"}
    asked = desk.post(reverse("admin:booking_extraopening_changelist"), answers, follow=True)
    assert asks_about(asked) == [touched.reference]
    assert "Successfully deleted" not in text_of(asked)
    assert ExtraOpening.objects.count() == 1
    assert "Successfully deleted 1 extra opening" in text_of(press(desk, asked))
    assert not ExtraOpening.objects.exists()
    assert to_be_moved() == [touched.reference]


def test_a_provider_who_retires_leaves_a_list(desk, make_appointment, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    asked_for = make_appointment(starts_at=at("2026-06-09 10:30"))
    make_appointment(status="cancelled")
    asked = post(desk, "provider", provider.pk, **hours_form(provider, is_active=""))
    assert asks_about(asked) == [booked.reference, asked_for.reference]
    press(desk, asked)
    assert not Provider.objects.get(pk=provider.pk).is_active
    assert to_be_moved() == [booked.reference, asked_for.reference]

    again = post(desk, "provider", provider.pk, **hours_form(provider, is_active="", name="Paula Palm"))
    assert asks_about(again) is None


def test_a_visit_that_a_provider_no_longer_does_leaves_a_list(desk, make_appointment, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    asked = post(desk, "provider", provider.pk, **hours_form(provider, visit_types=[]))
    assert asks_about(asked) == [booked.reference]
    assert provider.visit_types.count() == 1
    press(desk, asked)
    assert not provider.visit_types.exists()


def test_what_is_past_or_somebody_elses_is_not_touched(
    desk, make_appointment, provider, another_provider, now
):
    make_appointment(status="booked", starts_at=at("2026-05-29 09:00"), now=at("2026-05-25 09:00"))
    make_appointment(status="booked", starts_at=NINE, provider=another_provider)
    response = post(desk, "provider", provider.pk, **hours_form(provider, is_active=""))
    assert asks_about(response) is None
