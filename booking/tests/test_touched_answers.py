"""An answer meets a change of hours: the page from before is told, or it is meant all the same."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from booking import workflow
from booking.admin import line
from booking.admin.times import value_of
from booking.errors import OutsideHours, Overtaken
from booking.models import Appointment, Closure, Note
from booking.tests.conftest import at, holds_of, state_of
from booking.tests.pages import text_of

QUEUE = "/admin/booking/appointment/"
EACH = f"{QUEUE}offer-each/"
NINE = at("2026-06-02 09:00")
FRIDAY = at("2026-06-05 10:00")
LATER = timedelta(minutes=5)


def reopen():
    Closure.objects.all().delete()
    return workflow.settle()


def address(appointment, verb):
    return reverse(f"admin:booking_appointment_{verb}", args=[appointment.pk])


def touched(appointment):
    return Appointment.objects.get(pk=appointment.pk).touched_at is not None


# A page from before


@pytest.mark.parametrize("verb", ["confirm", "decline"])
def test_a_page_opened_before_the_closure_is_told(desk, make_appointment, close, now, verb):
    wish = make_appointment(status="booked", starts_at=NINE, wished_time=at("2026-06-02 14:00"))
    seen = wish.revision
    close("2026-06-02")
    before = state_of(wish)
    answers = {"seen": seen, "reason": "We are full."}
    words = text_of(desk.post(address(wish, verb), answers, follow=True))
    told = "The program changed the hours at 10:05 AM on Monday, June 1: it is to be moved now, or kept."
    assert told in words
    assert state_of(wish) == before
    assert touched(wish)


def test_a_page_opened_before_the_closure_was_taken_back_is_told(
    head, make_appointment, close, receptionist, now
):
    """Who did that, and not who had booked it: the visit itself is as it was."""
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    booked.refresh_from_db()
    closure = reverse("admin:booking_closure_delete", args=[Closure.objects.get().pk])
    assert "can stay" in text_of(head.post(closure, {"post": "yes"}, follow=True))
    with pytest.raises(Overtaken) as refusal:
        workflow.reschedule(booked, booked.provider, FRIDAY, by=receptionist, seen=booked.revision, now=now)
    # At a time by the database's clock.
    told = r"Mona Head changed the hours at .* on .*: it can stay at its time now\."
    assert re.fullmatch(told, str(refusal.value.sentence))
    assert holds_of(booked) == [("visit", NINE)]


def test_the_line_tells_both(make_appointment, close, receptionist, provider, now):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    reopen()
    close("2026-06-02")
    workflow.propose(booked, [(provider, FRIDAY)], by=receptionist, now=now + 2 * LATER)
    reopen()
    changes = [one for one in line.changes(booked) if one.kind == "change"][2:]
    assert [one.what for one in changes] == [
        "The program changed the hours: to be moved",
        "The program changed the hours: it may stay",
        "The program changed the hours: to be moved",
        "Rita Desk offered 1 time",
        "The program changed the hours: it may stay",
    ]


def test_an_offer_that_fell_away_and_did_not_suit(make_appointment, close, provider, now):
    """It leaves the list, but nobody has kept anything."""
    booked = make_appointment(status="booked", starts_at=at("2026-06-03 09:00"), offers=[(provider, FRIDAY)])
    close("2026-06-05")
    booked.refresh_from_db()
    workflow.refuse_offers(booked, now=now + 2 * LATER)
    assert not touched(booked)
    assert line.changes(booked)[-1].what == "The patient: none of the times suits"


# Confirm


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("request", "A closure lies over this time."),
        ("wish", "A closure lies over this time."),
        ("hours", "This is outside the hours."),
        ("retired", "Paula Hand no longer sees patients for this visit."),
    ],
)
def test_confirm_asks_whether_it_is_meant(
    desk, make_appointment, close, provider, receptionist, now, kind, sentence
):
    if kind == "wish":
        one = make_appointment(status="booked", starts_at=at("2026-06-03 09:00"), wished_time=NINE)
    else:
        one = make_appointment(starts_at=NINE)
    if kind == "retired":
        provider.is_active = False
        provider.save()
    elif kind == "hours":
        provider.weekly_hours.filter(weekday=1).delete()
    else:
        close("2026-06-02")
    one.refresh_from_db()
    before = state_of(one)
    with pytest.raises(OutsideHours, match=re.escape(sentence)):
        workflow.confirm(one, by=receptionist, now=now)
    assert state_of(one) == before

    page = desk.post(address(one, "confirm"), {"seen": one.revision, "back": "desk"})
    assert f"{sentence} Book it all the same?" in text_of(page)
    assert f'href="{address(one, "offer")}?back=desk"' in page.content.decode()
    tick = value_of((provider, NINE))
    assert f'name="outside_hours" value="{tick}">' in page.content.decode()
    assert state_of(one) == before

    answers = {"seen": one.revision, "back": "desk"}
    desk.post(address(one, "confirm"), {**answers, "outside_hours": value_of((provider, FRIDAY))})
    assert state_of(one) == before
    done = desk.post(address(one, "confirm"), {**answers, "outside_hours": tick})
    assert done.url == "/admin/"
    one.refresh_from_db()
    assert (one.status, one.starts_at, one.touched_at) == ("booked", NINE, None)


def test_the_page_of_confirm_says_so_before_it_is_pressed(desk, make_appointment, close, now):
    one = make_appointment(starts_at=NINE)
    assert "outside_hours" not in desk.get(address(one, "confirm")).content.decode()
    close("2026-06-02")
    page = desk.get(address(one, "confirm"))
    assert text_of(page).count("A closure lies over this time. Book it all the same?") == 1
    assert 'name="outside_hours"' in page.content.decode()


def test_the_notice_that_patients_have_to_give_is_no_matter(make_appointment, receptionist, now):
    one = make_appointment(starts_at=NINE)
    workflow.confirm(one, by=receptionist, now=NINE - timedelta(minutes=1))
    assert one.status == "booked"


def test_the_desk_has_no_button_for_what_nobody_serves(desk, make_appointment, close, now):
    closed, other = make_appointment(starts_at=NINE), make_appointment(starts_at=FRIDAY)
    wish = make_appointment(
        status="booked", starts_at=at("2026-06-02 14:00"), wished_time=at("2026-06-04 09:00")
    )
    close("2026-06-02")
    page = desk.get("/admin/").content.decode()
    assert f'id="offer-{closed.pk}"' in page
    found = re.findall(r'id="confirm-(\d+)"', page)
    assert sorted(map(int, found)) == sorted([other.pk, wish.pk])


# Accept


def test_a_request_whose_offer_fell_away_is_booked_all_the_same(
    make_appointment, close, provider, receptionist, now
):
    """It has no time of its own yet: by the patient, who takes the other one, and by the desk."""
    one = make_appointment(status="proposed", offers=[(provider, NINE), (provider, FRIDAY)])
    other = make_appointment(status="proposed", offers=[(provider, at("2026-06-02 14:00"))])
    close("2026-06-02")
    workflow.accept(one, one.offers[1], now=now)
    workflow.reschedule(other, provider, at("2026-06-05 14:00"), by=receptionist, now=now)
    for booked in (one, other):
        booked.refresh_from_db()
        assert (booked.status, booked.touched_at) == ("booked", None)


def test_an_offer_that_fell_away_is_taken_where_it_is_meant(desk, make_appointment, close, provider, now):
    one = make_appointment(status="proposed", offers=[(provider, NINE), (provider, FRIDAY)])
    close("2026-06-02")
    one.refresh_from_db()
    page = desk.get(address(one, "accept"))
    assert "9:00 AM Eastern with Paula Hand A closure lies over it." in text_of(page)
    assert "10:00 AM Eastern with Paula Hand A closure" not in text_of(page)
    assert "outside_hours" not in page.content.decode()

    before, [fallen, other] = state_of(one), one.offers
    answers = {"seen": one.revision, "offer": fallen.pk}
    for tick in ("", value_of((provider, FRIDAY))):
        page = desk.post(address(one, "accept"), {**answers, "outside_hours": tick})
        assert "A closure lies over this time. Book it all the same?" in text_of(page)
        assert f'name="outside_hours" value="{value_of((provider, NINE))}">' in page.content.decode()
    assert state_of(one) == before
    page = desk.post(address(one, "accept"), {"seen": 99, "offer": other.pk})
    assert "outside_hours" not in page.content.decode()
    desk.post(address(one, "accept"), {**answers, "outside_hours": value_of((provider, NINE))})
    one.refresh_from_db()
    assert (one.status, one.starts_at, one.touched_at) == ("booked", NINE, None)


# Keep


@pytest.mark.parametrize("kind", ["none suits", "offered", "wish"])
def test_keeping_asks_whether_it_is_meant(desk, make_appointment, close, provider, receptionist, now, kind):
    one = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    if kind == "wish":
        workflow.ask_for_time(one, FRIDAY, now=now + LATER)
    else:
        workflow.propose(one, [(provider, FRIDAY)], by=receptionist, now=now + LATER)
    if kind == "none suits":
        workflow.refuse_offers(one, now=now + LATER)
    before = state_of(one)
    question = "A closure lies over this time. Keep the visit there all the same?"
    with pytest.raises(OutsideHours, match=re.escape(question)):
        workflow.decline(one, reason="Full.", by=receptionist, now=now + LATER)

    tick = value_of((provider, NINE))
    page = desk.get(address(one, "decline"))
    assert question in text_of(page)
    assert f'name="outside_hours" value="{tick}">' in page.content.decode()
    assert "Keep it all the same : Tuesday, June 2 at 9:00 AM Eastern with Paula Hand" in text_of(page)
    answers = {"seen": one.revision, "reason": "Full.", "outside_hours": value_of((provider, FRIDAY))}
    for more in ({}, {"preview": "1"}):
        assert text_of(desk.post(address(one, "decline"), {**answers, **more})).count(question) == 1
    assert state_of(one) == before
    assert touched(one)

    answers["outside_hours"] = tick
    shown = desk.post(address(one, "decline"), {**answers, "preview": "1"}).content.decode()
    assert f'<input type="hidden" name="outside_hours" value="{tick}">' in shown
    assert desk.post(address(one, "decline"), answers).status_code == 302
    assert (touched(one), holds_of(one)) == (False, [("visit", NINE)])


def test_to_keep_a_visit_that_somebody_serves_nobody_is_asked(desk, make_appointment, now):
    one = make_appointment(status="booked", starts_at=NINE, wished_time=FRIDAY)
    assert "outside_hours" not in desk.get(address(one, "decline")).content.decode()


def test_the_row_says_what_lies_over_the_visit(desk, make_appointment, close, provider, receptionist, now):
    one = make_appointment(status="booked", starts_at=NINE)
    asked = make_appointment(starts_at=at("2026-06-02 14:00"))
    close("2026-06-02")
    workflow.propose(one, [(provider, FRIDAY)], by=receptionist, now=now + LATER)
    workflow.refuse_offers(one, now=now + LATER)
    for page in (desk.get("/admin/"), desk.get(QUEUE)):
        assert text_of(page).count("The booked visit: a closure lies over it.") == 1
        assert text_of(page).count("The time asked for: a closure lies over it.") == 1
    workflow.cancel(asked, now=now + LATER)
    reopen()
    assert "a closure lies over it" not in text_of(desk.get("/admin/"))


# Offer each


def test_what_can_stay_by_now_is_offered_nothing(desk, make_appointment, close, now):
    booked, asked = make_appointment(status="booked", starts_at=NINE), make_appointment(starts_at=FRIDAY)
    close("2026-06-02")
    close("2026-06-05")
    shown = re.findall(r'name="offer" value="([^"]*)"', desk.get(EACH).content.decode())
    assert len(shown) == 2
    reopen()
    before = state_of(booked), state_of(asked)
    words = text_of(desk.post(EACH, {"offer": shown}, follow=True))
    assert f"{booked.reference} : can stay by now. {asked.reference} : can stay by now." in words
    assert (state_of(booked), state_of(asked)) == before


# A slip of the hand


def test_undone_it_is_to_be_moved_again(make_appointment, close, receptionist, now):
    week_ago = now - timedelta(days=7)
    today = make_appointment(status="booked", starts_at=at("2026-06-01 15:00"), now=week_ago)
    served = make_appointment(status="booked", starts_at=at("2026-06-02 15:00"), now=week_ago)
    close("2026-06-01")
    for one, moment in ((today, now), (served, at("2026-06-02 15:00"))):
        workflow.arrive(one, by=receptionist, now=moment)
        assert not touched(one)
        workflow.undo(one, by=receptionist, now=moment)
    assert (touched(today), touched(served)) == (True, False)


def test_on_another_day_nobody_comes_any_more(make_appointment, close, receptionist, now):
    past = make_appointment(status="noshow", starts_at=at("2026-05-29 15:00"), now=now - timedelta(days=7))
    close("2026-05-29")
    workflow.undo(past, by=receptionist, now=now)
    assert not touched(past)


# The way back


@pytest.mark.parametrize("verb", ["move", "offer"])
def test_from_the_list_back_to_the_list(desk, make_appointment, close, provider, now, verb):
    booked = make_appointment(status="booked", starts_at=NINE)
    close("2026-06-02")
    booked.refresh_from_db()
    way = f"{QUEUE}?view=touched"
    assert f'href="{address(booked, verb)}?back=touched"' in desk.get(way).content.decode()
    page = desk.get(f"{address(booked, verb)}?back=touched").content.decode()
    assert f'class="closelink" href="{way}"' in page
    place = value_of((provider, FRIDAY))
    answers = {"seen": booked.revision, "back": "touched", "place": place, "places": [place]}
    assert desk.post(address(booked, verb), answers).url == way


def test_from_the_calls_back_to_the_calls(desk, make_appointment, now):
    booked = make_appointment(status="booked", email="", phone="+19197775242")
    message = booked.messages.get(channel="phone")
    tried = reverse("admin:booking_appointment_tried", args=[booked.pk, message.pk])
    answers = {"tries": 0, "kind": "no-answer", "back": "call"}
    assert desk.post(tried, answers).url == f"{QUEUE}?view=call"
    assert Note.objects.count() == 1
