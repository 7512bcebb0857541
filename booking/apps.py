from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingConfig(AppConfig):
    name = "booking"
    verbose_name = _("Appointments")

    def ready(self) -> None:
        from booking import came_from, settled, starter, traces
        from clinic import golive, reading_matter, startup
        from clinic.staff import roles
        from clinic.traces import patients

        startup.checks.append(starter.refuse_another_clock)
        startup.starters.append(starter.load)
        golive.checks += [settled.schedule, settled.mails]
        reading_matter.led_to = came_from.led_to
        patients.known = patients.Patients(traces.by_reference, traces.by_name, traces.references_of)
        roles.allow(
            roles.FRONT_DESK,
            "booking.view_appointment booking.change_appointment "
            "booking.view_provider booking.view_weeklyhours booking.view_visittype "
            "booking.view_closure booking.add_closure booking.change_closure "
            "booking.view_extraopening booking.add_extraopening booking.change_extraopening",
        )
        roles.allow(
            roles.MANAGER,
            "booking.add_provider booking.change_provider "
            "booking.add_weeklyhours booking.change_weeklyhours booking.delete_weeklyhours "
            "booking.add_visittype booking.change_visittype "
            "booking.delete_closure booking.delete_extraopening booking.export_appointment",
        )
