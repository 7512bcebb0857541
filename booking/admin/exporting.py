"""The current list as a file for a spreadsheet. Whatever has left in it is on record."""

import csv
import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking import wording
from booking.models import Appointment
from clinic.traces import looks

log = logging.getLogger(__name__)

CHUNK = 500
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets tell UTF-8
HEADINGS = [
    _("Reference"), _("Status"), _("Patient"), _("Booked by"), _("Phone"), _("E-mail"), _("Visit"),
    _("Provider"), _("Starts"), _("Asked"),
]  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """A file for csv.writer that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def export(request: HttpRequest, found: Any, what: str) -> StreamingHttpResponse:
    """`found` in its order, with contact and provider, and without what patients wrote (STANDARDS 3.7)."""
    rows = found.prefetch_related(None).iterator(CHUNK)
    response = StreamingHttpResponse(lines(request, rows, what), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{gettext("patients")}.csv"'
    return response


def lines(request: HttpRequest, found: Iterable[Appointment], what: str) -> Iterator[str]:
    """A look is written before what it tells of leaves, so many at a time: where somebody hangs up, the rest
    was not seen."""
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK + writer.writerow([str(one) for one in HEADINGS])
    rest = iter(found)
    while some := list(islice(rest, CHUNK)):
        looks.record(request, looks.Action.EXPORTED, (one.reference for one in some), what)
        yield "".join(writer.writerow(cells_or_reference(one)) for one in some)


def cells_or_reference(appointment: Appointment) -> list[str]:
    """One that cannot be read, its contact details are gone say, does not cut off the file."""
    try:
        return cells(appointment)
    except Exception as error:
        log.exception("export of %s: %s", appointment.pk, type(error).__name__)
        return [appointment.reference, gettext("cannot be read")]


def cells(appointment: Appointment) -> list[str]:
    contact, provider = appointment.contact, appointment.provider
    return [
        appointment.reference,
        appointment.get_status_display(),
        harmless(contact.patient_name),
        harmless(contact.booker_name),
        wording.phone(contact.phone) if contact.phone else "",
        harmless(contact.email),
        harmless(appointment.visit_name),
        harmless(provider.name) if provider else "",
        f"{timezone.localtime(appointment.starts_at):%Y-%m-%d %H:%M}" if appointment.starts_at else "",
        f"{timezone.localtime(appointment.created_at):%Y-%m-%d %H:%M}",
    ]


def harmless(cell: str) -> str:
    """A spreadsheet would run what a patient typed (OWASP, CSV injection). Phones are formatted by us: of one
    from abroad, which begins with a plus, it makes no formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
