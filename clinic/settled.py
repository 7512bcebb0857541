"""What the practice itself settles before going live: clinic/golive.py."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic import mail
from clinic.golive import Step
from clinic.models import LegalPage, Practice


def facts() -> Iterator[Step]:
    practice = Practice.load()
    page = reverse("admin:clinic_practice_change", args=[practice.pk])
    known = bool(practice.street and practice.city and practice.postal_code)
    yield Step(_("Enter the address of the practice, ZIP code included."), known, f"{page}#id_street")
    yield Step(_("Enter the phone number that patients call."), bool(practice.phone), f"{page}#id_phone")
    way, bring = practice.how_to_find_us.strip(), practice.what_to_bring.strip()
    yield Step(_("Tell patients how to find you."), bool(way), f"{page}#id_how_to_find_us")
    yield Step(_("Tell patients what to bring."), bool(bring), f"{page}#id_what_to_bring")
    hours = _("Check the hours of every provider, then tick that they are right.")
    yield Step(hours, practice.hours_confirmed, f"{page}#id_hours_confirmed")


def legal_pages() -> Iterator[Step]:
    """One a page: each has its own counsel to ask."""
    pages = {page.kind: page for page in LegalPage.objects.defer("body")}
    for kind in LegalPage.Kind:
        page = pages.get(kind)
        address = (
            reverse("admin:clinic_legalpage_change", args=[page.pk])
            if page
            else reverse("admin:clinic_legalpage_changelist")
        )
        sentence = _("Put your own words into “%(page)s” and publish it.") % {"page": kind.label}
        yield Step(sentence, page is not None and page.is_published, address)


def server() -> Iterator[Step]:
    """Settings of the deployment: docs/running.md."""
    yield Step(_("Serve the site over https (SITE_URL, on the server)."), settings.HTTPS)
    yield Step(
        _("Name the mailbox of the front desk (FRONT_DESK_EMAIL, on the server)."),
        bool(settings.FRONT_DESK_EMAIL),
    )
    yield Step(_("Name a server that sends mails (MAIL_URL, on the server)."), mail.leaves())
