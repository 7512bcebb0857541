from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from content.portable import coming


class Command(BaseCommand):
    help = "Reads what export_articles has written. Adds and changes by address; deletes no article."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--dry-run", action="store_true", help="Only says what it would do.")

        parser.add_argument(
            "--skip-other-files",
            action="store_true",
            help="Imports the rest where files of other kinds or names are in the folder, and names them.",
        )

    def handle(self, *args: Any, folder: Path, dry_run: bool, skip_other_files: bool, **options: Any) -> None:
        try:
            done = coming.load(folder, dry_run=dry_run, skip_other_files=skip_other_files)
        except coming.Refused as refused:
            raise CommandError(f"{refused}\n{_('Nothing has changed.')}") from refused
        for sentence in done:
            self.stdout.write(sentence)
        if dry_run:
            self.stdout.write(_("This was a dry run: nothing has changed."))
