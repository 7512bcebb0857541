"""From choosing a visit to having sent the request."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from booking.forms import ContactForm, PreferencesForm, TimeForm
from booking.models import Appointment, Draft, Hold, Provider, Status, VisitType, WeeklyHours
from booking.tests.pages import DETAILS, NEEDS, make_draft, own, page, send, shown, take_time, text_of

MONDAY_NINE = datetime(2026, 6, 8, 13, 0, tzinfo=UTC)  # 9:00 AM Eastern
NIGHT = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)  # never free
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
    assert (typed.status_code, typed["Location"]) == (302, f"/book/{draft.pk}/more/")
    told = client.post(typed["Location"], NEEDS)
    assert (told.status_code, told["Location"]) == (302, f"/book/{draft.pk}/check/")
    check = text_of(client.get(told["Location"]))
    assert "Monday, June 8 at 9:00 AM Eastern" in check
    assert "Send my request" in check

    take_time()
    sent = client.post(told["Location"], shown(draft))
    appointment = Appointment.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/appointment/{appointment.reference}/")
    status = client.get(sent["Location"])
    assert status.status_code == 200
    assert "You asked for Monday, June 8 at 9:00 AM Eastern. It is not booked yet" in text_of(status)
    assert appointment.reference in text_of(status)

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


def test_none_of_these_work_joins_the_waitlist(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    chosen = client.post("/book/evaluation/none/", {"days": ["0", "4"], "parts": ["morning"]})
    draft = Draft.objects.get()
    assert chosen["Location"] == f"/book/{draft.pk}/details/"
    back = f'<a class="back" href="/book/evaluation/none/?draft={draft.pk}">'
    assert back in client.get(chosen["Location"]).content.decode()
    client.post(chosen["Location"], DETAILS)
    check = reverse(CHECK, args=[draft.pk])
    assert "Monday, Friday; Morning" in text_of(client.get(check))
    take_time()
    client.post(check, shown(draft))
    appointment = Appointment.objects.get()
    assert (appointment.status, appointment.starts_at) == (Status.WAITLIST, None)
    assert (appointment.preferred_days, appointment.preferred_parts) == ([0, 4], ["morning"])
    assert Hold.objects.count() == 0


def test_whoever_names_no_part_of_the_day_can_come_at_any_time(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    asked = text_of(client.get("/book/evaluation/none/"))
    assert "Which parts of the day? (optional) If you choose none, any time of day will do." in asked
    client.post("/book/evaluation/none/", {"days": ["0", "4"]})
    draft = Draft.objects.get()
    client.post(reverse("booking:details", args=[draft.pk]), DETAILS)
    assert "Monday, Friday; Any time of day" in text_of(client.get(reverse(CHECK, args=[draft.pk])))
    take_time()
    client.post(reverse(CHECK, args=[draft.pk]), shown(draft))
    appointment = Appointment.objects.get()
    assert (appointment.preferred_days, appointment.preferred_parts) == ([0, 4], [])


def test_nobody_has_to_answer_more_than_five_questions() -> None:
    """A time, or else days; and of who and how to reach them four at most (STANDARDS 1.3)."""
    for first in (TimeForm(), PreferencesForm()):
        assert [name for name, field in first.fields.items() if field.required] in (["time"], ["days"])
    details = ContactForm({"visit_for": "somebody-else"})
    assert set(details.errors) == {"name", "phone", "patient_name"}  # and who it is for


def test_a_visit_that_is_booked_at_once_says_so(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    VisitType.objects.update(confirmed_at_once=True)
    draft = make_draft(visit_type, MONDAY_NINE)
    assert "Book this visit" in text_of(client.get(own(client, draft)))
    sent = send(client, draft, follow=True)
    assert "Your visit is booked" in text_of(sent)
    assert "What happens next You have nothing more to do. We see you then." in text_of(sent)
    assert "Monday, June\xa08 at\xa09:00\xa0AM Eastern, with Paula Hand" in sent.content.decode()
    assert Appointment.objects.get().status == Status.BOOKED


@pytest.mark.parametrize("again", ["post", "get"])
def test_sending_twice_makes_one_request_and_the_same_page(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, again: str
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    typed = shown(draft)
    first = send(client, draft)
    second = getattr(client, again)(reverse(CHECK, args=[draft.pk]), typed)
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert Appointment.objects.count() == 1
    assert client.get(second["Location"]).status_code == 200


def test_a_changed_answer_keeps_the_others(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE)
    own(client, draft)
    changed = client.post(f"/book/evaluation/?draft={draft.pk}", {"time": "2026-06-08T14:00Z"})
    assert changed["Location"] == f"/book/{draft.pk}/check/"
    check = text_of(client.get(changed["Location"]))
    assert "10:00 AM Eastern" in check
    assert "My left shoulder." in check
    assert Draft.objects.count() == 1


def test_each_answer_has_its_own_way_back(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE, visit_for="somebody-else", patient_name="Little Doe")
    html = client.get(own(client, draft)).content.decode()
    assert html.count('<dd class="change">') == html.count("<dt>", 0, html.index("<aside")) == 7
    assert f'href="{reverse("booking:details", args=[draft.pk])}#id_email"' in html


def test_a_taken_time_shows_the_nearest_ones_and_what_was_typed(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    first, second = (
        make_draft(visit_type, MONDAY_NINE, email=email, phone="")
        for email in ("a@example.com", "b@example.com")
    )
    send(client, first)
    taken = send(client, second)
    assert taken.status_code == 409
    page_text = text_of(taken)
    assert "Monday, June 8 at 9:00 AM Eastern has just been taken. Nothing was sent." in page_text
    assert "b@example.com" in page_text
    assert "My left shoulder." in page_text
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
    send(client, second)
    assert Appointment.objects.count() == 2


@pytest.mark.parametrize(
    ("others_free", "words"), [(True, "None of these work"), (False, "Tell us which days suit you")]
)
def test_whoever_finds_the_time_taken_can_say_which_days_suit(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, others_free: bool, words: str
) -> None:
    """Also where nothing else is free."""
    draft = make_draft(visit_type, NIGHT if others_free else MONDAY_NINE)
    if not others_free:
        WeeklyHours.objects.all().delete()
    html = send(client, draft).content.decode()
    assert f'href="/book/evaluation/none/?draft={draft.pk}">{words}</a>' in html


def test_too_many_requests_are_refused_with_a_sentence_and_nothing_is_lost(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, settings
) -> None:
    settings.BOOKING_UNANSWERED_PER_CONTACT = 1
    first = make_draft(visit_type, MONDAY_NINE)
    second = make_draft(visit_type, MONDAY_NINE + timedelta(hours=1))
    send(client, first)
    refused = send(client, second)
    assert refused.status_code == 409
    assert "Call us on (919) 777-5242" in text_of(refused)
    assert "My left shoulder." in text_of(refused)
    assert Appointment.objects.count() == 1


def test_a_failed_csrf_check_keeps_what_was_typed_and_does_nothing(
    now: datetime, visit_type: VisitType, provider: Provider
) -> None:
    strict = Client(enforce_csrf_checks=True)
    draft = make_draft(visit_type, MONDAY_NINE)
    check = own(strict, draft)
    typed = {**DETAILS, "name": "Somebody New"}
    refused = strict.post(reverse("booking:details", args=[draft.pk]), typed)
    assert refused.status_code == 403
    assert 'value="Somebody New"' in refused.content.decode()
    assert "Nothing was sent." in text_of(refused)
    assert Draft.objects.get().answers["details"]["name"] == "Pat Doe"

    assert strict.post(check, shown(draft)).status_code == 403
    assert Appointment.objects.count() == 0
    token = strict.get(check).context["csrf_token"]
    sent = strict.post(check, {**shown(draft), "csrfmiddlewaretoken": str(token)})
    assert sent["Location"] == page(Appointment.objects.get(), "appointment")


def test_a_provider_wished_for_stays_wished_for(
    client: Client, now: datetime, visit_type: VisitType, provider: Provider, another_provider: Provider
) -> None:
    draft = make_draft(visit_type, MONDAY_NINE, wished=another_provider)
    own(client, draft)
    client.post(f"/book/evaluation/?draft={draft.pk}", {"time": "2026-06-08T15:00Z"})
    client.post(f"/book/evaluation/none/?draft={draft.pk}", {"days": ["0"], "parts": ["morning"]})
    assert Draft.objects.get().answers["provider"] == another_provider.pk
    client.post(f"/book/evaluation/?draft={draft.pk}&provider=", {"time": "2026-06-08T15:00Z"})
    assert Draft.objects.get().answers["provider"] is None
