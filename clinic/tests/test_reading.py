"""STANDARDS 2.11. Mails: booking/tests/test_mails.py; articles: content/tests/test_starter.py."""

from clinic.reading import grade
from clinic.tests.sentences import said_to_patients

HARD = (
    "Prior to the confirmation of your appointment, our administrative personnel will evaluate the "
    "availability of the requested practitioner and communicate the resulting determination electronically."
)


def test_what_patients_read_is_for_grade_six_or_below() -> None:
    said = said_to_patients()
    assert len(said) > 100
    assert grade("\n".join(said)) <= 6


def test_no_single_sentence_is_far_above() -> None:
    assert [one for one in said_to_patients() if grade(one) > 9] == []


def test_a_hard_sentence_does_not_pass() -> None:
    assert grade(HARD) > 12
    assert grade("\n".join([*said_to_patients(), *[HARD] * 40])) > 6


def test_refusals_and_the_safety_card_are_among_them() -> None:
    said = said_to_patients()
    assert "That time has just been taken. Choose another one." in said
    assert "Call 911 now if you have any of these" in said
