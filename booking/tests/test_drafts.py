"""Answers that wait to be sent: who sees them, for how long, and what becomes of them afterwards."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from booking import workflow
from booking.models import Appointment, Contact, Draft, Provider, VisitType
from booking.tests.pages import DETAILS, make_draft, own, page, send, shown, take_time, text_of

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)  # 9:00 AM Eastern
CHECK = "booking:check"


def test_no_step_can_be_skipped(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    chosen = client.post("/book/evaluation/", {"time": "2026-06-08T13:00Z"})
    draft = Draft.objects.get()
    for name in ("more", "check"):
        for method in (client.get, client.post):
            skipped = method(reverse(f"booking:{name}", args=[draft.pk]))
            assert (skipped.status_code, skipped["Location"]) == (302, chosen["Location"])
    assert Appointment.objects.count() == 0


def test_a_draft_is_kept_for_a_day(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    Draft.objects.update(created_at=now - timedelta(hours=24))
    for name in ("details", "more", "check"):
        for method in (client.get, client.post):
            gone = method(reverse(f"booking:{name}", args=[draft.pk]))
            assert gone.status_code == 404
            assert "Nothing was sent from here." in text_of(gone)
    unknown = client.get(reverse(CHECK, args=[UUID(int=1)]))
    assert unknown.status_code == 404


def test_another_time_chosen_after_sending_is_another_request(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    send(client, draft)
    chosen = client.post(f"/book/evaluation/?draft={draft.pk}", {"time": "2026-06-08T15:00Z"})
    assert str(draft.pk) not in chosen["Location"]
    another = Draft.objects.exclude(pk=draft.pk).get()
    client.post(chosen["Location"], DETAILS)
    take_time()
    send(client, another)
    starts = Appointment.objects.order_by("pk").values_list("starts_at", flat=True)
    assert list(starts) == [MONDAY_NINE, MONDAY_NINE + timedelta(hours=2)]


def test_only_the_browser_that_gave_the_answers_sees_them(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    for name in ("details", "more", "check"):
        for method in (client.get, client.post):
            assert method(reverse(f"booking:{name}", args=[draft.pk]), shown(draft)).status_code == 404
    client.cookies.load({"booking": f"{draft.pk.hex}.{'zzzzzz'}.0", f"draft-{draft.pk}": "1"})
    assert client.get(reverse(CHECK, args=[draft.pk])).status_code == 404
    assert Appointment.objects.count() == 0


def test_an_old_check_page_opens_nothing_once_the_desk_has_ended_the_links(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, receptionist: User
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    send(client, draft)
    appointment = Appointment.objects.get()
    right = Contact(patient_name="Pat Doe", email="right@example.com")
    workflow.correct_contact(appointment, right, by=receptionist, now=now)
    again = client.post(reverse(CHECK, args=[draft.pk]))
    assert again["Location"] == page(appointment, "appointment")
    assert client.get(again["Location"]).status_code == 404


def test_a_refresh_days_later_still_leads_to_the_request(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    send(client, draft)
    Draft.objects.all().delete()
    later = Client().get(reverse(CHECK, args=[draft.pk]))
    assert later["Location"] == page(Appointment.objects.get(), "appointment")


def test_answers_changed_in_another_tab_are_shown_before_they_are_sent(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    check, first_tab = own(client, draft), shown(draft)
    client.post(f"/book/evaluation/?draft={draft.pk}", {"time": "2026-06-08T15:00Z"})
    refused = client.post(check, first_tab)
    assert refused.status_code == 409
    assert "Changed meanwhile: time. Nothing was sent. Check your answers again." in text_of(refused)
    assert "Monday, June 8 at 11:00 AM Eastern" in text_of(refused)
    assert Appointment.objects.count() == 0
