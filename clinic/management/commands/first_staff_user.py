import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

USERNAME = "frontdesk"


class Command(BaseCommand):
    help = "Where nobody can sign in yet, makes one superuser and prints a random password, this once."

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()._default_manager
        if users.exists():
            return
        password = secrets.token_urlsafe(15)  # 120 bits in 20 characters
        users.create_superuser(username=USERNAME, email="", password=password)
        self.stdout.write(_("The first staff user is %(username)s.") % {"username": USERNAME})
        self.stdout.write(
            _("The password, shown this once: %(password)s") % {"password": password},
        )
