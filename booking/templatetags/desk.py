from typing import Any

from django import template
from django.template import Context

from booking.admin import desk

register = template.Library()


@register.inclusion_tag("admin/booking/desk/_desk.html", takes_context=True)
def the_desk(context: Context) -> dict[str, Any]:
    """For whoever may see appointments."""
    return desk.shown(context["request"])
