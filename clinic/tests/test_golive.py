"""What is to be settled before going live: on the manager's first page, and nobody ticks it by hand."""

from datetime import date
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.template.loader import render_to_string

from clinic import golive, legal, settled
from clinic.models import LegalPage, Practice

pytestmark = pytest.mark.django_db

PAGE = "/admin/clinic/practice/1/change/"
TEST_MAIL = "/admin/clinic/practice/test-mail/"
BEFORE = "Before going live"


def steps(check: Any) -> dict[str, tuple[bool, str]]:
    """Sentence → whether it is done, and where."""
    return {step.sentence: (step.done, step.url) for step in check()}


def set_up(**facts: Any) -> None:
    Practice.load()
    Practice.objects.update(**facts)


def test_facts_of_the_practice():
    sentences = {
        "Enter the address of the practice, ZIP code included.": f"{PAGE}#id_street",
        "Enter the phone number that patients call.": f"{PAGE}#id_phone",
        "Tell patients how to find you.": f"{PAGE}#id_how_to_find_us",
        "Tell patients what to bring.": f"{PAGE}#id_what_to_bring",
        "Check the hours of every provider, then tick that they are right.": f"{PAGE}#id_hours_confirmed",
    }
    set_up(phone="", city="Sanford", street="1 Main Street", how_to_find_us="  ")
    assert steps(settled.facts) == {words: (False, url) for words, url in sentences.items()}

    set_up(
        phone="+19197775242",
        postal_code="27330",
        how_to_find_us="Left.",
        what_to_bring="x",
        hours_confirmed=True,
    )
    assert steps(settled.facts) == {words: (True, url) for words, url in sentences.items()}


def test_legal_pages():
    missing = steps(settled.legal_pages)
    assert set(missing.values()) == {(False, "/admin/clinic/legalpage/")}
    legal.write_missing()
    LegalPage.objects.filter(kind="privacy").update(
        state="published", body="x", effective_on=date(2026, 5, 4)
    )
    ids = dict(LegalPage.objects.values_list("kind", "pk"))

    assert steps(settled.legal_pages) == {
        f"Put your own words into “{title}” and publish it.": (
            kind == "privacy",
            f"/admin/clinic/legalpage/{ids[kind]}/change/",
        )
        for kind, title in LegalPage.Kind.choices
    }


def test_what_is_done_on_the_server(settings):
    settings.HTTPS, settings.FRONT_DESK_EMAIL, settings.EMAIL_BACKEND = False, "", "clinic.mail.FileBackend"
    assert list(steps(settled.server).values()) == [(False, "")] * 3
    settings.HTTPS, settings.FRONT_DESK_EMAIL = True, "desk@example.com"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert list(steps(settled.server).values()) == [(True, "")] * 3


def test_managers_read_it_alone(head, desk, client, editor):
    client.force_login(editor)
    assert [BEFORE in one.get("/admin/").content.decode() for one in (head, desk, client)] == [
        True, False, False,
    ]  # fmt: skip


def test_every_app_has_its_part_and_every_link_leads_somewhere(head):
    Practice.load()
    legal.write_missing()
    found = golive.steps()
    assert {check.__module__ for check in golive.checks} == {
        "clinic.settled", "clinic.staff.settled", "booking.settled", "content.settled",
    }  # fmt: skip
    assert len({step.sentence for step in found}) == len(found)
    links = {step.url for step in found if step.url and not step.button}
    assert {url: head.get(url).status_code for url in links} == dict.fromkeys(links, 200)


def shown(*listed: golive.Step) -> str:
    """The list as the first page shows it."""
    return render_to_string(
        "admin/clinic/_going_live.html",
        {
            "steps": listed,
            "open": [one for one in listed if not one.done],
            "done": [one for one in listed if one.done],
        },
    )


def test_open_and_settled():
    page = shown(
        golive.Step("Do A.", False, "/a/"), golive.Step("Do B.", False), golive.Step("Do C.", True, "/c/"),
        golive.Step("Do D.", False, "/d/", button=True),
    )  # fmt: skip
    before, after = page.split("<details>")
    assert '<a href="/a/">Do A.</a>' in before
    assert "<li>Do B.</li>" in before
    assert '<form method="post" action="/d/"><button>Do D.</button></form>' in before
    assert "1 of 4 are settled." in before
    assert "Do C." not in before
    assert "<li>Do C.</li>" in after


def test_all_settled_is_one_quiet_line():
    page = shown(golive.Step("Do A.", True, "/a/"))
    assert page.strip() == '<p class="help">Everything is settled for going live.</p>'


# A test mail


def test_a_test_mail(head, manager, now):
    manager.email = "mona@example.com"
    manager.save()
    Practice.load()

    response = head.post(TEST_MAIL, follow=True)

    assert [(one.subject, one.to) for one in mail.outbox] == [
        ("Test mail of Knecht Chiropractic Center", ["mona@example.com"])
    ]
    assert Practice.load().mail_tried_at == now
    assert "taken the test mail to mona@example.com" in response.content.decode()


class Away(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected("secret")


@pytest.mark.parametrize(
    ("email", "backend", "says"),
    [
        ("", "django.core.mail.backends.locmem.EmailBackend", "Your account has no e-mail address"),
        ("mona@example.com", f"{__name__}.Away", "The mail could not be sent."),
        ("mona@example.com", "clinic.mail.FileBackend", "Mails are kept as files"),
        # Whoever then enters an address would press once more in vain.
        ("", "clinic.mail.FileBackend", "Mails are kept as files"),
    ],
)
def test_a_test_mail_that_reaches_nobody(head, manager, settings, email, backend, says):
    settings.EMAIL_BACKEND = backend
    manager.email = email
    manager.save()
    Practice.load()

    response = head.post(TEST_MAIL, follow=True)

    assert says in response.content.decode()
    assert "secret" not in response.content.decode()
    assert (mail.outbox, Practice.load().mail_tried_at) == ([], None)


def test_without_an_address_the_way_leads_to_its_field(head, manager):
    Practice.load()
    link = f'<a href="/admin/auth/user/{manager.pk}/change/#id_email">Enter it</a>'
    assert link in head.post(TEST_MAIL, follow=True).content.decode()


def test_only_a_manager_sends_one_and_only_by_pressing(head, desk):
    assert desk.post(TEST_MAIL).status_code == 403
    assert head.get(TEST_MAIL).status_code == 405
    assert mail.outbox == []
