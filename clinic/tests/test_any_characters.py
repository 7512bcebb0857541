"""Whatever characters SQL wrote: no page, feed, calendar file, mail, CSV or data breaks."""

import csv
import json
import re
from email import message_from_bytes
from email.policy import default
from html import unescape
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from booking import mails
from booking.admin.exporting import harmless
from booking.tests.test_export import EXPORT
from clinic.models import Practice
from clinic.text import clean_line
from content.models import Article, Topic

ATOM = "{http://www.w3.org/2005/Atom}"
ANY = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)

WRITTEN = {
    "clinic_practice": "name",
    "booking_contact": "patient_name",
    "booking_provider": "name",
    "content_article": "title",
    "content_topic": "name",
}


@pytest.fixture
def booked(make_appointment, now):
    """Beside a published article."""
    Practice.load()
    topic = Topic.objects.create(name="Necks", slug="necks")
    Article.objects.create(
        title="Stiff neck", slug="stiff", topic=topic, summary="Ease.", body="<p>Rest.</p>",
        state="published", published_at=now,
    )  # fmt: skip
    return make_appointment(status="booked")


def test_any_text_through_every_output(client, head, booked):
    @given(ANY)
    @example("Neck\x0bpain\x85 \ufffe\u200b")
    @example("Knecht\\")
    @example('=A";CN="B\\n,\r\nBCC: c')
    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def comes_out(text):
        with transaction.atomic():
            with connection.cursor() as cursor:
                for table, column in WRITTEN.items():
                    cursor.execute(f"UPDATE {table} SET {column} = %s", [text])  # noqa: S608 - our own names
            assert_outputs(client, head, booked, clean_line(text))
            transaction.set_rollback(True)

    comes_out()


def assert_outputs(client, head, booked, kept):
    feed = ElementTree.fromstring(client.get("/articles/feed/").content)  # noqa: S314 - our own
    assert (feed.findtext(f"{ATOM}entry/{ATOM}title") or "") == kept
    ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own

    page = client.get("/articles/stiff/").content.decode()
    assert kept in unescape(page)
    for data in re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.S):
        assert json.loads(data)["@graph"][0]["headline"] == kept

    mail = message_from_bytes(
        mails.compose(booked.messages.get(kind="confirmed")).message().as_bytes(), policy=default
    )
    assert mail["Bcc"] is None
    [file] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    [event] = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert event.errors == []
    assert event["organizer"] == "mailto:" + mail["From"].addresses[0].addr_spec
    assert str(event["summary"]) == f"Visit to {kept}"

    rows = csv.DictReader(
        StringIO(b"".join(head.get(EXPORT, {"view": "coming"})).decode("utf-8-sig"), newline="")
    )
    assert [row["Patient"] for row in rows] == [harmless(kept)]
