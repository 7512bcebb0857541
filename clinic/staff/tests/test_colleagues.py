"""A manager invites, changes and disables colleagues."""

import re

import pytest
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.staff import roles
from clinic.staff.tests.people import PASSWORD, type_password
from clinic.traces.accounts import Account
from clinic.traces.tests.reading import forget_who_is_at_work, last_event, looks

pytestmark = pytest.mark.django_db

ADD = reverse("admin:auth_user_add")
FORM = {
    "username": "frida",
    "first_name": "Frida",
    "last_name": "",
    "email": "frida@example.com",
    "role": roles.FRONT_DESK,
    "is_active": "on",
}


def change(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def form_of(user, **changes):
    fields = {name: getattr(user, name) for name in ("username", "first_name", "last_name")}
    return {**fields, "email": "some@example.com", "role": roles.role_of(user), "is_active": "on", **changes}


@pytest.fixture
def link(head, mailoutbox, django_capture_on_commit_callbacks):
    """Frida was invited; the way in her mail."""
    with django_capture_on_commit_callbacks(execute=True):
        assert head.post(ADD, FORM).status_code == 302
    found = re.search(r"http://localhost:\d+(/staff/\S+)", mailoutbox[0].body)
    assert found
    return found[1]


def test_an_invited_colleague_chooses_a_password_and_a_second_factor(link, client, mailoutbox):
    mail = mailoutbox[0]
    assert (mail.to, mail.subject) == (["frida@example.com"], "Your account at Knecht Chiropractic Center")
    page = client.get(link, follow=True)
    assert link not in page.request["PATH_INFO"]  # the address has no token any more

    client.post(page.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert type_password(client, "frida").headers["Location"] == reverse("admin:index")
    assert client.get(reverse("admin:index")).headers["Location"] == reverse("mfa_index")
    frida = User.objects.get(username="frida")
    assert (roles.role_of(frida), frida.is_staff, frida.is_superuser) == (roles.FRONT_DESK, True, False)


def test_a_link_works_once(link, client):
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert "This link does not work any more" in Client().get(link, follow=True).content.decode()


def test_the_account_itself_sets_its_password(link, client):
    page = client.get(link, follow=True)
    forget_who_is_at_work()

    client.post(page.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})

    frida = User.objects.get(username="frida")
    event = last_event(Account.objects.get(pk=frida.pk))
    assert (event.pgh_label, event.pgh_user, event.pgh_context["username"]) == ("password", frida.pk, "frida")


def test_somebody_else_who_is_signed_in_and_has_the_link_is_named_beside_it(link, head, manager):
    page = head.get(link, follow=True)
    forget_who_is_at_work()

    head.post(page.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})

    event = last_event(Account.objects.get(username="frida"))
    assert (event.pgh_label, event.pgh_user, event.pgh_context["username"]) == (
        "password",
        manager.pk,
        "manager",
    )
    newest = head.get(reverse("admin:traces_look_changelist")).context["entries"][0]
    assert (newest.who, newest.did, newest.what) == (
        "Mona Head (manager), with the link of frida",
        "set a new password",
        "account frida",
    )


def test_nobody_is_called_almost_like_another(head, receptionist):
    page = head.post(ADD, {**FORM, "username": "Receptionist"}).content.decode()

    assert "Somebody has this user name already." in page
    assert not User.objects.filter(username="Receptionist").exists()


def test_an_easy_password_is_refused(link, client):
    page = client.get(link, follow=True)
    answer = client.post(
        page.request["PATH_INFO"], {"new_password1": "password1234567", "new_password2": "password1234567"}
    )

    errors = answer.context["form"].errors
    assert set(errors) == {"new_password1"}
    assert "This password is on a list of stolen passwords. Choose another." in errors["new_password1"]


