from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from clinic.strands import picture

register = template.Library()

# How a picture fills a box of another shape: not at all, cut at the edges or at its foot, or stretched.
FITS = {
    "": mark_safe(""),
    "cut": mark_safe('preserveAspectRatio="xMidYMid slice" '),
    "cut at its foot": mark_safe('preserveAspectRatio="xMidYMin slice" '),
    "stretched": mark_safe('preserveAspectRatio="none" '),
}


@register.simple_tag
def strands(name: str, fit: str = "") -> SafeString:
    """The picture of that name, for the eye alone."""
    drawn = picture(name)
    return format_html(
        '<svg class="strands" viewBox="0 0 {} {}" {}fill="none" stroke="currentColor" stroke-linecap="round" '
        'stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{}"/>{}</svg>',
        drawn.width,
        drawn.height,
        FITS[fit],
        drawn.strands,
        format_html('<path class="lit" d="{}"/>', drawn.lit) if drawn.lit else "",
    )
