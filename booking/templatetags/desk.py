from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from booking.models import Appointment, Message

register = template.Library()


@register.inclusion_tag("admin/booking/_counts.html", takes_context=True)
def desk_counts(context: Context) -> dict[str, Any]:
    """How many wait for the front desk; nothing for whoever may not see them."""
    user = context["user"]
    if not user.has_perm("booking.view_appointment"):
        return {}
    waiting = Appointment.objects.waiting_for_clinic()
    return {
        "desk": True,
        "may_act": user.has_perm("booking.change_appointment"),
        "waiting": waiting.count(),
        "overdue": waiting.filter(answer_by__lt=timezone.now()).count(),
        "calls": Message.objects.to_call().count(),
    }
