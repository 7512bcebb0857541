import textwrap

from django import template

from clinic.staff import browsers

register = template.Library()

register.filter("browser", browsers.called)


@register.filter
def in_fours(letters: str) -> list[str]:
    """As one types them from the screen."""
    return textwrap.wrap(letters, 4)
