"""Who has to be there before going live: clinic/golive.py."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.golive import Step
from clinic.staff import roles
from clinic.staff.second_factor import SECOND_FACTORS


def managers() -> Iterator[Step]:
    """Of one alone nobody could give back what a lost phone locks away."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    able = User.objects.filter(Exists(factors), is_active=True, groups__name=roles.MANAGER)
    yield Step(
        _("Invite a second manager, and have both set up their second factor."),
        able.count() >= 2,
        reverse("admin:auth_user_changelist"),
    )
