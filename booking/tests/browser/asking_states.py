"""Every page and state from choosing a visit to having sent the request."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from booking import diary, drafts
from booking.availability import DAY
from booking.models import Draft, Provider, WeeklyHours
from booking.tests.pages import cookies_of, make_draft
from clinic.tests.browser.stage import Group, Stage, State, Way, at, pressing
from conftest import first_free

EVALUATION = "/book/evaluation/"


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


def visit_retired(stage: Stage) -> None:
    drafted(stage, "check")
    stage.change(stage.visit_type, is_active=False)
    stage.press("Send my request")


def check_changed(stage: Stage) -> None:
    drafted(stage, "check")
    stage.change(stage.visit_type, length=60)
    stage.press("Send my request")


def no_cookie(stage: Stage) -> None:
    drafted(stage, "details")
    stage.page.context.clear_cookies()
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
    "visit-retired": State("You cannot go on here", visit_retired),
    "check-changed": State("Check your answers", check_changed),
    "no-cookie": State("How can we reach you?", no_cookie),
    "draft-gone": State("You cannot go on here", at(f"/book/{UUID(int=1)}/details/")),
}
