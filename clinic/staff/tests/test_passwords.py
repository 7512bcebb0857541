import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

pytestmark = pytest.mark.django_db


def codes(password, user=None):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    return {error.code for error in refused.value.error_list}


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "1q2w3e4r5t6y7u8i9o0p",
        "thisismypassword",
        "ilovemyboyfriend",
        "correcthorsebatterystaple",
        "CorrectHorseBatteryStaple",
        "thequickbrownfox",
    ],
)
def test_what_is_known_from_breaches_is_refused(password):
    assert "breached" in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        "summer2026summer2026",
        "summer-2026-summer",
        "summer 1987 summer",
        "sanfordchiropractic",
        "Sanford_Chiropractic!",
        "KnechtChiropractic1",
        "myofascialrelease",
        "Myofascial-Release-1",
        "massage.and.release",
        "evaluation evaluation",
        "passwordpasswordpassword7",
    ],
)
def test_what_is_made_of_few_known_words_is_refused(password):
    assert codes(password) == {"guessable"}


def test_ones_own_names_make_it_no_better(receptionist):
    receptionist.first_name, receptionist.last_name = "Zebulon", "Quillfeather"
    assert codes("zebulonquillfeather1", receptionist) == {"guessable"}
    validate_password("zebulonquillfeather1")


@pytest.mark.parametrize(
    "password",
    [
        "otter lantern quarry violin",
        "lantern-quarry-violin",
        "-.-.- ~~ !!! ?;:,;?",
        "gk3vqz7wpn1xhd9",
        "ĝusta ŝtelita ĉevalo",
        "gk3vqz7wpn1xhd9" * 30,
    ],
)
def test_no_rule_says_what_must_be_in_it(password):
    validate_password(password)


def test_fifteen_characters():
    assert codes("gk3vqz7wpn1xhd") == {"password_too_short"}
