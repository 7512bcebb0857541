"""Where the card stands that says when to call 911, and where it does not (STANDARDS 1.18, 1.19)."""

import re

import pytest

from booking.tests.pages import let_in, make_draft, own, page
from conftest import NOW, first_free
from content import starter

pytestmark = pytest.mark.django_db

CARD = re.compile(r'<section class="emergency".*?</section>', re.DOTALL)
SIGNS = [
    "chest pain",
    "signs of a stroke: a face that droops, a weak arm, speech that is hard to follow",
    "weak or numb legs, on both sides",
    "numbness around the genitals or buttocks",
    "a change in how well you hold your bladder or bowel",
    "pain after a serious accident",
]


@pytest.mark.parametrize(
    "address", ["/", "/book/", "/articles/myofascial-release-vs-massage/"], ids=["home", "start", "article"]
)
def test_it_lists_the_signs_and_links_nowhere(client, address):
    starter.load()
    lists_the_signs(client.get(address))


@pytest.mark.parametrize("status", ["pending", "waitlist", "proposed", "booked"])
def test_whoever_has_asked_reads_it_too(client, make_appointment, now, status):
    appointment = make_appointment(status=status)
    let_in(client, appointment)
    lists_the_signs(client.get(page(appointment, "appointment")))


def lists_the_signs(response):
    [card] = CARD.findall(response.content.decode())
    assert re.findall("<li>(.*?)</li>", card) == SIGNS
    assert "Call 911 now if you have any of these</h2>" in card
    assert "<a " not in card


@pytest.mark.parametrize("step", ["", "none/", "details/", "more/", "check/"])
def test_questions_are_asked_without_it(client, visit_type, provider, now, step):
    draft = make_draft(visit_type, first_free(visit_type, provider, NOW))
    own(client, draft)
    first = f"/book/{visit_type.slug}/" if step in ("", "none/") else f"/book/{draft.pk}/"
    response = client.get(first + step)
    assert response.status_code == 200
    assert CARD.findall(response.content.decode()) == []
