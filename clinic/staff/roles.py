"""Who may do what: three groups, made and kept in step by every migration.

Each app says in its AppConfig.ready() what a role may do with it. Accounts get a role and nothing else.
"""

from collections import defaultdict
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.db import router
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FRONT_DESK = "front desk"
EDITOR = "editor"
MANAGER = "manager"
LABELS = {FRONT_DESK: _("Front desk"), EDITOR: _("Editor"), MANAGER: _("Manager")}

_allowed: dict[str, set[str]] = defaultdict(set)


def allow(role: str, permissions: str) -> None:
    """`permissions` are names as has_perm() takes them, with spaces between. Managers may what others may."""
    _allowed[role].update(permissions.split())
    _allowed[MANAGER].update(permissions.split())


def make(using: str, **kwargs: Any) -> None:
    """Receives post_migrate. A name that no app has is a mistake, and fails here."""
    if not router.allow_migrate_model(using, Group):
        return
    for role in LABELS:
        group, _created = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set(permissions_named(_allowed[role], using))


def permissions_named(names: set[str], using: str) -> list[Permission]:
    wanted = Q(pk=None)
    for name in names:
        app, _dot, codename = name.partition(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.using(using).filter(wanted).select_related("content_type"))
    missing = names - {f"{one.content_type.app_label}.{one.codename}" for one in found}
    if missing:
        raise LookupError(f"No such permissions: {', '.join(sorted(missing))}")
    return found


def role_of(user: User) -> str:
    """Empty where somebody has none."""
    return next((group.name for group in user.groups.all() if group.name in LABELS), "")


def give(user: User, role: str) -> None:
    """This role and no other, and nothing beside it."""
    user.groups.set([Group.objects.get(name=role)])
    user.user_permissions.clear()
