"""Accounts and what they may do. Django's own models are tracked by way of proxies."""

import pgtrigger
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from clinic.traces.changes import OnUpdate, tracked


# Not a hash that somebody could try passwords on, nor a row for every sign-in (a Look tells of that). That a
# password was changed is an event of its own, without it.
@tracked(
    OnUpdate("password", condition=pgtrigger.AnyChange("password")),
    exclude=["password", "last_login"],
    quiet=["date_joined"],
)
class Account(User):
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("account")


@tracked()
class AccountGroup(User.groups.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("role of an account")


@tracked()
class AccountPermission(User.user_permissions.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("right of an account")


@tracked()
class Role(Group):
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("role")


@tracked()
class RolePermission(Group.permissions.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("right of a role")


# `data` holds the secret; it is used at every sign-in.
@tracked(exclude=["data", "last_used_at"], quiet=["created_at"])
class SecondFactor(Authenticator):
    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("second factor")
