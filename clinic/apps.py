import logging

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClinicConfig(AppConfig):
    name = "clinic"
    verbose_name = _("The practice")

    def ready(self) -> None:
        # Their text can quote values, so they go where clinic.logs takes it out.
        logging.captureWarnings(True)

        from clinic import checks, golive, privileges, settled, startup  # noqa: F401 - the checks register themselves

        startup.checks.append(privileges.refuse_half_a_separation)
        golive.checks += [settled.facts, settled.legal_pages, settled.server]
