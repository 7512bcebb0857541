from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import User
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from booking.models import Provider, VisitType
from clinic.tests.browser.stage import Stage
from conftest import NOW, MakeAppointment
from content import starter as first_article


@pytest.fixture
def stage(
    page: Page,
    live_server: LiveServer,
    make_appointment: MakeAppointment,
    visit_type: VisitType,
    provider: Provider,
    another_provider: Provider,
    receptionist: User,
) -> Iterator[Stage]:
    """The site as on a usual day."""
    with time_machine.travel(NOW, tick=False) as clock:
        first_article.load()
        visit_type.summary = "For a first visit. We look at how you move and talk about what could help."
        visit_type.save()
        yield Stage(
            page,
            live_server.url,
            clock,
            make_appointment,
            visit_type,
            provider,
            another_provider,
            receptionist,
        )
