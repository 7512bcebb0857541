"""The pictures in the text of an article: clinic/body.py asks for them."""

from django.template.loader import render_to_string

from content.models import Picture


def pictures(digests: set[str]) -> dict[str, str]:
    found = Picture.objects.light().filter(digest__in=digests)
    return {
        picture.digest: render_to_string("content/_picture.html", {"picture": picture}) for picture in found
    }
