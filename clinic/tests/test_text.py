"""What may stand in a text, and that rows from before, or from SQL, are read so."""

import unicodedata
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.clean_rows import clean_rows
from clinic.models import Practice
from clinic.staff.admin import ColleagueForm
from clinic.text import clean_email, clean_line, clean_lines

ANY = st.text(st.characters(exclude_categories=[]), max_size=40)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Neck\x0bpain", "Neck pain"),
        ("Neck \x0b pain", "Neck pain"),
        ("Neck\r\npain\u2028today", "Neck pain today"),
        ("Neck\x85pain", "Neck pain"),
        ("Ana\0 \ud800\ufffe\ufdd0\U0001ffff Li", "Ana Li"),
        ("\ufeffA\u200bn\u2060a\xad \u202eLi\u202c\U000e0041", "Ana Li"),
        ("\u3164\u115f", ""),
        ("Ana\u200d Li\ufe0f", "Ana Li"),
        ("Jose\u0301", "Jos\xe9"),
        ("Ana\u00a0\u00a0Li  Wu", "Ana\u00a0\u00a0Li  Wu"),
        # Shaped by what is not seen itself.
        ("می\u200cنی", "می\u200cنی"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        (
            "👩🏽\u200d⚕\ufe0f ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 👍",
            "👩🏽\u200d⚕\ufe0f ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 👍",
        ),
        ("葛\U000e0100", "葛"),
    ],
)
def test_line_is_kept_as_it_looks(typed, kept):
    assert clean_line(typed) == kept


def test_several_lines_keep_newline_and_tab():
    assert clean_lines("A\r\nb\rc\u2029d\te\x0bf\x85g\u200b") == "A\nb\nc\nd\te f\ng"


def test_email_has_no_joiner_either():
    assert clean_email("ana\u200d@example.com\u200b\u2060\xad\ufe0f") == "ana@example.com"


@given(ANY)
@settings(max_examples=100, deadline=None)
def test_any_text_comes_out_fit_for_xml_and_unchanged_by_a_second_cleaning(text):
    for clean in (clean_line, clean_lines, clean_email):
        kept = clean(text)
        assert clean(kept) == kept
        assert ElementTree.fromstring(f"<a>{escaped(kept)}</a>").text in (kept, kept or None)  # noqa: S314
    assert clean_line(text).splitlines() in ([clean_line(text)], [])


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=40))
@settings(max_examples=50, deadline=None)
def test_what_is_seen_stays(text):
    seen = "".join(one for one in text if clean_line(f"a{one}a") != "aa")
    assert clean_line(text) == unicodedata.normalize("NFC", seen)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.django_db
def test_row_that_sql_wrote_is_read_clean():
    Practice.load()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clinic_practice SET name = %s", ["Knecht\x0bChiropractic\u200b"])

    assert Practice.load().name == "Knecht Chiropractic"
    assert Practice.objects.values_list("name", flat=True).get() == "Knecht Chiropractic"


@pytest.mark.django_db
def test_rows_from_before_are_cleaned_once_and_their_history_says_so():
    Practice.load()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clinic_practice SET name = %s, street = %s, city = %s",
            ["Knecht\x0bCenter", "\u200b", "Ca\u00f1o"],
        )
        before = events(cursor)

        as_migrated = (
            MigrationLoader(connection)
            .project_state(("clinic", "0003_mail_tried"))
            .apps.get_model("clinic", "Practice")
        )
        for _twice in range(2):
            clean_rows(as_migrated, ["name", "street", "city"], clean_line)

        cursor.execute("SELECT name, street, city FROM clinic_practice")
        assert cursor.fetchall() == [("Knecht Center", "\u200b", "Ca\u00f1o")]
        assert events(cursor) == before + 1


def events(cursor):
    cursor.execute("SELECT count(*) FROM clinic_practiceevent")
    return cursor.fetchone()[0]


@pytest.mark.django_db
def test_colleague_has_a_clean_name_and_address(manager):
    form = ColleagueForm({"username": "ana", "first_name": "A\x0bna\u200b", "email": "ana@example.com\u2060"})
    form.by = manager
    form.is_valid()

    assert form.cleaned_data["first_name"] == "A na"
    assert form.cleaned_data["email"] == "ana@example.com"


# Made by the program, markup with a rule of its own, or a sentence of such markup.
NOT_TYPED = {
    "booking.Appointment.asked_by",
    "booking.Appointment.reference",
    "booking.Contact.email_notice",
    "booking.Draft.begun_by",
    "booking.Link.token_hash",
    "booking.TaskFailure.error",
    "booking.TaskFailure.task",
    "clinic.LegalPage.body",
    "clinic.Practice.time_zone",
    "content.Article.body",
    "content.Picture.digest",
    "content.SignOff.rule",
    "content.SignOff.words",
}


def test_every_text_that_people_type_is_cleaned():
    plain = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ("booking", "content", "clinic")
        and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if type(field) in (models.CharField, models.TextField, models.EmailField) and not field.choices
    }
    assert plain == NOT_TYPED
