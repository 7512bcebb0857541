"""One bad row stops nothing behind it: it is noted, shown to managers, and tried again later."""

from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client

from booking import outbox, tasks
from booking.models import Appointment, Draft, LinkRequest, Message, TaskFailure
from booking.stopping import Stop
from booking.tests.pages import text_of
from booking.tests.sending import send_all
from conftest import NOW, MakeAppointment

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def without_contact(appointment: Appointment) -> Appointment:
    """As somebody may leave it in a shell."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM booking_contact WHERE appointment_id = %s", [appointment.pk])
    return appointment


def failures() -> list[tuple[str, int, str, int]]:
    return list(TaskFailure.objects.order_by("pk").values_list("task", "row", "error", "tries"))


def test_late_answers_and_old_drafts_behind_a_bad_row(
    make_appointment: MakeAppointment, now: datetime
) -> None:
    bad = without_contact(make_appointment())
    good = make_appointment()
    offered = without_contact(make_appointment(status="proposed"))
    also_offered = make_appointment(status="proposed")
    Draft.objects.create(created_at=NOW)

    tasks.sweep(LATER)

    assert [one.kind for one in good.messages.filter(kind="overdue")] == ["overdue"]
    assert also_offered.messages.filter(kind="offer-lapsed").count() == 1
    assert not Draft.objects.exists()
    assert failures() == [
        ("overdue", bad.pk, "RelatedObjectDoesNotExist", 1),
        ("lapsed offer", offered.pk, "RelatedObjectDoesNotExist", 1),
    ]


def test_it_is_tried_again_later_and_forgotten_once_it_goes_through(
    make_appointment: MakeAppointment, now: datetime
) -> None:
    bad = make_appointment()
    contact = bad.contact
    without_contact(bad)
    tasks.sweep(LATER)
    tasks.sweep(LATER + timedelta(seconds=30))
    assert failures() == [("overdue", bad.pk, "RelatedObjectDoesNotExist", 1)]
    tasks.sweep(LATER + timedelta(minutes=2))
    assert failures() == [("overdue", bad.pk, "RelatedObjectDoesNotExist", 2)]

    contact.save(force_insert=True)
    tasks.sweep(LATER + timedelta(minutes=3))
    assert failures() == [("overdue", bad.pk, "RelatedObjectDoesNotExist", 2)]  # not yet due again
    tasks.sweep(LATER + timedelta(hours=1))

    assert failures() == []
    assert bad.messages.filter(kind="overdue").count() == 1


def test_one_dealt_with_otherwise_is_forgotten(make_appointment: MakeAppointment, now: datetime) -> None:
    bad = without_contact(make_appointment())
    tasks.sweep(LATER)
    Appointment.objects.filter(pk=bad.pk).update(answer_by=None, waiting_since=None)

    tasks.sweep(LATER + timedelta(seconds=1))

    assert failures() == []


def test_links_behind_a_bad_request(make_appointment: MakeAppointment, now: datetime) -> None:
    bad, good = make_appointment(email="bad@example.com"), make_appointment(email="good@example.com")
    for one in (bad, good):
        LinkRequest.objects.create(email=one.contact.email)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN IF new.appointment_id = %s THEN RAISE no_data_found; END IF; RETURN new; END'",
            [bad.pk],
        )
        cursor.execute(
            "CREATE TRIGGER refuse BEFORE INSERT ON booking_message FOR EACH ROW EXECUTE FUNCTION refuse()"
        )

    tasks.answer_link_requests(LATER)

    assert good.messages.filter(kind="link").count() == 1
    assert [error for _task, _row, error, _tries in failures()] == ["InternalError"]


def test_mails_behind_one_that_cannot_be_weighed(
    make_appointment: MakeAppointment, now: datetime, mailoutbox: list[EmailMessage]
) -> None:
    """Its facts are not those that any version wrote."""
    bad, good = make_appointment(status="cancelled"), make_appointment()
    Message.objects.filter(appointment=bad).delete()
    Message.objects.create(
        appointment=bad, kind="cancelled", audience="patient", channel="email", revision=99,
        facts={"by_patient": "x"}, created_at=NOW - timedelta(hours=1), due_at=NOW - timedelta(hours=1),
    )  # fmt: skip
    make_appointment(email=good.contact.email)

    send_all()

    assert good.contact.email in [to for mail in mailoutbox for to in mail.to]
    assert outbox.send_next(Stop()) is False
    assert Message.objects.get(appointment=bad).due_at > NOW


def test_managers_read_what_does_not_go_through(
    head: Client, desk: Client, make_appointment: MakeAppointment, now: datetime
) -> None:
    for _number in range(2):
        without_contact(make_appointment())
    tasks.sweep(LATER)
    words = "2 tasks do not go through since Thu, Jun 4, 10:00 AM: telling patients that our answer is late"

    assert f"{words} (RelatedObjectDoesNotExist)." in text_of(head.get("/admin/"))
    assert words not in text_of(desk.get("/admin/"))


def test_lists_and_files_with_a_bad_row(
    head: Client, make_appointment: MakeAppointment, now: datetime
) -> None:
    bad, good = without_contact(make_appointment()), make_appointment(patient_name="Good Doe")
    queue = "/admin/booking/appointment/"

    assert "Good Doe" in text_of(head.get("/admin/"))
    assert "Good Doe" in text_of(head.get(queue))
    exported = b"".join(head.get(f"{queue}export/")).decode()
    assert good.reference in exported
    assert f"{bad.reference},cannot be read\r\n" in exported
    assert "The contact details of this request are gone." in text_of(head.get(f"{queue}{bad.pk}/change/"))
