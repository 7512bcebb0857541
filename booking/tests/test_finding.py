"""Whom the desk finds, however it is said on the phone."""

import pytest

from booking.admin.finding import find

QUEUE = "/admin/booking/appointment/"


@pytest.fixture
def somebody(make_appointment, now):
    """Others, of whom no search here may find one."""
    make_appointment(
        patient_name="Olga Brand", phone="+19195550100", email="unal@example.com", reference="BBCC2233"
    )
    make_appointment(patient_name="Brian Dune", phone="", email="ünal@example.com", reference="33BBCC22")
    return make_appointment


def found(words):
    return sorted(find(words).values_list("reference", flat=True))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë Ünal", ["Zoë Ünal", "zoe", "Zo Ün", "un zo", "ZOE ÜNA", "Zoe\u0308", "  Zoë\u00a0 Ünal "]),
        (
            "Mara O’Brien",
            ["o'br", "O’Brien", "O Brien", "brie", "o brie", "O\u00b4Brien", "O\u2018Brien", "OBrien", "obr"],
        ),
        ("Ian McDonald", ["mc donald", "McDon", "ian mc d"]),
        ("Uwe Strauß-Weiß", ["strauss", "STRAUẞ", "weiss", "straussweiss"]),
        ("Maria delaCruz", ["dela cruz", "maria delac"]),
        ("J.R. Smith-Jones", ["smith jo", "Smith-Jo", "jones", "J.R.", "J. R. Smith", "smi j"]),
        ("Łukasz Sørensen", ["lukasz", "Łuk", "sorensen", "SØREN"]),
        ("St.Clair/Day", ["clair", "st. clair", "day"]),
        ("李雷", ["李"]),
        ("Анна Ли", ["Анн"]),
    ],
)
def test_by_any_part_of_the_name(somebody, name, words):
    wanted = somebody(patient_name=name, email="p@example.com", reference="22BBCC33")
    assert {one: found(one) for one in words} == {one: [wanted.reference] for one in words}
    wanted.contact.patient_name, wanted.contact.booker_name = "Pat Doe", name
    wanted.contact.save()
    assert found(words[0]) == [wanted.reference]


def test_not_by_the_middle_of_a_name(somebody):
    somebody(patient_name="Zoë O’Brien Ünal", email="p@example.com")
    assert [found(one) for one in ("nal", "oe", "rien", "o'rien", "br'o", "zoe dune")] == [[]] * 6


def test_by_the_start_or_end_of_the_phone_number(somebody):
    wanted = somebody(phone="+19197775242", reference="22BBCC33")
    spellings = [
        "(919) 777-5242", "919.777.5242", "9197775242", "+1 919 777 5242", "1-919-777-5242", "919 777",
        "777-5242", "5242", "919\u2011777\u20115242", "\uff19\uff11\uff19 777", "+1 (919) 777",
    ]  # fmt: skip
    assert {one: found(one) for one in spellings} == {one: [wanted.reference] for one in spellings}
    assert found("+1919") == ["22BBCC33", "BBCC2233"]


def test_by_a_number_from_abroad(somebody):
    wanted = somebody(phone="+442079460018", reference="22BBCC33")
    assert [found(one) for one in ("+44 20 7946", "7946 0018", "0018")] == [[wanted.reference]] * 3


def test_not_by_the_middle_of_a_number_or_by_too_little(somebody):
    somebody(phone="+19197775242")
    assert [found(one) for one in ("7775", "919", "777 524", "٧٧٧٥٢٤٢", "5242 x1")] == [[]] * 5


def test_by_the_start_of_the_e_mail_address(somebody):
    somebody(email="M.Ann_Lee@example.com", reference="22BBCC33")
    somebody(email="m.annxlee@example.org", reference="44BBCC44")
    typed = ["m.ann_lee@example.com", "M.ANN_LEE@", "m.ann_l", "m.ann", "ann", "m.ann%"]
    one, both = ["22BBCC33"], ["22BBCC33", "44BBCC44"]
    assert [found(words) for words in typed] == [one, one, one, both, [], []]


def test_by_the_start_of_the_reference(somebody):
    somebody(reference="22BBCC33")
    assert [found(one) for one in ("22BBCC33", "22bbcc33", "22BB CC33", "22b", "#22BB-CC33")] == [
        ["22BBCC33"]
    ] * 5
    assert [found(one) for one in ("22", "2BBCC33", "22BBCC333", "22BBCC3A")] == [[]] * 4


def test_what_nobody_can_read_finds_nothing(desk, somebody):
    somebody(patient_name="O'Brien & Co :*")
    unreadable = [
        "\0", "🙂", "'", "\\", "'\\", "';--", "!", "&", "<->", ":*", "%", "_", "()", "@", "\u0301",
        "9" * 3000, "x" * 3000, "x " * 120, "'" * 250, "+", "-" * 9,
    ]  # fmt: skip
    assert {one: found(one) for one in unreadable} == {one: [] for one in unreadable}
    for words in ("\0", "'\\", "🙂", "9" * 3000):
        response = desk.get(QUEUE, {"q": words})
        assert response.status_code == 200
        assert list(response.context["cl"].result_list) == []


def test_nothing_typed_looks_for_nobody(desk, somebody):
    assert found("") == found(" ") == []
    assert len(desk.get(QUEUE, {"q": " "}).context["cl"].result_list) == 2
