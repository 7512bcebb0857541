from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from clinic import checks, legal, owner, privileges, startup
from clinic.models import Practice

# Any number that nothing else in this database locks; it is "clinic" in ASCII.
MIGRATION_LOCK = 0x636C696E6963


class Command(BaseCommand):
    help = "Makes the database ready for this version: before each start, on any number of hosts at once."

    def handle(self, *args: Any, **options: Any) -> None:
        program = privileges.current_role(connection)
        if sentence := privileges.how_it_owns(connection, program):
            if settings.DATABASE_OWNER:
                raise CommandError(f"{sentence} {checks.hint()}")
            self.stderr.write(self.style.WARNING(f"{sentence} {checks.hint()}"))
        with owner.acting(), alone():
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
            call_command("createcachetable", verbosity=options["verbosity"])
            if settings.DATABASE_OWNER:
                privileges.grant(connection, program)
        # As the program again: what it may not do is to show here, not to the first patient.
        startup.check()
        load_starters()
        legal.write_missing()  # the database may be older than one of the kinds


@contextmanager
def alone() -> Iterator[None]:
    """The others wait here, and then find nothing left to migrate. A lost connection gives the lock back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


@transaction.atomic
def load_starters() -> None:
    """Once in the life of a database: what staff have deleted stays deleted."""
    Practice.load()
    practice = Practice.objects.select_for_update().get()
    if practice.starters_loaded_at:
        return
    for load in startup.starters:
        load()
    practice.starters_loaded_at = timezone.now()
    practice.save(update_fields=["starters_loaded_at"])
