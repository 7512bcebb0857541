"""The queue: who waits, whom to call, and how somebody is found."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from booking import workflow
from booking.admin.queue import NearPaginator
from booking.models import Appointment, Message
from booking.tests.conftest import at
from booking.tests.pages import text_of

QUEUE = "/admin/booking/appointment/"
VIEWS = ["waiting", "call", "touched", "offered", "today", "coming", "past", "all"]


def listed(desk, **asked):
    """The references on the page, in order."""
    return [one.reference for one in desk.get(QUEUE, asked).context["cl"].result_list]


def test_waiting_for_us_overdue_in_front_then_the_oldest(desk, make_appointment, now):
    late, younger = make_appointment(status="waitlist"), make_appointment(status="waitlist")
    Appointment.objects.filter(pk=late.pk).update(answer_by=now - timedelta(minutes=1))
    older = make_appointment(now=now - timedelta(hours=3))
    wish = make_appointment(status="booked", wished_time=at("2026-06-04 15:00"), now=now - timedelta(hours=1))
    make_appointment(status="booked")
    make_appointment(status="proposed")
    make_appointment(status="cancelled")
    assert listed(desk) == [late.reference, older.reference, wish.reference, younger.reference]


def test_how_long_it_waits_and_what_is_overdue_in_words(desk, make_appointment, receptionist, now):
    appointment = make_appointment(starts_at=at("2026-06-05 09:00"))
    with time_machine.travel(appointment.answer_by + timedelta(hours=2), tick=False):
        desk.force_login(receptionist)
        page = text_of(desk.get(QUEUE))
    assert "Overdue by 2\xa0hours".replace("\xa0", " ") in page


def test_a_row_says_all_that_an_answer_needs(desk, make_appointment, now):
    appointment = make_appointment(
        starts_at=at("2026-06-02 14:00"), patient_name="Zoë Ünal", phone="+19197775242", note="SECRET"
    )
    response = desk.get(QUEUE)
    page = text_of(response)
    for words in ("Zoë Ünal", "Evaluation", "tomorrow, 2:00 PM with Paula Hand", appointment.reference):
        assert words in page
    assert 'href="tel:+1-919-777-5242"' in response.content.decode()
    assert f'href="mailto:{appointment.contact.email}"' in response.content.decode()
    assert "SECRET" not in page


def test_whether_to_leave_a_voicemail_stands_below_the_number(desk, make_appointment, now):
    make_appointment(phone="+19197775242", email="", voicemail="no")
    assert "(919) 777-5242 no voicemail" in text_of(desk.get(QUEUE))


@pytest.mark.parametrize("ways", [{"phone": "+19197775242"}, {"phone": ""}])
def test_whoever_booked_stands_below_the_way_to_reach_them(desk, make_appointment, now, ways):
    make_appointment(patient_name="Tim Child", booker_name="Mary <Mother>", **ways)
    words = text_of(desk.get(QUEUE, {"q": "mary"}))
    reached = "(919) 777-5242" if ways["phone"] else "patient1@example.com"
    assert words.count(f"{reached} ask for Mary &lt;Mother&gt;") == 1
    assert words.count("ask for") == 1


def test_a_list_does_not_load_what_patients_wrote(desk, make_appointment, now):
    make_appointment(note="SECRET", access_needs="SECRET", interpreter="SECRET")
    for view in VIEWS:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(QUEUE, {"view": view})
        written = ('."note"', '."access_needs"', '."interpreter"')
        assert not [one["sql"] for one in queries if any(column in one["sql"] for column in written)]


def test_each_view(desk, make_appointment, provider, now):
    made = {
        "pending": make_appointment(),
        "proposed": make_appointment(status="proposed"),
        "coming": make_appointment(status="booked"),
        "seen": make_appointment(
            status="fulfilled", starts_at=at("2026-05-27 09:00"), now=now - timedelta(days=6)
        ),
        "today": make_appointment(
            status="booked", starts_at=at("2026-06-01 15:00"), now=now - timedelta(days=3), email="",
            phone="+19197775242",
        ),
        "cancelled": make_appointment(status="cancelled"),
    }  # fmt: skip
    workflow.touch([made["coming"]], now=now)
    names = {one.reference: name for name, one in made.items()}
    assert {view: sorted(names[one] for one in listed(desk, view=view)) for view in VIEWS} == {
        "waiting": ["pending"],
        "call": ["today"],
        "touched": ["coming"],
        "offered": ["proposed"],
        "today": ["today"],
        "coming": ["coming", "today"],
        "past": ["seen"],
        "all": sorted(made),
    }


def test_whom_to_call_what_to_say_and_a_button(desk, make_appointment, receptionist, now):
    appointment = make_appointment(email="", phone="+19197775242")
    workflow.decline(appointment, reason="We are closed that week.", by=receptionist, now=now)
    response = desk.get(QUEUE, {"view": "call"})
    assert "We cannot book the visit. We are closed that week." in text_of(response)
    message = Message.objects.to_call().get()
    assert f"{appointment.pk}/called/{message.pk}/?back=call" in response.content.decode()


def test_what_the_desk_declined_is_not_called_cancelled(desk, make_appointment, receptionist, now):
    declined, cancelled = make_appointment(), make_appointment(status="cancelled")
    workflow.decline(declined, reason="We are closed that week.", by=receptionist, now=now)
    rows = desk.get(QUEUE, {"view": "all"}).content.decode()
    assert re.findall(r'field-standing">([^<]*)<', rows) == ["cancelled", "declined"]
    for one, word in ((declined, "declined"), (cancelled, "cancelled")):
        assert f"Pat Doe {word}" in text_of(desk.get(f"{QUEUE}{one.pk}/change/"))


def test_an_offer_that_lapsed_says_so(desk, make_appointment, receptionist, now):
    appointment = make_appointment(status="proposed")
    with time_machine.travel(appointment.answer_by + timedelta(minutes=1), tick=False):
        desk.force_login(receptionist)
        assert "no longer held" in text_of(desk.get(QUEUE, {"view": "offered"}))


@pytest.mark.parametrize(
    "words",
    [
        "O’Neil", "maría", "María O’Neil", "Jo Parent",
        "919 777 5242", "(919) 777-5242", "+1.919.777.5242", "9197775242", "777-5242", "5242",
        "maria@example.com", "MARIA@EXAMPLE", "22BBCC33", "22bbcc33",
    ],
)  # fmt: skip
def test_search(desk, make_appointment, now, words):
    make_appointment(phone="+19195550100")
    found = make_appointment(
        status="cancelled",
        patient_name="María O’Neil",
        booker_name="Jo Parent",
        phone="+19197775242",
        email="maria@example.com",
        reference="22BBCC33",
    )
    assert listed(desk, q=words) == [found.reference]
    assert listed(desk, q=words, view="waiting") == [found.reference]


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%F0%9F%99%82", "view=nope", "view=%00", "nope=1", "p=99999999999", "o=9.9", "e=1",
     "q=" + "9" * 3000, "q=%27%3B--", "_facets=True", "all="],
)  # fmt: skip
def test_bad_queries(desk, make_appointment, now, query):
    make_appointment()
    assert desk.get(f"{QUEUE}?{query}", follow=True).status_code == 200


def test_a_long_list_is_not_counted_to_its_end(desk, make_appointment, now, monkeypatch):
    monkeypatch.setattr(NearPaginator, "FAR", 2)
    made = [make_appointment(now=now - timedelta(minutes=number)).reference for number in range(3)]
    assert "Only the first 2 are listed." in text_of(desk.get(QUEUE, {"view": "all"}))
    assert "more than 2 found" in text_of(desk.get(QUEUE, {"q": "Doe"}))
    assert listed(desk, q=made[0]) == made[:1]
    assert "Only the first" not in text_of(desk.get(QUEUE, {"q": made[0]}))


def test_nobody_is_waiting(desk, now):
    assert "Nobody is waiting for an answer." in text_of(desk.get(QUEUE))


def test_nothing_can_be_edited_added_or_deleted(desk, make_appointment, manager, now):
    appointment = make_appointment()
    manager.is_superuser = True
    manager.save()
    desk.force_login(manager)
    assert desk.get(f"{QUEUE}add/").status_code == 403
    assert desk.get(f"{QUEUE}{appointment.pk}/delete/").status_code == 403
    page = desk.get(f"{QUEUE}{appointment.pk}/change/").content.decode()
    assert 'name="status"' not in page
    assert 'name="starts_at' not in page
    desk.post(f"{QUEUE}{appointment.pk}/change/", {"status": "booked"})
    appointment.refresh_from_db()
    assert appointment.status == "pending"


def test_only_staff_with_the_permission(client: Client, make_appointment, editor, now):
    assert client.get(QUEUE).headers["Location"].startswith("/admin/login/")
    client.force_login(editor)
    assert client.get(QUEUE).status_code == 403
    assert client.get(f"{QUEUE}{make_appointment().pk}/change/").status_code == 403


def test_queries_do_not_grow(desk, make_appointment, another_provider, provider, now):
    def more(count):
        for number in range(count):
            make_appointment(status="booked", email="", phone=f"+1919777{number + 1000}")
            make_appointment(status="proposed", provider=another_provider)
            make_appointment(status="waitlist")
            visit = make_appointment(status="booked", provider=another_provider)
            workflow.touch([visit], now=now)
            seen = make_appointment(status="fulfilled", now=now - timedelta(days=40))
            for one, day in ((visit, now), (seen, now - timedelta(days=9))):
                Appointment.objects.filter(pk=one.pk).update(
                    starts_at=day + timedelta(hours=1), ends_at=day + timedelta(hours=2)
                )

    def counts():
        found = {}
        for view in VIEWS:
            with CaptureQueriesContext(connection) as queries:
                rows = len(listed(desk, view=view))
            found[view] = (min(rows, 8), len(queries))
        return found

    more(1)
    counts()
    one = counts()
    more(7)
    assert {view: queries for view, (_rows, queries) in counts().items()} == {
        view: queries for view, (_rows, queries) in one.items()
    }
    assert [rows for rows, _queries in one.values()] == [1, 1, 1, 1, 1, 2, 1, 5]
    assert {rows for rows, _queries in counts().values()} == {8}
