from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TracesConfig(AppConfig):
    name = "clinic.traces"
    verbose_name = _("Traces")

    def ready(self) -> None:
        from clinic.traces import acting, signing_in

        acting.name_command()
        signing_in.listen()
