"""How to find us and what to bring: what staff wrote, told to whoever is booked and to nobody else."""

import pytest
import time_machine
from django.test import Client

from booking.tests.pages import let_in, page, text_of
from clinic.models import Practice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

FIND = "Park behind the house.\r\nUse the <side> door."
BRING = "A list of your pills"


@pytest.fixture
def written(db: None) -> None:
    Practice.objects.update_or_create(pk=1, defaults={"how_to_find_us": FIND, "what_to_bring": BRING})


def test_booked_page_tells_both(client: Client, written: None, make_appointment) -> None:
    appointment = make_appointment(status="booked")
    let_in(client, appointment)

    response = client.get(page(appointment, "appointment"))

    assert "<p>Park behind the house.<br>Use the &lt;side&gt; door.</p>" in response.content.decode()
    assert "How to find us Park behind" in text_of(response)
    assert "What to bring A list of your pills" in text_of(response)


@pytest.mark.parametrize("status", ["pending", "waitlist", "proposed", "cancelled"])
def test_nobody_else_is_told(client: Client, written: None, make_appointment, status: str) -> None:
    appointment = make_appointment(status=status)
    let_in(client, appointment)

    shown = text_of(client.get(page(appointment, "appointment")))

    assert "How to find us" not in shown
    assert "What to bring" not in shown


def test_a_past_visit_needs_nothing(client: Client, written: None, make_appointment) -> None:
    appointment = make_appointment(status="booked")
    with time_machine.travel(appointment.ends_at, tick=False):
        let_in(client, appointment)
        assert "How to find us" not in text_of(client.get(page(appointment, "appointment")))


def test_nothing_is_shown_that_is_not_written(client: Client, make_appointment) -> None:
    appointment = make_appointment(status="booked")
    let_in(client, appointment)

    shown = text_of(client.get(page(appointment, "appointment")))

    assert "find us" not in shown
    assert "bring" not in shown
