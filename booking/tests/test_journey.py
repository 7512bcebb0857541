"""From choosing a visit to having sent the request."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from booking.models import Appointment, Contact, Draft, Hold, Provider, Status, VisitType
from booking.tests.pages import DETAILS, make_draft, page, text_of

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)  # 9:00 AM Eastern
CHECK = "booking:check"


def test_a_patient_reads_chooses_and_sends(client: Client, now: datetime, provider: Provider) -> None:
    start = client.get("/book/?article=myofascial-release-vs-massage")
    assert "/book/evaluation/?article=myofascial-release-vs-massage" in start.content.decode()

    times = client.get("/book/evaluation/?article=myofascial-release-vs-massage&from=2026-06-08")
    assert "2026-06-08T13:00Z" in times.content.decode()
    chosen = client.post(
        "/book/evaluation/?article=myofascial-release-vs-massage", {"time": "2026-06-08T13:00Z"}
    )
    draft = Draft.objects.get()
    assert (chosen.status_code, chosen["Location"]) == (302, f"/book/{draft.pk}/details/")

    typed = client.post(chosen["Location"], DETAILS)
    assert (typed.status_code, typed["Location"]) == (302, f"/book/{draft.pk}/check/")
    check = text_of(client.get(typed["Location"]))
    assert "Monday, June 8 at 9:00 AM Eastern" in check
    assert "Send my request" in check

    sent = client.post(typed["Location"])
    appointment = Appointment.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/appointment/{appointment.reference}/")
    shown = client.get(sent["Location"])
    assert shown.status_code == 200
    assert "You asked for Monday, June 8 at 9:00 AM Eastern. It is not booked yet" in text_of(shown)
    assert appointment.reference in text_of(shown)

    assert (appointment.status, appointment.starts_at) == (Status.PENDING, MONDAY_NINE)
    assert appointment.ends_at == MONDAY_NINE + timedelta(minutes=45)
    assert (appointment.note, appointment.article) == ("My left shoulder.", "myofascial-release-vs-massage")
    contact = appointment.contact
    assert (contact.patient_name, contact.booker_name) == ("Pat Doe", "")
    assert (contact.email, str(contact.phone)) == ("pat@example.com", "+19197775242")
    hold = Hold.objects.get()
    assert (hold.kind, hold.starts_at, hold.ends_at) == (
        Hold.Kind.ASKED,
        MONDAY_NINE,
        MONDAY_NINE + timedelta(minutes=60),
    )
    assert Draft.objects.get().answers == {}


def test_somebody_books_for_somebody_else(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE, name="Ann Doe", patient_name="Little Doe")
    client.post(reverse(CHECK, args=[draft.pk]))
    contact = Contact.objects.get()
    assert (contact.patient_name, contact.booker_name) == ("Little Doe", "Ann Doe")


def test_none_of_these_work_joins_the_waitlist(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    chosen = client.post("/book/evaluation/none/", {"days": ["0", "4"], "parts": ["morning"]})
    draft = Draft.objects.get()
    assert chosen["Location"] == f"/book/{draft.pk}/details/"
    client.post(chosen["Location"], DETAILS)
    check = reverse(CHECK, args=[draft.pk])
    assert "Monday, Friday; Morning" in text_of(client.get(check))
    client.post(check)
    appointment = Appointment.objects.get()
    assert (appointment.status, appointment.starts_at) == (Status.WAITLIST, None)
    assert (appointment.preferred_days, appointment.preferred_parts) == ([0, 4], ["morning"])
    assert Hold.objects.count() == 0


def test_a_visit_that_is_booked_at_once_says_so(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    VisitType.objects.update(confirmed_at_once=True)
    draft = make_draft(visit_type, MONDAY_NINE)
    check = reverse(CHECK, args=[draft.pk])
    assert "Book this visit" in text_of(client.get(check))
    shown = client.post(check, follow=True)
    assert "Your visit is booked" in text_of(shown)
    assert Appointment.objects.get().status == Status.BOOKED


@pytest.mark.parametrize("again", ["post", "get"])
def test_sending_twice_makes_one_request_and_the_same_page(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, again: str
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    check = reverse(CHECK, args=[draft.pk])
    first = client.post(check)
    second = getattr(client, again)(check)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert Appointment.objects.count() == 1
    assert client.get(second["Location"]).status_code == 200


def test_a_changed_answer_keeps_the_others(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    changed = client.post(f"/book/evaluation/?draft={draft.pk}", {"time": "2026-06-08T14:00Z"})
    assert changed["Location"] == f"/book/{draft.pk}/check/"
    shown = text_of(client.get(changed["Location"]))
    assert "10:00 AM Eastern" in shown
    assert "My left shoulder." in shown
    assert Draft.objects.count() == 1


def test_back_restores_the_details(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    html = client.get(reverse("booking:details", args=[draft.pk])).content.decode()
    assert 'value="Pat Doe"' in html
    assert 'value="(919) 777-5242"' in html
    assert "My left shoulder." in html


def test_a_taken_time_shows_the_nearest_ones_and_what_was_typed(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    first, second = (
        make_draft(visit_type, MONDAY_NINE, email=email, phone="")
        for email in ("a@example.com", "b@example.com")
    )
    client.post(reverse(CHECK, args=[first.pk]))
    taken = client.post(reverse(CHECK, args=[second.pk]))
    assert taken.status_code == 409
    shown = text_of(taken)
    assert "Monday, June 8 at 9:00 AM Eastern has just been taken. Nothing was sent." in shown
    assert "b@example.com" in shown
    assert "My left shoulder." in shown
    nearest = [slot for day in taken.context["days"] for slot in day.slots]
    assert [slot.value for slot in nearest] == [
        "2026-06-08T14:00Z",
        "2026-06-08T14:30Z",
        "2026-06-08T15:00Z",
        "2026-06-08T17:00Z",
        "2026-06-08T17:30Z",
        "2026-06-08T18:00Z",
    ]
    again = client.post(f"/book/evaluation/?draft={second.pk}", {"time": nearest[0].value})
    assert again["Location"] == f"/book/{second.pk}/check/"
    client.post(again["Location"])
    assert Appointment.objects.count() == 2


def test_too_many_requests_are_refused_with_a_sentence_and_nothing_is_lost(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, settings
) -> None:
    settings.BOOKING_UNANSWERED_PER_CONTACT = 1
    first = make_draft(visit_type, MONDAY_NINE)
    second = make_draft(visit_type, MONDAY_NINE + timedelta(hours=1))
    client.post(reverse(CHECK, args=[first.pk]))
    refused = client.post(reverse(CHECK, args=[second.pk]))
    assert refused.status_code == 409
    assert "Call us on (919) 777-5242" in text_of(refused)
    assert "My left shoulder." in text_of(refused)
    assert Appointment.objects.count() == 1


def test_no_step_can_be_skipped(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    chosen = client.post("/book/evaluation/", {"time": "2026-06-08T13:00Z"})
    draft = Draft.objects.get()
    for method in (client.get, client.post):
        skipped = method(reverse(CHECK, args=[draft.pk]))
        assert (skipped.status_code, skipped["Location"]) == (302, chosen["Location"])
    assert Appointment.objects.count() == 0


def test_a_draft_is_kept_for_a_day(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    Draft.objects.update(created_at=now - timedelta(hours=24))
    for name in ("details", "check"):
        for method in (client.get, client.post):
            gone = method(reverse(f"booking:{name}", args=[draft.pk]))
            assert gone.status_code == 404
            assert "Nothing was sent from here." in text_of(gone)
    unknown = client.get(reverse(CHECK, args=[UUID(int=1)]))
    assert unknown.status_code == 404


def test_a_failed_csrf_check_keeps_what_was_typed_and_does_nothing(
    now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    strict = Client(enforce_csrf_checks=True)
    draft = make_draft(visit_type, MONDAY_NINE)
    typed = {**DETAILS, "name": "Somebody New"}
    refused = strict.post(reverse("booking:details", args=[draft.pk]), typed)
    assert refused.status_code == 403
    assert 'value="Somebody New"' in refused.content.decode()
    assert "Nothing was sent." in text_of(refused)
    assert Draft.objects.get().answers["details"]["name"] == "Pat Doe"

    assert strict.post(reverse(CHECK, args=[draft.pk])).status_code == 403
    assert Appointment.objects.count() == 0
    token = strict.get(reverse(CHECK, args=[draft.pk])).context["csrf_token"]
    sent = strict.post(reverse(CHECK, args=[draft.pk]), {"csrfmiddlewaretoken": str(token)})
    assert sent["Location"] == page(Appointment.objects.get(), "appointment")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Enter your full name."),
        ({"name": "x" * 101}, "Your full name must have 100 characters or fewer."),
        ({"phone": "123"}, "Enter a phone number with its area code, such as (919) 777-5242."),
        ({"email": "pat@"}, "Enter an email address like name@example.com."),
        ({"phone": "", "email": ""}, "Enter a phone number or an email address, so that we can answer you."),
        ({"note": "x" * 501}, "Your note must have 500 characters or fewer."),
        ({"name": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_a_field_error_names_the_mend_and_keeps_what_was_typed(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, wrong: dict, message: str
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    shown = client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, **wrong})
    html = shown.content.decode()
    assert shown.status_code == 200
    assert "<title>Error: " in html
    assert html.index("There is a problem") < html.index("<h1>")
    assert text_of(shown).count(message) == 2  # in the summary and beside the field
    if "note" not in wrong:
        assert "My left shoulder." in html


@pytest.mark.parametrize(
    "typed",
    ["919-777-5242", "919.777.5242", "+1 919 777 5242", "(919)777-5242", "1 919 777 5242", "9197775242"],
)
def test_a_phone_number_in_any_spelling(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, typed: str
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, "phone": typed})
    client.post(reverse(CHECK, args=[draft.pk]))
    assert str(Contact.objects.get().phone) == "+19197775242"


@pytest.mark.parametrize(
    "name", ["O’Brien", "Zoë", "Cher", "محمد", "🙂", "Nguyễn Thị Minh Khai", "<b>Pat</b>"]
)
def test_names_of_every_kind(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, name: str
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    client.post(reverse("booking:details", args=[draft.pk]), {**DETAILS, "name": name})
    assert client.post(reverse(CHECK, args=[draft.pk]), follow=True).status_code == 200
    assert Contact.objects.get().patient_name == name
