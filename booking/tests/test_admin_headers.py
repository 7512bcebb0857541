"""What a browser may do with the front desk's pages."""

import pytest
from django.urls import reverse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)


@pytest.mark.parametrize("page", ["index", "changelist", "change", "decline", "offer", "move", "book"])
def test_nothing_foreign_runs_and_nothing_is_kept(desk, make_appointment, now, page):
    appointment = make_appointment()
    if page == "index":
        address = reverse("admin:index")
    else:
        args = [] if page in ("changelist", "book") else [appointment.pk]
        address = reverse(f"admin:booking_appointment_{page}", args=args)
    response = desk.get(address)
    assert response.status_code == 200
    assert sorted(response.headers["Content-Security-Policy"].split("; ")) == sorted(POLICY.split("; "))
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert " style=" not in response.content.decode()
    assert "<script>" not in response.content.decode()
