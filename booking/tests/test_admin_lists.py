"""A list whose address nobody can read leads to the plain list, and says so."""

from datetime import date

import pytest
from django.urls import reverse

from booking.models import Closure
from booking.tests.pages import text_of


@pytest.fixture
def closure(db):
    return Closure.objects.create(first_day=date(2026, 6, 2), last_day=date(2026, 6, 2))


@pytest.mark.parametrize("model", ["provider", "visittype", "closure", "extraopening", "appointment"])
@pytest.mark.parametrize(
    "query",
    [
        "provider__id__exact=x",
        "is_active__exact=%00",
        "name=%00",
        "pk=%00",
        "id__exact=99999999999999999999999999",
        "first_day__year=99999999999999999999",
        "first_day__gte=2026-02-30",
        "first_day=%00",
        "reason=%00",
        "reference=%00",
        "created_at__gte=99999-01-01",
        "p=x",
        "q=%00",
    ],
)
def test_any_address_is_answered(desk, provider, now, model, query):
    address = reverse(f"admin:booking_{model}_changelist")
    assert desk.get(f"{address}?{query}", follow=True).status_code in (200, 400)


def test_what_cannot_be_read_is_said(desk, provider, now):
    address = reverse("admin:booking_provider_changelist")
    response = desk.get(f"{address}?id__exact=x", follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert "This list cannot show what was asked for." in text_of(response)
    assert provider.name in text_of(response)
    assert "cannot show" not in text_of(desk.get(address))


@pytest.mark.parametrize("number", ["", "\0", "x", "🙂", "9" * 40])
def test_a_tick_box_that_nobody_made(desk, closure, now, number):
    address = reverse("admin:booking_closure_changelist")
    answers = {"action": "delete_selected", "_selected_action": number, "post": "yes"}
    assert desk.post(address, answers, follow=True).status_code == 200
    assert Closure.objects.count() == 1
