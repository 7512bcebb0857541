"""Opening, listing, searching: who saw which patients. A refresh adds nothing."""

import logging

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking.admin.verbs import VERBS
from booking.models import Appointment, Closure
from booking.tests.conftest import at
from booking.tests.test_admin_verbs import press
from clinic.traces.models import Look
from clinic.traces.tests.reading import looks
from conftest import Browser

QUEUE = "/admin/booking/appointment/"


@pytest.fixture
def desk(receptionist):
    client = Browser(REMOTE_ADDR="203.0.113.7")
    client.force_login(receptionist)
    return client


@pytest.fixture
def appointment(make_appointment, now):
    return make_appointment(reference="22BBCC33")


def page_of(appointment, name="change"):
    return reverse(f"admin:booking_appointment_{name}", args=[appointment.pk])


def seen():
    """Without the signing in."""
    return [one[1:] for one in looks() if one[1] != "signed-in"]


def test_opening_says_who_where_from_what_and_whom(desk, appointment, receptionist):
    desk.get(page_of(appointment))
    look = Look.objects.get(action="opened")
    assert (look.user, look.username, look.address) == (receptionist, "receptionist", "203.0.113.7")
    assert (look.what, look.references) == ("request", ["22BBCC33"])
    assert len(look.session) == 16
    assert desk.session.session_key not in str(Look.objects.values().last())


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verbs_page_shows_the_patient(desk, make_appointment, provider, verb, now):
    """Or else leads to the request page, which does."""
    offers = [(provider, at("2026-06-12 10:00"))] if verb in ("accept", "none") else None
    status = {"arrive": "booked", "fulfil": "arrived", "noshow": "booked", "undo": "fulfilled"}
    appointment = make_appointment(
        status="proposed" if offers else status.get(verb, "pending"), offers=offers, reference="22BBCC33"
    )
    desk.get(page_of(appointment, verb), follow=True)
    assert seen() in ([("opened", verb, ["22BBCC33"])], [("opened", "request", ["22BBCC33"])])


def test_a_verb_that_asks_again_shows_the_patient(desk, appointment):
    press(desk, appointment, "decline", reason="")
    assert seen() == [("opened", "decline", ["22BBCC33"])]


def test_the_history(desk, appointment):
    desk.get(page_of(appointment, "history"))
    assert seen() == [("opened", "history", ["22BBCC33"])]


def test_listing_names_all_on_the_page(desk, appointment, make_appointment):
    make_appointment(status="booked", reference="99999999")
    other = make_appointment(reference="33333333")
    desk.get(QUEUE)
    desk.get(QUEUE, {"view": "coming"})
    assert seen() == [
        ("listed", "waiting", ["22BBCC33", other.reference]),
        ("listed", "coming", ["99999999"]),
    ]


def test_searching_keeps_the_words(desk, appointment, make_appointment):
    make_appointment(patient_name="Ann Roe", reference="33333333")
    desk.get(QUEUE, {"q": "Roe"})
    desk.get(QUEUE, {"q": "nobody at all"})
    assert seen() == [("searched", "Roe", ["33333333"]), ("searched", "nobody at all", [])]


def test_long_words_are_cut(desk, appointment):
    desk.get(QUEUE, {"q": "x" * 3000})
    assert Look.objects.get(action="searched").what == "x" * 200


def test_a_change_of_hours_that_lists_visits(desk, make_appointment, provider, now):
    make_appointment(status="booked", starts_at=at("2026-06-10 09:00"), reference="22BBCC33")
    day = {"first_day": "2026-06-10", "last_day": "2026-06-10"}
    desk.post("/admin/booking/closure/add/", day)
    assert seen() == [("listed", "hours", ["22BBCC33"])]
    desk.post("/admin/booking/closure/add/", {**day, "touches": "22BBCC33"})
    assert Closure.objects.count() == 1


def test_the_desk(desk, appointment):
    desk.get("/admin/")
    assert seen() == [("listed", "desk waiting", ["22BBCC33"])]


def test_nothing_is_told_behind_the_pages_backs(desk, client, appointment, editor):
    """Django's admin lets the whole staff search every model by one address, and by another one ask any
    record for its own, which says a patient's reference."""
    asked = {"app_label": "booking", "model_name": "contact", "field_name": "appointment", "term": "Doe"}
    assert desk.get("/admin/autocomplete/", asked).status_code == 404
    client.force_login(editor)
    number = ContentType.objects.get_for_model(appointment).pk
    assert client.get(f"/admin/r/{number}/{appointment.pk}/").status_code == 404
    assert seen() == []


def test_a_refresh_adds_nothing(desk, appointment):
    for address in (page_of(appointment), QUEUE, f"{QUEUE}?q=Doe"):
        for _time in range(3):
            desk.get(address)
    assert [action for action, *_rest in seen()] == ["opened", "listed", "searched"]


def test_another_page_of_the_same_patient_is_no_refresh(desk, appointment):
    for name in ("change", "offer", "change", "offer"):
        desk.get(page_of(appointment, name))
    assert [what for _action, what, _references in seen()] == ["request", "offer"]


def test_a_list_with_somebody_new_is_no_refresh(desk, appointment, make_appointment):
    desk.get(QUEUE)
    make_appointment(reference="33333333")
    desk.get(QUEUE)
    assert [references for *_rest, references in seen()] == [["22BBCC33"], ["22BBCC33", "33333333"]]


def test_coming_back_from_another_patient_is_no_refresh(desk, appointment, make_appointment):
    other = make_appointment(reference="33333333", starts_at=at("2026-06-12 09:00"))  # not beside each other
    for one in (appointment, other, appointment):
        desk.get(page_of(one))
    assert [references for *_rest, references in seen()] == [["22BBCC33"], ["33333333"], ["22BBCC33"]]


def test_another_sign_in_begins_anew(desk, appointment, receptionist, another_receptionist):
    desk.get(page_of(appointment))
    for user in (receptionist, another_receptionist):
        client = Browser()
        client.force_login(user)
        client.get(page_of(appointment))
        client.get(page_of(appointment))
    assert [who for who, action, *_rest in looks() if action == "opened"] == [
        "receptionist",
        "receptionist",
        "another-receptionist",
    ]


def test_whoever_is_refused_has_seen_nothing(client, appointment, editor):
    """Not even whether there is such a patient."""
    client.force_login(editor)
    nobody = Appointment(pk=appointment.pk + 1)
    for address in (
        page_of(appointment),
        page_of(appointment, "decline"),
        page_of(appointment, "history"),
        page_of(nobody),
        page_of(nobody, "history"),
        QUEUE,
    ):
        assert client.get(address).status_code == 403
    assert seen() == []


def test_a_list_that_nobody_can_read_showed_nobody(desk, appointment):
    assert desk.get(f"{QUEUE}?reference=%00").status_code == 302
    assert seen() == []


def test_one_query_and_no_more(desk, appointment, make_appointment):
    def counted():
        with CaptureQueriesContext(connection) as queries:
            desk.get(QUEUE)
        return len([one for one in queries if "traces_look" in one["sql"]])

    first, refreshed = counted(), counted()
    for _number in range(20):
        make_appointment()
    assert (first, refreshed, counted()) == (1, 1, 1)


def test_nothing_of_it_is_logged(desk, appointment, caplog):
    with caplog.at_level(logging.DEBUG):
        desk.get(QUEUE, {"q": "Doe"})
        desk.get(page_of(appointment))
    quiet = [one.getMessage() for one in caplog.records if not one.name.startswith("django.db")]
    assert [words for words in quiet if "Doe" in words or "22BBCC33" in words] == []
