from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.portable import leaving


class Command(BaseCommand):
    help = "Writes all articles, topics and pictures into a new folder, in files that anybody can read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            counts = leaving.export(folder)
        except (leaving.Refused, OSError) as error:
            raise CommandError(str(error)) from error
        says = {
            "articles": ngettext("%s article", "%s articles", counts["articles"]) % counts["articles"],
            "topics": ngettext("%s topic", "%s topics", counts["topics"]) % counts["topics"],
            "pictures": ngettext("%s picture", "%s pictures", counts["pictures"]) % counts["pictures"],
            "folder": folder,
        }
        self.stdout.write(_("Written to %(folder)s: %(articles)s, %(topics)s, %(pictures)s.") % says)
