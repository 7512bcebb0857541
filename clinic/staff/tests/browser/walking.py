"""Signing in with the mouse and the keyboard."""

from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, CDPSession, Page

from clinic.staff.tests.people import PASSWORD, code
from conftest import Browser

ADMIN = "/admin/"


def type_password(page: Page, user: User, password: str = PASSWORD) -> None:
    page.get_by_label("User name").fill(user.get_username())
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def type_code(page: Page, typed: str) -> None:
    page.get_by_label("Code").fill(typed)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_in(page: Page, user: User, *, steps: int = 0) -> None:
    """A code works once: the next sign-in takes that of another half minute."""
    type_password(page, user)
    type_code(page, code(steps=steps))


def let_in(context: BrowserContext, user: User, site: str) -> None:
    """With the session of another browser of theirs."""
    client = Browser()
    client.force_login(user)
    for name, one in client.cookies.items():
        context.add_cookies([{"name": name, "value": one.value, "url": site}])


def give_authenticator(page: Page) -> tuple[CDPSession, str]:
    """A computer that asks for a finger, and gets it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]
