import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "password1234567",
        "iloveyouiloveyou",
        "qwertyuiopasdfgh",
        "1234567890123456",
        "1q2w3e4r5t6y7u8i9o0p",
        "summer2026summer2026",
        "sanfordchiropractic",
    ],
)
def test_what_is_made_of_breached_ones_is_refused(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "breached" in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize(
    "password",
    ["otter lantern quarry violin", "gk3vqz7wpn1xhd9", "ĝusta ŝtelita ĉevalo", "gk3vqz7wpn1xhd9" * 30],
)
def test_no_rule_says_what_must_be_in_it(password):
    validate_password(password)


def test_fifteen_characters():
    with pytest.raises(ValidationError) as refused:
        validate_password("gk3vqz7wpn1xhd")
    assert {error.code for error in refused.value.error_list} == {"password_too_short"}
