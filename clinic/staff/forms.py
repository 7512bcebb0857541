"""allauth's and Django's forms in our words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm as CodeForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from clinic.staff.trying import CodeIsBurnt, CodeIsCounted, IsReadable, PasskeyIsRecorded


def say(form: forms.BaseForm, name: str, label: Any, required: Any, hint: Any = "") -> None:
    """No placeholders: they are gone when one begins to type."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)


def say_password(form: forms.BaseForm, name: str, label: Any) -> None:
    say(form, name, label, _("Type your password."))


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", _("User name"), _("Type your user name."))
        say_password(self, "password", _("Password"))
        # Phones would begin it with a capital.
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_password(self, "password", _("Password"))


def say_code(form: forms.BaseForm, hint: Any) -> None:
    say(form, "code", _("Code"), _("Type the code."), hint)
    form.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "spellcheck": "false"}


class AnyCode(CodeIsCounted):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("The six digits in your authenticator app, or one of your recovery codes.")
        say_code(self, hint)  # type: ignore[arg-type]


class SecondFactorForm(AnyCode, CodeForm):
    pass


class SecondFactorAgainForm(AnyCode, CodeAgainForm):
    pass


class AuthenticatorAppForm(CodeIsBurnt, ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_code(self, _("The six digits that the app shows now."))


class SignInByPasskeyForm(PasskeyIsRecorded, webauthn.LoginWebAuthnForm):
    pass


class SecondFactorPasskeyForm(PasskeyIsRecorded, webauthn.AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(PasskeyIsRecorded, webauthn.ReauthenticateWebAuthnForm):
    pass


class PasskeyForm(IsReadable, webauthn.AddWebAuthnForm):
    """Each key is a passkey: it signs in by itself, because the device has asked for a finger or a PIN."""

    passwordless = forms.BooleanField(
        label="", required=True, initial=True, widget=forms.CheckboxInput({"hidden": True})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("So that you know later which one it is, for example “desk computer”.")
        say(self, "name", _("Name of this passkey"), _("Type a name."), hint)
        self.fields["name"].max_length = 100


class NewPassword:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_new_password(self)

    def validate_password_for_user(self, user: User, field: str = "") -> None:
        """What is wrong with a password stands where it is typed first. Django says it at the second."""
        super().validate_password_for_user(user, "new_password1")  # type: ignore[misc]


class NewPasswordForm(NewPassword, SetPasswordForm):
    pass


class ChangePasswordForm(NewPassword, PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_password(self, "old_password", _("Your password now"))

    def clean_old_password(self) -> str:
        """A wrong one is counted and recorded as at the sign-in: it may be somebody else who sits there."""
        typed: str = self.cleaned_data["old_password"]
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, typed):
            raise adapter.validation_error("incorrect_password")
        return typed


def say_new_password(form: Any) -> None:
    hint = _("15 characters or more, whichever you like. A few words that do not belong together are good.")
    say(form, "new_password1", _("New password"), _("Type a new password."), hint)
    say(form, "new_password2", _("The same once more"), _("Type the new password once more."))
    form.error_messages["password_mismatch"] = _("The two are not the same. Type both again.")