def test_two_passwords_that_differ(link, client):
    page = client.get(link, follow=True)
    answer = client.post(page.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": "another"})

    assert answer.context["form"].errors == {"new_password2": ["The two are not the same. Type both again."]}


def test_an_invited_colleague_has_no_password_before(link):
    assert not User.objects.get(username="frida").has_usable_password()


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_cannot_be_sent_is_told_and_the_account_stays(head, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = head.post(ADD, FORM, follow=True).content.decode()

    assert "The mail could not be sent." in page
    assert User.objects.get(username="frida").email == "frida@example.com"


def test_the_link_can_be_sent_again(head, link, mailoutbox):
    frida = User.objects.get(username="frida")

    head.post(reverse("admin:auth_user_invite", args=[frida.pk]))

    assert [one for one in looks() if one[1] == "invited"] == [("manager", "invited", "frida", [])] * 2
    assert [mail.to for mail in mailoutbox] == [["frida@example.com"]] * 2


def test_disabling_ends_the_sessions_at_once(head, client, receptionist):
    client.force_login(receptionist)
    assert client.get(reverse("admin:index")).status_code == 200

    head.post(change(receptionist), form_of(receptionist, is_active=""))

    assert client.get(reverse("admin:index")).status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("sql", ["UPDATE auth_user SET is_active = false", ""])
def test_a_session_that_disabling_ended_does_not_live_again(client, receptionist, sql):
    """Whoever disabled: here the shell, or plain SQL."""
    client.force_login(receptionist)
    assert client.get(reverse("admin:index")).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(sql) if sql else User.objects.update(is_active=False)
    User.objects.update(is_active=True)

    assert client.get(reverse("admin:index")).status_code == 302


def test_another_role_is_in_force_at_once(head, client, receptionist):
    client.force_login(receptionist)
    queue = reverse("admin:booking_appointment_changelist")
    assert client.get(queue).status_code == 200

    head.post(change(receptionist), form_of(receptionist, role=roles.EDITOR))

    assert client.get(queue).status_code == 403


@pytest.mark.parametrize("changes", [{"is_active": ""}, {"role": roles.EDITOR}])
def test_no_manager_locks_themselves_out(head, manager, changes):
    response = head.post(change(manager), form_of(manager, **changes))

    assert "Nobody can lock themselves out" in response.content.decode()
    manager.refresh_from_db()
    assert manager.is_active
    assert roles.role_of(manager) == roles.MANAGER


def test_a_manager_takes_away_a_lost_second_factor(head, client, receptionist, mailoutbox):
    receptionist.email = "rita@example.com"
    receptionist.save()
    client.force_login(receptionist)
    client.get(reverse("admin:index"))
    address = reverse("admin:auth_user_reset_second_factor", args=[receptionist.pk])
    assert "Take away the second factor of receptionist?" in head.get(address).content.decode()
    assert receptionist.authenticator_set.exists()

    head.post(address)

    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["rita@example.com"], "Your sign-in at Knecht Chiropractic Center")
    ]
    assert not receptionist.authenticator_set.exists()
    assert client.get(reverse("admin:index")).status_code == 302


def test_nobody_takes_away_their_own(head, manager):
    for name in ("invite", "reset_second_factor"):
        assert head.post(reverse(f"admin:auth_user_{name}", args=[manager.pk])).status_code == 403
    assert manager.authenticator_set.exists()


def test_a_role_takes_away_what_was_given_beside_it(receptionist):
    receptionist.user_permissions.add(Permission.objects.get(codename="export_appointment"))

    roles.give(receptionist, roles.FRONT_DESK)

    assert not receptionist.has_perm("booking.export_appointment")


def test_nobody_changes_who_may_more(head, client, manager):
    root = User.objects.create_superuser("root", password=PASSWORD)

    assert head.post(change(root), form_of(root, role=roles.EDITOR)).status_code == 403
    for name in ("invite", "reset_second_factor"):
        assert head.post(reverse(f"admin:auth_user_{name}", args=[root.pk])).status_code == 403


def test_an_account_is_never_deleted(head, receptionist):
    assert (
        head.post(reverse("admin:auth_user_delete", args=[receptionist.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_queries_do_not_grow(head):
    def count():
        with CaptureQueriesContext(connection) as queries:
            head.get(reverse("admin:auth_user_changelist"))
        return len(queries)

    count()
    few = count()
    for number in range(8):
        roles.give(User.objects.create_user(f"person{number}", is_staff=True), roles.EDITOR)
    assert count() == few


def test_one_spelling_for_one_thing(head, receptionist):
    names = head.get(change(receptionist)).context["adminform"].form.fields
    assert {name: str(names[name].label) for name in ("username", "email", "is_active")} == {
        "username": "User name", "email": "E-mail address", "is_active": "May sign in",
    }  # fmt: skip
    columns = head.get(reverse("admin:auth_user_changelist")).context["cl"]
    assert "May sign in" in [one["text"] for one in result_headers(columns)]


def test_the_name_of_the_pages_is_true_for_editors_too(client, editor):
    client.force_login(editor)
    page = client.get(reverse("admin:index")).content.decode()
    assert "Knecht Chiropractic Center: Staff pages" in page
    assert "Front desk" not in page
