import logging

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = _("The practice")

    def ready(self) -> None:
        # Their text can quote values, so they go where clinic.logs takes it out.
        logging.captureWarnings(True)

        from clinic import (  # noqa: F401 - the checks register themselves
            checks,
            golive,
            moments,
            privileges,
            settled,
            startup,
        )

        connection_created.connect(moments.read_in_range)

        startup.checks.append(privileges.refuse_half_a_separation)
        golive.checks += [settled.facts, settled.legal_pages, settled.server]
