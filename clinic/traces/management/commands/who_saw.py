import signal
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from clinic.accounts import account_called
from clinic.traces import timeline, words
from clinic.traces.search import Search, Unclear, find_patients


class Command(BaseCommand):
    help = "Prints who saw and changed what, the newest first: all, or of an account, a patient, a period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--staff", metavar="NAME", help="What this account did, by its user name.")
        parser.add_argument("--patient", metavar="REFERENCE", help="Or words of the patient's name.")
        parser.add_argument("--from", dest="first_day", metavar="DAY", help="The first day, like 2026-11-22.")
        parser.add_argument("--to", dest="last_day", metavar="DAY", help="The last day.")
        parser.add_argument(
            "--patients",
            action="store_true",
            help="Only the references of the patients who were looked at or changed.",
        )

    def run_from_argv(self, argv: list[str]) -> None:
        """Where nobody reads on (`| head`), it ends without a word."""
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        super().run_from_argv(argv)

    def handle(
        self,
        *args: Any,
        staff: str | None,
        patient: str | None,
        first_day: str | None,
        last_day: str | None,
        patients: bool,
        **options: Any,
    ) -> None:
        try:
            search = Search(
                staff=account(staff) if staff else None,
                patients=find_patients(patient) if patient else None,
                first_day=day(first_day),
                last_day=day(last_day),
            )
        except Unclear as unclear:
            raise CommandError(str(unclear)) from unclear
        if patients:
            for reference in timeline.references(search):
                self.stdout.write(reference)
            return
        for rows in timeline.everything(search):
            for entry in words.entries(rows, about_one_patient=search.patients is not None):
                self.stdout.write(line(entry))


def account(name: str) -> User:
    user = account_called(name)
    if user is None:
        raise Unclear(_("No account has the user name “%(name)s”.") % {"name": name})
    return user


def day(typed: str | None) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Unclear(_("“%(day)s” is no day. Write it like 2026-11-22.") % {"day": typed}) from None


def line(entry: words.Entry) -> str:
    """Parted by tabs: when, who, from where, what, which patients, what was before and after."""
    cells = [
        entry.at,
        entry.who,
        entry.address,
        ": ".join(part for part in (entry.did, entry.what) if part),
        " ".join(entry.references),
        "; ".join(f"{one.field}: {one.before} → {one.after}" for one in entry.differences),
    ]
    return "\t".join(" ".join(cell.split()) for cell in cells)
