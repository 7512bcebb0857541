"""kill -9 of the web server: whoever was told "we have your request" is not forgotten."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from booking import diary
from booking.models import Appointment, Hold, Message, Provider, VisitType
from booking.tests.pages import make_draft, press_send, shown
from booking.tests.programs import kill_all, web_server


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answers_before", [1, 7])
def test_kill_the_web_server_while_people_send(
    visit_type: VisitType, provider: Provider, answers_before: int
) -> None:
    now = datetime.now(UTC)
    today = diary.local_day(now)
    starts = diary.free_starts(
        visit_type,
        [provider],
        first_day=today + timedelta(days=2),
        last_day=today + timedelta(days=20),
        now=now,
    )
    drafts = [
        make_draft(visit_type, start, email=f"p{number}@example.com", phone="")
        for number, start in enumerate(starts[::2][:40])
    ]
    told = []
    with web_server() as (server, site), ThreadPoolExecutor(8) as people:
        pressed = [people.submit(press_send, site, draft, shown(draft)) for draft in drafts]
        for number, done in enumerate(as_completed(pressed), start=1):
            if number == answers_before:
                kill_all(server)
            if not done.exception():
                told.append(done.result())
    locations = {place for status, place in told if status == 302}
    kept = {reverse("booking:appointment", args=[one.reference]) for one in Appointment.objects.all()}
    assert len(locations) >= answers_before
    assert locations <= kept
    assert len(locations) < len(drafts), "the server was not killed in the middle"
    # Each of them whole: with its time, its mail, and somebody to reach.
    assert Hold.objects.count() == len(kept)
    assert Message.objects.filter(kind="received").count() == len(kept)
    assert Appointment.objects.filter(contact__isnull=True).count() == 0
