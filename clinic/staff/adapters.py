"""Where our sign-in differs from allauth's own."""

import time
from typing import Any, NoReturn

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.accounts import account_called
from clinic.models import Practice
from clinic.staff import encryption, failures, kept, throttle

TYPED_THEN = "typed_then"  # a hash of the password, in a session that waits for the code


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This name and password do not belong together. Check both."),
        "incorrect_password": _("This is not your password. Type it again."),
        "enter_current_password": _("This is not your password. Type it again."),
        "too_many_login_attempts": _(
            "There were too many wrong tries. Wait some minutes, or sign in with your passkey."
        ),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return request.META["REMOTE_ADDR"]  # clinic.proxies has found out whose it is

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        name = credentials.get("username", "")
        self.a_try = throttle.take_a_try(request, name, throttle.PASSWORD)
        if self.a_try is None:
            failures.record(request, name, most=failures.ONE)
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        if account := account_called(credentials.get("username", "")):
            credentials["username"] = account.username
        user = super().authenticate(request, **credentials)
        if user:
            self.a_try.rollback()
        return user

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse | None:
        """The password of a disabled account was refused by now, its passkey was not."""
        if not user.is_active:
            failures.record(request, user.get_username(), most=failures.SOME)
        request.session[TYPED_THEN] = user.get_session_auth_hash()
        return super().pre_login(request, user, **more)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Whoever was disabled since the password was typed does not get in with the code, nor whoever typed
        one that is changed by now: there was a reason to change it."""
        if not user.is_active:
            self.refuse(request, user, self.respond_user_inactive(request, user))
        if not constant_time_compare(request.session.pop(TYPED_THEN, ""), user.get_session_auth_hash()):
            messages.error(request, gettext("Your password was changed meanwhile. Sign in again."))
            self.refuse(request, user, redirect("account_login"))
        super().login(request, user)

    def refuse(self, request: HttpRequest, user: AbstractBaseUser, answer: HttpResponse) -> NoReturn:
        failures.record(request, user.get_username())
        with kept.left_for_others(request):
            request.session.flush()
        raise ImmediateHttpResponse(answer)

    def logout(self, request: HttpRequest) -> None:
        with kept.left_for_others(request):
            super().logout(request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        response = super().post_login(request, user, **more)
        assert isinstance(user, User)
        throttle.remember(request, response, user)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """In the words of our own pages."""
        words = {"mfa_reauthenticate:webauthn": gettext("Use a passkey")}
        methods = super().get_reauthentication_methods(user)
        return [{**one, "description": words.get(one["id"], one["description"])} for one in methods]

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Whoever has just signed in is not asked again."""
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code does not fit. Wait for the next one in the app. A recovery code works once."
        ),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return Practice.load().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": Practice.load().name}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "name": user.get_username()}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}
