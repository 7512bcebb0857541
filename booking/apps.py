from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = _("Appointments")

    def ready(self) -> None:
        from booking import starter, traces
        from clinic import startup
        from clinic.traces import patients

        startup.checks.append(starter.refuse_another_clock)
        startup.starters.append(starter.load)
        patients.known = patients.Patients(traces.by_reference, traces.by_name, traces.references_of)
