"""Whatever stops a patient: a true sentence, what was typed is kept, and a way on."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from booking.models import Appointment, Closure, Draft, Provider, VisitType, WeeklyHours
from booking.tests.pages import DETAILS, cookies_of, let_in, make_draft, own, page, shown, text_of
from clinic.models import Practice
from conftest import MakeAppointment, make_provider

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)  # 9:00 AM Eastern
NINE = "Monday, June 8 at 9:00 AM Eastern"
VISIT = {
    "retired": ({"is_active": False}, 409, "“Evaluation” can no longer be booked online."),
    "not online": ({"online": False}, 409, "“Evaluation” can no longer be booked online."),
    "longer": ({"length": 60}, 409, "This visit now takes 60 minutes instead of 45."),
    "shorter": ({"length": 30}, 409, "This visit now takes 30 minutes instead of 45."),
    "renamed": ({"name": "First visit"}, 409, "“Evaluation” is now called “First visit”."),
    "at once": ({"confirmed_at_once": True}, 409, "This visit is now booked at once"),
    "more notice": ({"notice": 200}, 409, f"{NINE} is too soon to book online: we need 200 hours of notice."),
    "horizon": ({"horizon": 3}, 409, f"{NINE} is further ahead than we book online."),
}


@pytest.fixture
def draft(now: datetime, visit_type: VisitType, provider: Provider) -> Draft:
    VisitType.objects.create(name="Follow-up", slug="follow-up", length=20)
    return make_draft(visit_type, MONDAY_NINE)


@pytest.mark.parametrize(("changed", "status", "sentence"), VISIT.values(), ids=VISIT)
def test_the_visit_changed(
    client: Client, draft: Draft, changed: dict[str, object], status: int, sentence: str
) -> None:
    check, seen = own(client, draft), shown(draft)
    VisitType.objects.filter(slug="evaluation").update(**changed)
    stopped = client.post(check, seen)
    assert stopped.status_code == status
    words = text_of(stopped)
    assert sentence in words
    assert "Nothing was sent" in words
    assert "tab" not in words
    assert Draft.objects.get().answers["details"]["name"] == "Pat Doe"
    assert Appointment.objects.count() == 0


def test_the_answers_go_along_to_another_visit(client: Client, draft: Draft, provider: Provider) -> None:
    own(client, draft)
    VisitType.objects.filter(slug="evaluation").update(is_active=False)
    provider.visit_types.add(VisitType.objects.get(slug="follow-up"))
    typed = {**DETAILS, "name": "Patricia Doe"}
    stopped = client.post(reverse("booking:details", args=[draft.pk]), typed)
    on = f"/book/follow-up/?draft={draft.pk}"
    assert f'href="{on}"' in stopped.content.decode()
    assert 'href="tel:' in stopped.content.decode()
    chosen = client.post(on, {"time": "2026-06-08T13:00Z"})
    assert chosen["Location"] == reverse("booking:check", args=[draft.pk])
    checked = text_of(client.get(chosen["Location"]))
    assert "Follow-up" in checked
    assert "Patricia Doe" in checked
    assert "My left shoulder." in checked


def test_a_retired_visit_says_so_at_its_own_address(client: Client, draft: Draft) -> None:
    VisitType.objects.filter(slug="evaluation").update(is_active=False)
    for address in ("/book/evaluation/", "/book/evaluation/none/"):
        gone = client.get(address)
        assert gone.status_code == 404
        assert "“Evaluation” can no longer be booked online." in text_of(gone)


@pytest.mark.parametrize("change", ["retired", "does it no more"])
def test_the_provider_is_gone(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, change: str
) -> None:
    make_provider("Quentin Hand", visit_type)
    draft = make_draft(visit_type, MONDAY_NINE, wished=provider)
    check, seen = own(client, draft), shown(draft)
    if change == "retired":
        Provider.objects.filter(pk=provider.pk).update(is_active=False)
    else:
        provider.visit_types.clear()
    stopped = client.post(check, seen)
    assert stopped.status_code == 409
    said = f"{provider.name} no longer sees patients for this visit. It will be with whoever is free."
    assert said in text_of(stopped)
    assert client.post(check, shown(draft))["Location"].startswith("/appointment/")


def close(now: datetime) -> None:
    Closure.objects.create(first_day=date(2026, 6, 8), last_day=date(2026, 6, 8), reason="Fair")


TIME = {
    "closure": (
        close,
        f"Our hours changed, or the visit did: {NINE} no longer fits into our hours.",
    ),
    "hours": (
        lambda now: WeeklyHours.objects.all().delete(),
        f"Our hours changed, or the visit did: {NINE} no longer fits into our hours.",
    ),
    "nobody": (
        lambda now: Provider.objects.update(is_active=False),
        "Nobody here sees patients for “Evaluation” at the moment.",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), TIME.values(), ids=TIME)
def test_the_time_is_gone(client: Client, draft: Draft, now: datetime, change, sentence: str) -> None:
    check, seen = own(client, draft), shown(draft)
    change(now)
    stopped = client.post(check, seen)
    assert stopped.status_code == 409
    assert sentence in text_of(stopped)
    assert "taken" not in text_of(stopped)
    assert Draft.objects.get().answers["details"]["name"] == "Pat Doe"


def test_the_time_has_passed(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, now + timedelta(hours=5))
    check, seen = own(client, draft), shown(draft)
    with time_machine.travel(now + timedelta(hours=6), tick=False):
        assert "has passed. Nothing was sent." in text_of(client.post(check, seen))


def test_online_booking_was_switched_off(client: Client, draft: Draft, settings) -> None:
    check, seen = own(client, draft), shown(draft)
    Practice.load()
    Practice.objects.update(hours_confirmed=False)
    settings.HTTPS = True
    client.cookies["__Host-booking"] = client.cookies["booking"].value
    stopped = client.post(check, seen)
    assert stopped.status_code == 409
    assert "We do not book online at the moment." in text_of(stopped)


def test_what_was_typed_after_a_day_is_kept_in_a_new_draft(client: Client, draft: Draft) -> None:
    own(client, draft)
    Draft.objects.all().delete()
    stopped = client.post(reverse("booking:details", args=[draft.pk]), DETAILS)
    assert stopped.status_code == 404
    assert "We keep answers that were not sent for 24 hours." in text_of(stopped)
    assert Draft.objects.get().answers["details"]["name"] == "Pat Doe"
    assert f"?draft={Draft.objects.get().pk}" in stopped.content.decode()


def test_no_cookie_and_another_browser_are_told_apart(client: Client, draft: Draft, make_appointment) -> None:
    details = reverse("booking:details", args=[draft.pk])
    assert "This browser sent no cookie." in text_of(client.get(details))
    assert "This browser sent no cookie." in text_of(client.get(page(make_appointment(), "appointment")))
    client.cookies["csrf"] = "x"
    assert "given in another browser, or forgotten by this one" in text_of(client.get(details))


def test_whoever_blocks_cookies_is_told_so(draft: Draft) -> None:
    strict = Client(enforce_csrf_checks=True)
    stopped = strict.post("/book/evaluation/", {"time": "2026-06-08T13:00Z"})
    assert stopped.status_code == 403
    words = text_of(stopped)
    assert "Your browser sent no cookie with this, and booking online needs cookies." in words
    assert "or call us at" in words
    strict = Client(enforce_csrf_checks=True)
    strict.cookies.load(cookies_of(draft))
    assert "could not be sure that this came from you" in text_of(strict.post("/book/evaluation/", {}))


def close_everywhere(day: date) -> None:
    Closure.objects.create(first_day=day, last_day=day)


def forbid_soon() -> None:
    VisitType.objects.update(notice=200)


@pytest.mark.parametrize(
    ("happened", "sentence"),
    [
        (lambda: close_everywhere(date(2026, 6, 8)), f"{NINE} no longer fits into our hours."),
        (forbid_soon, f"{NINE} is too soon to book online: we need 200 hours of notice."),
    ],
)
def test_why_a_visit_cannot_be_changed_to_a_time(
    client: Client,
    now: datetime,
    make_appointment: MakeAppointment,
    happened: Callable[[], None],
    sentence: str,
) -> None:
    appointment = make_appointment(status="booked")
    let_in(client, appointment)
    happened()

    typed = {"time": "2026-06-08T13:00Z", "seen": appointment.revision}
    refused = client.post(page(appointment, "change"), typed)

    assert refused.status_code == 409
    assert sentence in text_of(refused)
    assert "just been taken" not in text_of(refused)


def test_why_an_offer_cannot_be_taken(
    client: Client, provider: Provider, now: datetime, make_appointment: MakeAppointment
) -> None:
    appointment = make_appointment(status="proposed", offers=[(provider, MONDAY_NINE)])
    let_in(client, appointment)
    close_everywhere(date(2026, 6, 8))

    typed = {"offer": appointment.offers[0].pk, "seen": appointment.revision}
    refused = client.post(page(appointment, "answer"), typed)

    assert refused.status_code == 409
    assert f"Our hours changed: we no longer see patients at {NINE}." in text_of(refused)
