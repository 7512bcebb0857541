from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = _("Appointments")

    def ready(self) -> None:
        from booking import starter
        from clinic import startup

        startup.checks.append(starter.refuse_another_clock)
        startup.starters.append(starter.load)
