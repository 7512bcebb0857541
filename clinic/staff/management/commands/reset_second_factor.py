from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from clinic.accounts import account_called
from clinic.staff.ending import RESET, reset_second_factor


class Command(BaseCommand):
    help = "For somebody who has lost it: takes away the second factor and ends all sessions of this account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help=_("The user name"))

    def handle(self, *args: Any, **options: Any) -> None:
        user = account_called(options["name"])
        if user is None:
            raise CommandError(_("Nobody is called %(name)s.") % {"name": options["name"]})
        reset_second_factor(user)
        self.stdout.write(str(RESET % {"name": user.username}))
