"""Every page and state of what a patient has asked for, up to having been there."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from booking import diary, workflow
from booking.forms import parse_time
from booking.models import Appointment, Closure, Hold, Link, WeeklyHours
from booking.tests.browser.asking_states import free
from booking.tests.pages import page
from clinic.models import Practice
from clinic.tests.browser.stage import Group, Stage, State, Way, at, pressing

IN_THREE_WEEKS = datetime(2026, 6, 22, 14, 0, tzinfo=UTC)


# The appointment's own page


def own(stage: Stage, appointment: Appointment, name: str = "appointment") -> Appointment:
    """The way of a click in a mail, and on to the page."""
    stage.page.goto(reverse("booking:token", args=[Link.objects.mint(appointment)[1]]))
    if name != "appointment":
        stage.page.goto(page(appointment, name))
    return appointment


def standing(name: str = "appointment", **fields: Any) -> Way:
    """An appointment, as make_appointment() makes it."""
    return lambda stage: own(stage, stage.make_appointment(**fields), name)


def on_waitlist(name: str = "appointment") -> Way:
    return standing(name, status="waitlist", preferred_days=[1, 3], preferred_parts=["morning"])


def offered(name: str = "appointment", status: str = "proposed", days: int = 0) -> Way:
    """Three times, and so many days have passed since."""

    def way(stage: Stage) -> None:
        starts_at, *times = free(stage, 9)[5:]
        offers = [(stage.provider, one) for one in times]
        appointment = stage.make_appointment(status=status, starts_at=starts_at, offers=offers)
        stage.clock.shift(timedelta(days=days))
        own(stage, appointment, name)

    return way


def coming(stage: Stage) -> None:
    """The practice has said all that somebody who comes wants to know."""
    stage.change(
        Practice.load(),
        how_to_find_us="Park behind the house, where the first four places are ours.\n\n"
        "The door to the left has no steps.",
        what_to_bring="A list of what you take.\nClothes that you can move in.",
    )
    standing(status="booked")(stage)


def falls_away(stage: Stage) -> None:
    """Other times are offered, because the office is closed then by now."""
    starts_at, *times = free(stage, 4)
    offers = [(stage.provider, one) for one in times]
    appointment = stage.make_appointment(status="booked", starts_at=starts_at, offers=offers)
    day = diary.local_day(starts_at)
    Closure.objects.create(first_day=day, last_day=day)
    workflow.touch([appointment], now=timezone.now())
    own(stage, appointment)


def wished(stage: Stage) -> None:
    first, second = free(stage, 2)
    own(stage, stage.make_appointment(status="booked", starts_at=first, wished_time=second))


def later(days: int, **fields: Any) -> Way:
    """So long after it was asked for, and nobody has done anything since."""

    def way(stage: Stage) -> None:
        appointment = stage.make_appointment(**fields)
        stage.clock.shift(timedelta(days=days))
        own(stage, appointment)

    return way


def lapsed(stage: Stage) -> None:
    appointment = stage.make_appointment()
    Hold.objects.filter(appointment=appointment).delete()
    own(stage, appointment)


def declined(stage: Stage) -> None:
    appointment = stage.make_appointment()
    reason = "We are closed that week."
    workflow.decline(appointment, reason=reason, by=stage.receptionist, now=timezone.now())
    own(stage, appointment)


def overtaken(stage: Stage) -> None:
    appointment = own(stage, stage.make_appointment(), "cancel")
    workflow.confirm(appointment, by=stage.receptionist, now=timezone.now())
    stage.press("Yes, withdraw the request")


STANDING: Group = {
    "pending": State("We have your request", standing()),
    "pending-lapsed": State("We have your request", lapsed),
    "pending-overdue": State("We have your request", later(3, starts_at=IN_THREE_WEEKS)),
    "pending-past": State("We have your request", later(30)),
    "pending-called": State(
        "We have your request", standing(phone="+19197775242", preferred_channel="phone")
    ),
    "pending-estimate": State("We have your request", standing(without_insurance="asked-unknown")),
    "waitlist": State("We are looking for a time", on_waitlist()),
    "proposed": State("We can offer you these times", offered()),
    "proposed-overdue": State("We can offer you these times", offered(days=4)),
    "proposed-past": State("The times we offered have passed", later(30, status="proposed")),
    "booked": State("Your visit is booked", standing(status="booked")),
    "booked-coming": State("Your visit is booked", coming),
    "booked-wish": State("Your visit is booked", wished),
    "booked-offers": State("Your visit is booked", offered(status="booked")),
    "booked-falls-away": State("Your visit needs another time", falls_away),
    "booked-past": State("Your visit was booked", later(20, status="booked")),
    "arrived": State("You are here", standing(status="arrived")),
    "fulfilled": State("You have been here", standing(status="fulfilled")),
    "noshow": State("We missed you", standing(status="noshow")),
    "cancelled": State("This is cancelled", standing(status="cancelled")),
    "declined": State("We could not book your visit", declined),
    "entered-in-error": State("This request is closed", standing(status="entered-in-error")),
    "overtaken": State("Your visit is booked", overtaken),
}


# Changing it


def nothing_chosen(button: str, way: Way) -> Way:
    def and_press(stage: Stage) -> None:
        way(stage)
        stage.press(button)

    return and_press


def change_taken(stage: Stage) -> None:
    own(stage, stage.make_appointment(status="booked"), "change")
    chosen = choose_first(stage)
    stage.make_appointment(starts_at=parse_time(chosen))
    stage.press("Ask for this time")


def answer_taken(stage: Stage) -> None:
    """What was offered is no longer held, and since the page was opened somebody else has asked for it."""
    starts_at = free(stage, 6)[5]
    appointment = stage.make_appointment(status="proposed", offers=[(stage.provider, starts_at)])
    stage.clock.shift(timedelta(days=4))
    own(stage, appointment)
    choose_first(stage)
    stage.make_appointment(starts_at=starts_at, now=timezone.now())
    stage.press("Book this time")


def choose_first(stage: Stage) -> str:
    """Returns its value."""
    first = stage.page.get_by_role("radio").first
    first.check(force=True)  # what people press lies above it
    return first.input_value()


def change_none(stage: Stage) -> None:
    appointment = stage.make_appointment(status="booked")
    stage.set_aside(WeeklyHours)
    own(stage, appointment, "change")


CHANGING: Group = {
    "change": State("Choose another time", standing("change", status="booked")),
    "change-error": State("Choose another time", nothing_chosen("Ask for this time", standing("change"))),
    "change-taken": State("Choose another time", change_taken),
    "change-none": State("Choose another time", change_none),
    "change-preferences": State("None of these work? Tell us what would", offered("change_preferences")),
    "change-preferences-error": State(
        "None of these work? Tell us what would", nothing_chosen("Send", offered("change_preferences"))
    ),
    "answer-error": State("We can offer you these times", nothing_chosen("Book this time", offered())),
    "answer-taken": State("Choose another time", answer_taken),
    "cancel": State("Cancel the visit?", standing("cancel", status="booked")),
    "withdraw": State("Withdraw the request?", standing("cancel")),
    "link": State("Get your link again", at("/appointment/link/")),
    "link-error": State("Get your link again", pressing("Send my link", "/appointment/link/")),
    "link-sent": State("Look in your mail", at("/appointment/link/sent/")),
    "link-unknown": State("This link opens nothing", at("/a/nothing/")),
}
