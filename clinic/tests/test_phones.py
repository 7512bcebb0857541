"""A phone number as people type it, as it is kept, and as it is shown and dialed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.models import Practice
from clinic.phones import Phone, PhoneFormField, read, to_phone


@pytest.mark.parametrize(
    "typed",
    [
        "(919) 777-5242 ext. 12", "919-777-5242 x12", "919.777.5242,12", "919 777 5242 #12",
        "9197775242 Ext 12", "919-777-5242 extension 12", "919-777-5242 extensión 12", "919-777-5242,,12#",
        "+19197775242;ext=12",
        "919-777-5242 ext\xad. 12\u200b",
    ],
)  # fmt: skip
def test_extension_is_kept_however_it_is_said(typed):
    phone = read(typed) or Phone()
    assert (str(phone), phone.note) == ("+19197775242;ext=12", "")
    assert (phone.shown, phone.as_rfc3966) == ("(919) 777-5242 ext. 12", "tel:+1-919-777-5242;ext=12")


@pytest.mark.parametrize(
    ("typed", "shown", "note"),
    [
        ("919-777-5242 (cell)", "(919) 777-5242", "(cell)"),
        ("919-777-5242 after 5pm", "(919) 777-5242", "after 5pm"),
        ("919-777-5242, ask for Ana", "(919) 777-5242", "ask for Ana"),
        ("Work: 919-777-5242 x12 (mornings)", "(919) 777-5242 ext. 12", "Work (mornings)"),
        ("919-777-5242 or 910-555-0100", "(919) 777-5242", "or 910-555-0100"),
        ("919.777.5242/910.555.0100", "(919) 777-5242", "910.555.0100"),
        ("011 44 20 7946 0018 London", "+44 20 7946 0018", "London"),
        ("0044 20 7946 0018", "+44 20 7946 0018", ""),
        ("1-800-FLOWERS", "(800) 356-9377", ""),
        ("861-555-1234", "(861) 555-1234", ""),
    ],
)
def test_what_stands_beside_the_number_is_a_note(typed, shown, note):
    phone = read(typed) or Phone()
    assert (phone.shown, phone.note) == (shown, note)


@pytest.mark.parametrize(
    "typed", ["911", "777-5242", "123-456-7890", "911-555-1234", "919-077-5242", "+1", "cell", "9" * 254]
)
def test_what_nobody_can_dial_is_no_number(typed):
    assert read(typed) is None


def test_another_extension_is_another_number_of_one_line():
    one, other = to_phone("+19197775242;ext=12"), to_phone("+19197775242;ext=14")
    assert one != other
    assert one == "919-777-5242 x12"
    assert {one.without_extension, other.without_extension} == {"+19197775242"}


@given(
    st.sampled_from(["9197775242", "+442079460018", "8615551234"]),
    st.from_regex(r"[1-9][0-9]{0,5}|", fullmatch=True),
    st.text(st.characters(categories=["L", "P"], exclude_characters="#*,;:/-.()[]+"), max_size=30),
)
@settings(max_examples=60, deadline=None)
def test_what_is_shown_in_the_field_is_read_back_the_same(number, extension, note):
    field = PhoneFormField(keeps_note=True)
    phone = field.clean(f"{number} ext. {extension} {note}" if extension else f"{number} {note}")
    again = field.clean(field.prepare_value(phone))
    assert (str(again), again.note) == (str(phone), phone.note)
    assert to_phone(str(phone)) == phone


@pytest.mark.django_db
def test_the_practices_own_number_keeps_its_extension(head):
    page = "/admin/clinic/practice/1/change/"
    Practice.load()
    facts = {
        "name": "Knecht", "city": "Sanford", "state": "North Carolina",
    }  # fmt: skip
    refused = head.post(page, {**facts, "phone": "919-777-5242 (office)"})
    assert "Enter the phone number alone, such as (919) 777-5242." in refused.content.decode()

    head.post(page, {**facts, "phone": "919-777-5242 #12"})
    assert str(Practice.load().phone) == "+19197775242;ext=12"
    assert 'value="(919) 777-5242 ext. 12"' in head.get(page).content.decode()
    assert 'href="tel:+1-919-777-5242;ext=12"' in head.get("/").content.decode()
