"""What all forms for patients have in common (STANDARDS 1.3, 1.6, 1.7)."""

import re
from itertools import product

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.http import urlencode

import booking.forms
from booking.needs import NeedsForm
from booking.tests.pages import DETAILS
from clinic.tests.sentences import TEMPLATES, in_python, in_templates, matching

RUDE = re.compile(r"(?i)\b(please|sorry|valid|invalid|oops)\b|This field is required")
# No errors, but what is said where it is our fault.
APOLOGIES = {
    "Our answer is late, and we are sorry. You are not forgotten. You can call us at any time we are open.",
    (
        "We cannot see you at this time, and we are sorry for that. Which of the times below suits you? "
        "We hold them until %(time)s. Your visit stays booked until you choose."
    ),
    (
        "We cannot see you at this time, and we are sorry for that. We no longer hold the times below, "
        "but you can take one if it is still free. Or call us."
    ),
    (
        "We cannot see you at this time, and we are sorry for that. The times that we offered have passed. "
        "Choose another one, or call us."
    ),
    (
        "You asked to come on %(time)s instead. We cannot see you at the time that is booked, and we are "
        "sorry for that. Do not come for it before we have talked."
    ),
}
NUMBER = re.compile(r"\d+|%\(\w+\)d")  # a limit that the model says, filled in or not
AWKWARD = ["", "x", "x" * 501, "-1", "9" * 20, "a@b"]


def public_forms():
    ours = [one for one in vars(booking.forms).values() if isinstance(one, type)]
    return [*(one for one in ours if issubclass(one, forms.Form)), NeedsForm]


def filled_in(form, typed=None):
    more = {"details": DETAILS} if form is NeedsForm else {}
    return form(typed, **more)


def test_every_error_is_in_our_own_words():
    """Django’s tell neither the field nor the mend."""
    said = set()
    for form, answer in product(public_forms(), AWKWARD):
        questions = [name for name in filled_in(form).fields if name != "subject"]
        typed = QueryDict(urlencode(dict.fromkeys(questions, answer)))
        said |= {error for errors in filled_in(form, typed).errors.values() for error in errors}
    assert len(said) > 20
    assert {NUMBER.sub("9", one) for one in said} - {NUMBER.sub("9", one) for one in in_python()} == set()


def test_none_of_our_words_is_rude_or_blames():
    """The refusals of the workflow are among them."""
    ours = {*in_python(), *in_templates()}
    assert {one for one in ours if RUDE.search(one)} == APOLOGIES


@pytest.mark.parametrize("first", [booking.forms.TimeForm, booking.forms.PreferencesForm])
def test_five_answers_are_enough(first):
    missing = [*first({}).errors, *booking.forms.ContactForm({}).errors, *filled_in(NeedsForm, {}).errors]
    assert len(missing) <= 5


@pytest.mark.parametrize("form", public_forms())
def test_no_page_asks_more_than_eight_questions(form):
    assert len([field for field in filled_in(form).visible_fields() if field.name != "subject"]) <= 8


def test_no_form_is_checked_by_the_browser():
    """Its words are not ours, and it would stop at the first that is wrong."""
    pages = matching(settings.BASE_DIR / "templates", TEMPLATES)
    tags = [tag for path in pages for tag in re.findall(r'<form [^>]*method="post"[^>]*>', path.read_text())]
    assert len(tags) > 8
    assert [tag for tag in tags if " novalidate" not in tag] == []
