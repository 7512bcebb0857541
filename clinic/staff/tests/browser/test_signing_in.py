import re

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.models import User
from playwright.sync_api import expect

from clinic.staff.tests.browser.walking import ADMIN, give_authenticator, sign_in, type_code, type_password
from clinic.traces.tests.reading import looks

SIGN_IN = re.compile(r"/staff/sign-in/")
DESK = re.compile(r"/admin/$")


def test_password_and_code(page, rita):
    page.goto(ADMIN)
    expect(page).to_have_url(SIGN_IN)
    type_password(page, rita, "not the password")
    expect(page.get_by_role("alert").first).to_contain_text("This name and password do not belong together.")

    sign_in(page, rita)

    expect(page).to_have_url(DESK)
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(SIGN_IN)


def test_a_recovery_code_instead(page, rita):
    spare = RecoveryCodes.activate(rita).generate_codes()[0]
    page.goto(ADMIN)
    type_password(page, rita)

    type_code(page, spare)

    expect(page).to_have_url(DESK)


def test_a_passkey_is_set_up_and_signs_in_alone(page, nora):
    session, authenticator = give_authenticator(page)
    page.goto(ADMIN)
    type_password(page, nora)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(DESK)
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(SIGN_IN)
    methods = []
    page.on("request", lambda request: methods.append(request.method))
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").dblclick()
    expect(page.locator("#passkey-problem")).to_be_focused()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})

    page.get_by_role("button", name="Sign in with a passkey").dblclick()

    expect(page).to_have_url(DESK)
    assert methods.count("POST") == 1  # a second one would come with a token that the first has used up


def test_a_passkey_behind_the_password(page, nora):
    give_authenticator(page)
    page.goto(ADMIN)
    type_password(page, nora)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    type_password(page, nora)

    page.get_by_role("button", name="Use a passkey").click()

    expect(page).to_have_url(DESK)


def test_a_passkey_of_a_disabled_account_is_refused_and_on_record(page, nora):
    give_authenticator(page)
    page.goto(ADMIN)
    type_password(page, nora)
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(SIGN_IN)
    User.objects.update(is_active=False)

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(re.compile(r"/staff/sign-in/inactive/$"))
    assert looks()[-1] == ("receptionist", "sign-in-failed", "", [])
    User.objects.update(is_active=True)
    page.goto(ADMIN)
    type_password(page, nora)
    expect(page).to_have_url(re.compile(r"/staff/sign-in/second-factor/"))


def test_a_passkey_that_is_refused_leaves_the_other_ways(page, rita, complaints):
    session, authenticator = give_authenticator(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto(ADMIN)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("#passkey-problem")).to_be_focused()

    sign_in(page, rita)

    expect(page).to_have_url(DESK)


def test_without_javascript(new_context, rita):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(ADMIN)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()

    sign_in(page, rita)

    expect(page).to_have_url(DESK)
