from typing import Any, cast

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from clinic import structured
from clinic.models import Practice
from clinic.sharing import Picture, Words

register = template.Library()

register.simple_tag(structured.absolute)


class Keep(template.Node):
    def __init__(self, name: str, nodelist: template.NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: template.Context) -> SafeString:
        context[self.name] = self.nodelist.render(context)
        return cast(SafeString, context[self.name])


@register.tag
def keep(parser: template.base.Parser, token: template.base.Token) -> Keep:
    """{% keep name %}…{% endkeep %} shows what is inside, and has it again as {{ name }} further down."""
    _keep, name = token.split_contents()
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return Keep(name, nodelist)


@register.simple_tag(takes_context=True)
def site_picture(context: dict[str, Any]) -> Picture:
    """Beside a link to a page that has none of its own."""
    return of_site(context["practice"])


@register.simple_tag(takes_context=True)
def practice_data(context: dict[str, Any], week: structured.Week | None) -> SafeString:
    practice = context["practice"]
    return structured.script(structured.practice(practice, week or None, of_site(practice).url))


@register.simple_tag
def breadcrumb_data(*trail: str) -> SafeString:
    """Name, address, name, address …, from the home page on."""
    return structured.script(structured.breadcrumbs(zip(trail[::2], trail[1::2], strict=True)))


def of_site(practice: Practice) -> Picture:
    return Words.of_site(practice).picture(reverse("share_picture"))
