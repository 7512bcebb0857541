from typing import Any

from django import template
from django.template import Context

from clinic import golive

register = template.Library()


@register.inclusion_tag("admin/clinic/_going_live.html", takes_context=True)
def going_live(context: Context) -> dict[str, Any]:
    """What is still to be settled, for whoever can; nothing for the others."""
    if not context["user"].has_perm("clinic.change_practice"):
        return {}
    steps = golive.steps()
    return {
        "steps": steps,
        "open": [step for step in steps if not step.done],
        "done": [step for step in steps if step.done],
        "csrf_token": context.get("csrf_token"),
    }
