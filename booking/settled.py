"""What has to be there before patients book: clinic/golive.py."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.models import Closure, Provider, VisitType
from clinic import mail
from clinic.golive import Step
from clinic.models import Practice


def schedule() -> Iterator[Step]:
    active = Provider.objects.filter(is_active=True)
    providers = reverse("admin:booking_provider_changelist")
    sample = active.filter(is_sample=True).first()
    yield Step(
        _("Put in real names and hours for every sample provider, or retire it."),
        sample is None,
        reverse("admin:booking_provider_change", args=[sample.pk]) if sample else providers,
    )
    yield Step(
        _("Enter the hours of at least one provider."),
        active.filter(weekly_hours__isnull=False).exists(),
        providers,
    )
    yield Step(
        _("Offer at least one visit online, with a provider for it."),
        VisitType.objects.bookable_online().filter(providers__is_active=True).exists(),
        reverse("admin:booking_visittype_changelist"),
    )
    yield Step(
        _("Enter the days on which you are closed, holidays too."),
        Closure.objects.filter(last_day__gte=timezone.localdate()).exists(),
        reverse("admin:booking_closure_changelist"),
    )


def mails() -> Iterator[Step]:
    """Those kept as files have reached nobody, and no message says afterwards whether it was one of them."""
    tried = mail.leaves() and Practice.load().mail_tried_at is not None
    yield Step(
        _("Send a test mail to yourself."), tried, reverse("admin:clinic_practice_test_mail"), button=True
    )
