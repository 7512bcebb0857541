"""Who gets what at every address: the role matrix, cell by cell (STANDARDS 5.12).

access.txt has a row for each route and method: a new address fails until it has one, and so does a row whose
address is gone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from booking.models import Closure, ExtraOpening
from booking.tests.pages import make_draft
from clinic import legal
from clinic.models import LegalPage, Practice
from clinic.staff import kept, roles
from clinic.traces.models import Look
from conftest import NOW, MakeAppointment, make_staff
from content.models import Article, Picture, Topic

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("access.txt")
# A manager who has no second factor yet, too: nothing of a patient before it is set up.
PEOPLE = {
    "anonymous": "",
    "front desk": "receptionist",
    "editor": "editor",
    "manager": "manager",
    "not set up": "not_set_up",
}
METHODS = ["GET", "POST"]
PATIENTS = {"22BBCC33": "Ada Ash", "33CCDD44": "Ben Bay"}


def routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from routes(one.url_patterns, route)


def name(route: str) -> str:
    return route or "(home)"


def rows() -> dict[str, list[str]]:
    """ "GET admin/" → what each of PEOPLE gets."""
    found = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            method, route, *cells = line.split()
            found[f"{method} {route}"] = cells
    return found


@pytest.fixture
def address_of(
    make_appointment: MakeAppointment, manager: User, receptionist: User, now: Any
) -> Callable[[str], str]:
    """The address of a route, of things that are there."""
    ada, ben = PATIENTS
    appointment = make_appointment(reference=ada, patient_name=PATIENTS[ada])
    to_call = make_appointment(
        status="booked", reference=ben, patient_name=PATIENTS[ben], email="", phone="+19195550123"
    )
    provider, visit_type = appointment.provider, appointment.visit_type
    assert appointment.starts_at and provider
    legal.write_missing()
    topic = Topic.objects.create(name="Backs", slug="backs")
    picture = Picture.objects.create(alt="A back", width=8, height=8, digest="0" * 64, added_at=NOW)
    things = {
        "clinic/practice": Practice.load(),
        "clinic/legalpage": LegalPage.objects.get(kind="privacy"),
        "booking/appointment": appointment,
        "booking/provider": provider,
        "booking/visittype": visit_type,
        "booking/closure": Closure.objects.create(first_day="2026-07-03", last_day="2026-07-03"),
        "booking/extraopening": ExtraOpening.objects.create(
            provider=provider, first_day="2026-07-04", last_day="2026-07-04"
        ),
        "content/picture": picture,
        "content/topic": topic,
        "content/article": Article.objects.create(title="Backs", slug="a-back", topic=topic),
        "auth/user": receptionist,
    }
    values = {
        "<int:message>": to_call.messages.get(channel="phone", called_at=None).pk,
        "<int:number>": 0,
        "<uuid:draft>": make_draft(visit_type, appointment.starts_at).pk,
        "<slug:visit_type>": visit_type.slug,
        "<slug:kind>": "privacy",
        "<str:token>": "unknown",
        "<uidb64>": "MQ",
        "<token>": "set-password",
        "(?P<digest>[0-9a-f]{64})": picture.digest,
        "(?P<width>[1-9][0-9]{0,3})": picture.width,
        "(?P<reference>[2-9B-Z]{8})": appointment.reference,
        "(?P<app_label>clinic|traces|booking|content|auth)": "booking",
        "(?P<url>.*)": "nowhere/",
    }

    def address(route: str) -> str:
        thing: Any = things.get("/".join(route.split("/")[1:3]), appointment)
        if "<int:message>" in route:
            thing = to_call
        slug = topic.slug if "topics/" in route else "a-back"
        more = {"<path:object_id>": thing.pk, "<int:pk>": thing.pk, "<slug:slug>": slug}
        for name, value in {**values, **more}.items():
            route = route.replace(name, str(value))
        route = re.sub(r"[\^$\\]", "", route)
        assert not set(route) & set("<>()"), f"no value for {route}"
        return f"/{route}"

    return address


@pytest.fixture
def not_set_up(db: None) -> User:
    user = make_staff("new", "Nora New", roles.MANAGER)
    Authenticator.objects.filter(user=user).delete()
    return user


def outcome(response: Any) -> str:
    """The status; "sign-in" and "set-up" for the ways there."""
    where = response.headers.get("Location", "")
    if where.startswith((reverse("account_login"), reverse("admin:login"))):
        return "sign-in"
    if where == reverse("mfa_index"):
        return "set-up"
    return str(response.status_code)


def asked(client: Client, method: str, address: str) -> str:
    """What one gets, and nothing remains of having asked. Whoever sees a patient leaves a look."""
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        response = client.generic(method, address)
        page = b"".join(response).decode(errors="replace")  # a file leaves in pieces
        assert named(page + response.headers.get("Location", "")) <= on_record(), (method, address)
        assert twice(page) == [], (method, address)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    return outcome(response)


def named(page: str) -> set[str]:
    return {reference for reference, name in PATIENTS.items() if reference in page or name in page}


def twice(page: str) -> list[str]:
    """Scripts and style sheets. A script that is there twice does all it does twice."""
    files = re.findall(r'<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+\.(?:js|css))"', page)
    return [file for file, times in Counter(files).items() if times > 1]


def on_record() -> set[str]:
    return {one for seen in Look.objects.values_list("references", flat=True) for one in seen}


def test_every_address_has_its_rows():
    assert list(rows()) == [f"{method} {name(route)}" for route in routes() for method in METHODS]


def test_each_form_that_comes_back_says_whose_it_is(client, manager, address_of):
    """Else it would come back to nobody: see clinic/staff/kept.py."""
    client.force_login(manager)
    seen = set()
    for address in (address_of(route) for route in routes() if route.startswith("admin/")):
        response = client.get(address)
        if response.status_code != 200 or response.streaming:
            continue
        for attributes, inside in re.findall(r"<form\b([^>]*)>(.*?)</form>", response.content.decode(), re.S):
            action = re.search(r'action="([^"?]+)', attributes)
            target = action[1] if action else address
            if 'method="post"' in attributes and kept.can_come_back(target):
                assert f'name="whose" value="{manager.pk}"' in inside, (address, target)
                seen.add(target)
    assert len(seen) > 15


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_says(client, address_of, request, person):
    if person != "anonymous":
        client.force_login(request.getfixturevalue(PEOPLE[person]))
    column = list(PEOPLE).index(person)

    found = {
        f"{method} {name(route)}": asked(client, method, address_of(route))
        for route in routes()
        for method in METHODS
    }

    assert found == {row: cells[column] for row, cells in rows().items()}
