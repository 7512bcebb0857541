"""A day is closed while patients ask for it: each is refused, or was seen by whoever closed it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from booking import diary, workflow
from booking.errors import TimeTaken
from booking.models import Appointment, Closure, Contact
from booking.tests.test_admin_schedule import CLOSURE, asks_about, press
from booking.tests.test_races import at_once, kinds

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_day_is_closed_while_patients_ask_for_it(head, visit_type, provider, another_provider):
    now = datetime.now(UTC)
    day = diary.local_day(now) + timedelta(days=15 - diary.local_day(now).weekday())
    everybody = [provider, another_provider]
    starts = diary.free_starts(visit_type, everybody, first_day=day, last_day=day, now=now)[::2]

    def ask(number, starts_at):
        return lambda: workflow.request(
            Appointment(visit_type=visit_type),
            Contact(patient_name="Pat Doe", email=f"p{number}@example.com"),
            starts_at,
            now=now,
        )

    def close():
        answers = {**CLOSURE, "first_day": day.isoformat(), "last_day": day.isoformat()}
        page = head.post(reverse("admin:booking_closure_add"), answers, follow=True)
        shown = [asks_about(page)]
        while shown[-1] is not None:
            page = press(head, page)
            shown.append(asks_about(page))
        return shown

    *asked, shown = at_once(*[ask(number, one) for number, one in enumerate(starts * 2)], close)
    assert Closure.objects.count() == 1
    assert set(kinds(asked)) <= {Appointment, TimeTaken}
    booked = {one.reference for one in asked if isinstance(one, Appointment)}
    seen = {reference for page in shown if page for reference in page}
    assert seen == booked
    assert (
        set(Appointment.objects.filter(touched_at__isnull=False).values_list("reference", flat=True))
        == booked
    )
    assert len(booked) == Appointment.objects.count()
