"""Every page and state that a patient can come to, from asking for a visit to having been there."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from booking import diary, drafts, workflow
from booking.availability import DAY
from booking.forms import parse_time
from booking.models import Appointment, Closure, Draft, Hold, Link, Provider, WeeklyHours
from booking.tests.pages import cookies_of, make_draft, page
from clinic.models import Practice
from clinic.tests.browser.stage import Group, Stage, State, Way, at, pressing
from conftest import first_free

EVALUATION = "/book/evaluation/"
IN_THREE_WEEKS = datetime(2026, 6, 22, 14, 0, tzinfo=UTC)


# Asking


def free(stage: Stage, count: int = 1) -> list[datetime]:
    """That many free times, each on another day."""
    first = first_free(stage.visit_type, stage.provider, timezone.now())
    day, last_day = diary.local_day(first), diary.local_day(first) + 21 * DAY
    times = diary.free_starts(
        stage.visit_type, [stage.provider], first_day=day, last_day=last_day, now=timezone.now()
    )
    by_day = {diary.local_day(one): one for one in reversed(times)}
    return sorted(by_day.values())[:count]


def drafted(stage: Stage, step: str, draft: Draft | None = None) -> Draft:
    """This browser has answered all questions, and looks at one page of them once more."""
    draft = draft or make_draft(stage.visit_type, free(stage)[0])
    stage.page.context.add_cookies(
        [{"name": name, "value": value, "url": stage.site} for name, value in cookies_of(draft).items()]
    )
    stage.page.goto(reverse(f"booking:{step}", args=[draft.pk]))
    return draft


def details_empty(stage: Stage) -> None:
    draft = make_draft(stage.visit_type, free(stage)[0])
    Draft.objects.filter(pk=draft.pk).update(answers={**draft.answers, "details": {}})
    drafted(stage, "details", draft)


def details_error(stage: Stage) -> None:
    details_empty(stage)
    stage.page.get_by_label("Email address").fill("pat@example")
    stage.press("Continue")


def more_empty(stage: Stage) -> None:
    """As it is come to for the first time: it can be skipped."""
    draft = make_draft(stage.visit_type, free(stage)[0])
    del draft.answers["needs"]
    draft.save()
    drafted(stage, "more", draft)


def more_error(stage: Stage) -> None:
    drafted(stage, "more")
    stage.page.get_by_label("Do you need help to move").fill("a" * 201)
    stage.press("Continue")


def more_error_radio(stage: Stage) -> None:
    """An answer that the page does not have, so that the error leads to a group of them."""
    drafted(stage, "more")
    insured = stage.page.get_by_role("group", name="Will you pay without insurance?").get_by_role("radio")
    insured.first.evaluate("radio => { radio.value = 'perhaps'; radio.checked = true }")
    stage.press("Continue")


def for_somebody_else(step: str) -> Way:
    def way(stage: Stage) -> None:
        draft = make_draft(
            stage.visit_type, free(stage)[0], visit_for="somebody-else", patient_name="Little Doe"
        )
        drafted(stage, step, draft)

    return way


def details_held_back(stage: Stage) -> None:
    drafted(stage, "details")
    stage.page.context.clear_cookies(name="csrf")
    stage.press("Continue")


def check_waitlist(stage: Stage) -> None:
    draft = make_draft(stage.visit_type, free(stage)[0])
    preferred = {"time": None, "days": [1, 3], "parts": ["morning", "afternoon"]}
    Draft.objects.filter(pk=draft.pk).update(answers={**draft.answers, **preferred})
    drafted(stage, "check", draft)


def check_at_once(stage: Stage) -> None:
    stage.change(stage.visit_type, confirmed_at_once=True)
    drafted(stage, "check")


def check_estimate(stage: Stage) -> None:
    draft = make_draft(stage.visit_type, free(stage)[0])
    drafts.write_needs(draft, {"without_insurance": "yes"})
    drafted(stage, "check", draft)


def too_soon(stage: Stage) -> None:
    draft = make_draft(stage.visit_type, free(stage)[0])
    Draft.objects.filter(pk=draft.pk).update(created_at=timezone.now())
    drafted(stage, "check", draft)
    stage.press("Send my request")


def taken(stage: Stage) -> None:
    """Whom to see was left open, so the time is gone when nobody is free."""
    starts_at = free(stage)[0]
    drafted(stage, "check", make_draft(stage.visit_type, starts_at))
    for provider in Provider.objects.all():
        stage.make_appointment(provider=provider, wished_provider=provider, starts_at=starts_at)
    stage.press("Send my request")


def taken_none(stage: Stage) -> None:
    drafted(stage, "check")
    stage.set_aside(WeeklyHours)
    stage.press("Send my request")


def none_bookable(stage: Stage) -> None:
    stage.change(stage.visit_type, online=False)
    stage.page.goto("/book/")


def by_phone(stage: Stage) -> None:
    """A live site whose hours nobody has confirmed."""
    settings.HTTPS = True
    stage.afterwards.callback(setattr, settings, "HTTPS", False)
    stage.page.goto(EVALUATION)


def no_free_time(stage: Stage) -> None:
    stage.set_aside(WeeklyHours)
    stage.page.goto(EVALUATION)


ASKING: Group = {
    "start": State("Book an evaluation", at("/book/")),
    "start-none": State("Book an evaluation", none_bookable),
    "times": State("When can you come?", at(EVALUATION)),
    "times-later": State("When can you come?", at(f"{EVALUATION}?from=2026-06-15")),
    "times-none-that-day": State("When can you come?", at(f"{EVALUATION}?from=2026-06-13")),
    "times-error": State("When can you come?", pressing("Continue", EVALUATION)),
    "times-by-phone": State("Call us for a time", by_phone),
    "times-none": State("When can you come?", no_free_time),
    "preferences": State("None of these work? Tell us what would", at(f"{EVALUATION}none/")),
    "preferences-error": State(
        "None of these work? Tell us what would", pressing("Continue", f"{EVALUATION}none/")
    ),
    "details": State("How can we reach you?", lambda stage: drafted(stage, "details")),
    "details-empty": State("How can we reach you?", details_empty),
    "details-somebody-else": State("How can we reach you?", for_somebody_else("details")),
    "details-error": State("How can we reach you?", details_error),
    "details-held-back": State("How can we reach you?", details_held_back),
    "more": State("What else should we know?", lambda stage: drafted(stage, "more")),
    "more-empty": State("What else should we know?", more_empty),
    "more-error": State("What else should we know?", more_error),
    "more-error-radio": State("What else should we know?", more_error_radio),
    "check": State("Check your answers", lambda stage: drafted(stage, "check")),
    "check-somebody-else": State("Check your answers", for_somebody_else("check")),
    "check-estimate": State("Check your answers", check_estimate),
    "check-waitlist": State("Check your answers", check_waitlist),
    "check-at-once": State("Check your answers", check_at_once),
    "check-too-soon": State("Check your answers", too_soon),
    "taken": State("That time is gone", taken),
    "taken-none": State("That time is gone", taken_none),
    "draft-gone": State("These answers are gone", at(f"/book/{UUID(int=1)}/details/")),
}


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
