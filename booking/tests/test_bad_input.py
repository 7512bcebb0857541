"""Whatever is sent: a clear 4xx page or a field error, never a 500, and nothing stored."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from booking.models import Appointment, Draft
from booking.tests.pages import let_in, make_draft, own, page

ADDRESSES = [
    "/book/",
    "/book/evaluation/",
    "/book/evaluation/none/",
    "/book/evaluation/?from=9999-12-31",
    "/book/evaluation/?from=-1&provider=%00&draft=x&article=%F0%9F%99%82",
    "/book/evaluation/?draft=00000000-0000-0000-0000-000000000000&provider=99999999999999999999",
    "/book/nope/",
    "/book/%00/",
    "/book/00000000-0000-0000-0000-000000000000/details/",
    "/book/00000000-0000-0000-0000-000000000000/more/",
    "/book/00000000-0000-0000-0000-000000000000/check/",
    "/a/x/",
    "/a/%00/",
    "/a/%F0%9F%99%82/",
    "/appointment/link/",
    "/appointment/22222222/",
    "/appointment/AAAAAAAA/",
    "/appointment/2222222/",
    "/appointment/22222222/change/",
    "/appointment/22222222/cancel/",
    "/appointment/22222222/answer/",
    "/appointment/22222222/calendar.ics",
]
AWKWARD = [
    "",
    "\0",
    "🙂" * 50,
    "مرحبا ‮",
    "9" * 400,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "2026-02-30T10:00Z",
]
FIELDS = [
    "time",
    "days",
    "parts",
    "name",
    "phone",
    "email",
    "visit_for",
    "patient_name",
    "note",
    "offer",
    "seen",
]
FIELDS += ["without_insurance", "preferred_channel", "voicemail", "access_needs", "interpreter"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options"])
def test_any_method_at_any_address(client: Client, provider, address: str, method: str) -> None:
    assert getattr(client, method)(address).status_code < 500
    assert (Draft.objects.count(), Appointment.objects.count()) == (0, 0)


@pytest.mark.parametrize("address", [one for one in ADDRESSES if "?" not in one])
@pytest.mark.parametrize("value", AWKWARD)
def test_any_value_in_any_field(client: Client, provider, address: str, value: str) -> None:
    assert client.post(address, dict.fromkeys(FIELDS, value)).status_code < 500
    assert (Draft.objects.count(), Appointment.objects.count()) == (0, 0)


@pytest.mark.parametrize("address", ["/book/evaluation/", "/appointment/link/"])
def test_ten_megabytes_are_refused_with_a_page(client: Client, provider, address: str) -> None:
    refused = client.post(address, {"email": "x" * 10_000_000})
    assert refused.status_code == 413
    assert b"(919) 777-5242" in refused.content


def test_a_foreign_host_gets_a_clear_page(client: Client, provider) -> None:
    refused = client.get("/book/", headers={"host": "evil.example"})
    assert refused.status_code == 400
    assert b"(919) 777-5242" in refused.content


def test_a_form_posted_as_something_else(client: Client, provider) -> None:
    for content_type in [
        "application/json",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "\x7f",
    ]:
        answer = client.post("/book/evaluation/", b"\xff\xfe{", content_type=content_type)
        assert answer.status_code < 500


@pytest.mark.parametrize("value", AWKWARD)
def test_any_value_from_somebody_who_may_be_there(
    client: Client, now, visit_type, provider, make_appointment, value: str
) -> None:
    booked, proposed = make_appointment(status="booked"), make_appointment(status="proposed")
    draft = make_draft(visit_type, datetime(2026, 6, 8, 13, 0, tzinfo=UTC))
    let_in(client, booked)
    let_in(client, proposed)
    addresses = [own(client, draft).replace("check", name) for name in ("check", "details", "more")]
    addresses += [
        page(one, name)
        for one in (booked, proposed)
        for name in ("change", "change_preferences", "answer", "cancel")
    ]
    for address in addresses:
        for fields in (dict.fromkeys(FIELDS, value), dict.fromkeys(FIELDS, value) | {"seen": "1"}):
            assert client.post(address, fields).status_code < 500
    assert Appointment.objects.count() == 2
