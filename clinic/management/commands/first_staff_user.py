import secrets
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.staff import roles

USERNAME = "manager"


class Command(BaseCommand):
    help = "Where nobody can sign in yet, makes a manager and prints a random password, this once."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            return
        password = secrets.token_urlsafe(15)  # 120 bits in 20 characters
        roles.give(User.objects.create_user(USERNAME, password=password, is_staff=True), roles.MANAGER)
        self.stdout.write(_("The first staff user is %(username)s.") % {"username": USERNAME})
        self.stdout.write(
            _("The password, shown this once: %(password)s") % {"password": password},
        )
