"""Patients, the front desk and other programs all want one time, on the web server of production."""

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, build_opener

import pytest
from django.urls import reverse

from booking import diary
from booking.admin.times import value_of
from booking.models import Appointment, Hold
from booking.tests.at_once import at_once
from booking.tests.conftest import overlaps
from booking.tests.pages import CSRF, NoRedirect, make_draft, press_send, shown
from booking.tests.programs import web_server
from clinic.staff import roles
from conftest import Browser, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def session_of(user):
    client = Browser()
    client.force_login(user)
    return client.cookies["session"].value


def book_caller(site, session, answers):
    """The status of the answer: 302 where it was booked, 200 with a sentence where it was not."""
    request = Request(
        site + reverse("admin:booking_appointment_book"),
        urlencode(answers | {"csrfmiddlewaretoken": CSRF}).encode(),
        {"Cookie": f"csrf={CSRF}; session={session}"},
    )
    try:
        with build_opener(NoRedirect).open(request, timeout=60) as answer:
            page = answer.read().decode()
            assert "has just been taken" in page or "The diary was busy" in page
            return answer.status
    except HTTPError as answer:
        with answer:
            return answer.code


def test_one_time_for_patients_the_desk_and_whoever_takes_no_locks(make_appointment, visit_type, provider):
    now = datetime.now(UTC)
    day = diary.local_day(now) + timedelta(days=14 - diary.local_day(now).weekday())
    monday_ten = diary.free_starts(visit_type, [provider], first_day=day, last_day=day, now=now)[2]
    drafts = [
        make_draft(visit_type, monday_ten, email=f"p{number}@example.com", phone="") for number in range(10)
    ]
    typed = [shown(draft) for draft in drafts]
    sessions = [session_of(make_staff(f"desk{number}", "Rita Desk", roles.FRONT_DESK)) for number in range(5)]
    strangers = [make_appointment(status="waitlist", now=now) for _number in range(5)]

    def caller(number):
        return {
            "submission": uuid.uuid4(),
            "visit_type": visit_type.pk,
            "place": value_of((provider, monday_ten)),
            "patient_name": f"Caller {number}",
            "phone": f"(919) 777-52{number}0",
        }

    def write(appointment):
        return Hold.objects.create(
            appointment=appointment,
            provider=provider,
            kind=Hold.Kind.VISIT,
            starts_at=monday_ten,
            ends_at=monday_ten + timedelta(minutes=30),
        )

    with web_server() as (_process, site):
        answers = at_once(
            *(
                lambda draft=draft, answers=answers: press_send(site, draft, answers)[0]
                for draft, answers in zip(drafts, typed, strict=True)
            ),
            *(
                lambda session=session, number=number: book_caller(site, session, caller(number))
                for number, session in enumerate(sessions)
            ),
            *(lambda one=one: write(one) for one in strangers),
        )
    patients, callers = Counter(answers[:10]), Counter(answers[10:15])
    written = [one for one in answers[15:] if isinstance(one, Hold)]
    assert patients[302] + callers[302] + len(written) == 1
    assert patients[302] + patients[409] == 10
    assert callers[302] + callers[200] == 5
    assert Hold.objects.count() == 1
    assert overlaps() == []
    assert Appointment.objects.count() == 5 + patients[302] + callers[302]
