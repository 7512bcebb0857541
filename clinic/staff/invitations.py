"""Mails to colleagues. Above all a link to choose a password: the first one, or another if it is forgotten.

Django's own reset tokens: good for PASSWORD_RESET_TIMEOUT, and worth nothing once they were used. Sent from
the request, unlike mails to patients: the manager who presses the button is there to read that it failed.
"""

from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from clinic.mail import leaves
from clinic.models import Practice


class NotSent(Exception):
    """The mail server did not take it. `str()` of it is for the manager."""


class NoAddress(NotSent):
    """Whoever asked for it has none."""


def send(user: User) -> None:
    mail(
        user,
        "invitation",
        _("Your account at %(practice)s"),
        link=settings.SITE_URL + link_for(user),
        days=settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    )


def tell_of_reset(user: User) -> None:
    mail(user, "second-factor-reset", _("Your sign-in at %(practice)s"))


def send_test(user: User) -> None:
    """That mails are sent, not only written."""
    if not leaves():
        raise NotSent(
            _("Mails are kept as files until a server for them is named (MAIL_URL, on the server).")
        )
    if not user.email:
        raise NoAddress(_("Your account has no e-mail address."))
    mail(user, "test-mail", _("Test mail of %(practice)s"))


def mail(user: User, kind: str, subject: str, **more: Any) -> None:
    practice = Practice.load()
    context = {"practice": practice, "user": user, "LANGUAGE_CODE": settings.LANGUAGE_CODE, **more}
    message = EmailMultiAlternatives(
        subject=subject % {"practice": practice.name},
        body=render_to_string(f"emails/{kind}-body.txt", context),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834
    )
    message.attach_alternative(render_to_string(f"emails/{kind}-body.html", context), "text/html")
    try:
        message.send()
    except (OSError, SMTPException) as error:
        raise NotSent(_("The mail could not be sent. Try again in a few minutes.")) from error


def link_for(user: User) -> str:
    number = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("staff:invitation", args=[number, default_token_generator.make_token(user)])
