from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """Stands last in INSTALLED_APPS: when its turn comes after a migration, all permissions are there."""

    name = "clinic.staff"
    label = "staff"
    verbose_name = _("Staff")

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_used
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_migrate

        from clinic import golive
        from clinic.staff import kept, roles, second_factor, settled

        post_migrate.connect(roles.make, sender=self)
        authenticator_added.connect(second_factor.was_set_up)
        authenticator_used.connect(second_factor.was_used)
        authentication_failed.connect(second_factor.was_wrong)
        user_logged_in.connect(kept.take_along)
        golive.checks.append(settled.managers)
        roles.allow(
            roles.MANAGER,
            "clinic.view_practice clinic.change_practice clinic.view_legalpage clinic.change_legalpage "
            "auth.view_user auth.add_user auth.change_user traces.view_look",
        )


class DeskConfig(AdminConfig):
    default_site = "clinic.staff.site.Desk"
