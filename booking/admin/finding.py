"""Whom the desk looks for: by name, phone, e-mail or reference, as it is said on the phone."""

import re
import unicodedata
from collections.abc import Iterator

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Lower, Reverse

from booking.models import Appointment, Contact
from booking.models.contacts import NAMES, NUMBER, WithoutExtension, names_query
from clinic.search_text import apart
from clinic.text import clean_line

LONGEST = 254  # that of an e-mail address
MOST = 1001  # one more than the queue lists (NearPaginator)
# What stands in a phone number however it is written, a text's hyphens and dashes among it.
IN_A_NUMBER = re.compile(r"[\d\s().+/\u2010-\u2015-]+", re.ASCII)
EXTENSION = re.compile(r"(?<=\d)\s*(?:[;,#x]|;?ext(?:ension|\.)?)[\s:=,]*\d{1,7}$", re.ASCII | re.IGNORECASE)
# Of booking.models.appointments.new_reference(), from where on it means one patient rather than many.
START_OF_REFERENCE = re.compile(r"[2-9B-DF-HJKMNP-TV-XZ]{3,8}")

Found = QuerySet[Appointment]


def find(words: str, among: Found | None = None) -> Found:
    """Those `among` them, of whatever age and in no order; of very many the newest.

    Each way of reading the words has an index of its own, and they meet in a union: an OR across two tables
    reads both from end to end. Asked at once, because of names that only begin so PostgreSQL expects far too
    many, and would read the appointments from end to end as well.
    """
    among = Appointment.objects.all() if among is None else among
    words = clean_line(words).strip()
    if not words or len(words) > LONGEST:
        return among.none()
    ways = [*by_number(words), *by_name(words), *by_email(words), *by_reference(words)]
    if not ways:
        return among.none()
    ids: set[int] = set(ways[0].union(*ways[1:]))
    if len(ids) > MOST:
        ids = set(among.filter(pk__in=ids).order_by("-pk").values_list("pk", flat=True)[:MOST])
    return among.filter(pk__in=ids)


def by_number(words: str) -> Iterator[QuerySet]:
    """Numbers are kept as +19197775242;ext=12. Four digits or more, from its start or to its end."""
    digits = digits_of(words)
    if not digits:
        return
    starts = Q(number__startswith=f"+{digits}") | Q(number__startswith=f"+1{digits}")
    yield Contact.objects.alias(**NUMBER).filter(starts).values_list("appointment", flat=True)
    backwards = {"backwards": Reverse(WithoutExtension("phone"), output_field=CharField())}
    ends = Q(backwards__startswith=digits[::-1])
    yield Contact.objects.alias(**backwards).filter(ends).values_list("appointment", flat=True)


def digits_of(words: str) -> str:
    """Of a phone number in any spelling, without its extension; empty where it is none."""
    words = unicodedata.normalize("NFKC", words)
    if len(re.sub(r"[^0-9]", "", number := EXTENSION.sub("", words))) >= 7:  # of less, "x1" is a name
        words = number
    digits = re.sub(r"[^0-9]", "", words)
    return digits if len(digits) >= 4 and IN_A_NUMBER.fullmatch(words) else ""


def by_name(words: str) -> Iterator[QuerySet]:
    """Of whoever bears, as patient or booker, names that begin so."""
    query = names_query(words, ending=":*")
    if query and not digits_of(words):
        yield Contact.objects.alias(names=NAMES).filter(names=query).values_list("appointment", flat=True)


def by_email(words: str) -> Iterator[QuerySet]:
    if len(words.split()) == 1:
        mailed = Contact.objects.alias(address=Lower("email")).filter(address__startswith=words.lower())
        yield mailed.values_list("appointment", flat=True)


def by_reference(words: str) -> Iterator[QuerySet]:
    reference = "".join(apart(words)).upper()
    if START_OF_REFERENCE.fullmatch(reference):
        yield Appointment.objects.filter(reference__startswith=reference).values_list("pk", flat=True)
