"""The queue narrowed down: by provider, visit and days; kept by tabs and export."""

import re
from datetime import timedelta

import pytest

from booking import workflow
from booking.admin import finding
from booking.models import Appointment, VisitType
from booking.tests.conftest import at
from booking.tests.pages import text_of
from booking.tests.test_export import rows_of

QUEUE = "/admin/booking/appointment/"


@pytest.fixture
def made(make_appointment, provider, another_provider, now):
    """Today is Monday, 1 June."""
    follow_up = VisitType.objects.create(name="Follow-up", slug="follow-up", length=30, every=30)
    provider.visit_types.add(follow_up)

    def booked(day, **more):
        return make_appointment(status="booked", starts_at=at(f"2026-{day} 09:00"), **more).reference

    return {
        booked("06-02"): "tomorrow",
        booked("06-05"): "Friday",
        booked("06-08"): "next Monday",
        booked("06-03", provider=another_provider): "with Quentin",
        booked("06-04", visit_type=follow_up): "follow-up",
        make_appointment(status="waitlist").reference: "without a time",
    }


def shown(browser, made, **asked):
    response = browser.get(QUEUE, {"view": "all", **asked})
    return sorted(made[one.reference] for one in response.context["cl"].result_list)


def test_each_filter_and_all_at_once(desk, made, provider, another_provider, visit_type):
    week = ["follow-up", "tomorrow", "with Quentin"]
    follow_up = VisitType.objects.get(slug="follow-up")
    quentin = {"provider": another_provider.pk}
    assert shown(desk, made) == sorted(made.values())
    assert shown(desk, made, **quentin) == ["with Quentin"]
    assert shown(desk, made, visit=follow_up.pk) == ["follow-up"]
    assert shown(desk, made, first_day="2026-06-05") == ["Friday", "next Monday", "without a time"]
    assert shown(desk, made, last_day="2026-06-04") == [*week, "without a time"]
    assert shown(desk, made, first_day="6/2/2026", last_day="June 2, 2026") == ["tomorrow", "without a time"]
    assert shown(desk, made, **quentin, visit=visit_type.pk, last_day="2026-06-03") == ["with Quentin"]
    assert shown(desk, made, **quentin, visit=follow_up.pk) == []


def test_a_day_is_the_clinics_from_midnight_to_midnight(desk, make_appointment, now):
    made = {}
    for words in ("2 00:00", "2 23:00", "3 00:00"):
        one = make_appointment(status="booked")
        starts_at = at(f"2026-06-0{words}")
        ends_at = starts_at + timedelta(minutes=45)
        Appointment.objects.filter(pk=one.pk).update(starts_at=starts_at, ends_at=ends_at)
        made[one.reference] = words
    assert shown(desk, made, first_day="2026-06-02", last_day="2026-06-02") == ["2 00:00", "2 23:00"]


def test_nobody_is_lost_who_has_no_time_yet_or_another_on_the_table(
    desk, make_appointment, provider, another_provider, receptionist, now
):
    """One time has to fit both: with Paula on Tuesday and with Quentin on Friday is not Paula on Friday."""
    tuesday, friday = at("2026-06-02 09:00"), at("2026-06-05 09:00")
    paula, quentin = {"wished_provider": provider}, {"wished_provider": another_provider}
    moved = make_appointment(status="booked", starts_at=at("2026-06-09 10:00"), **paula)
    workflow.reschedule(moved, another_provider, at("2026-06-09 10:00"), by=receptionist, now=now)
    made = {
        make_appointment(status="waitlist", **paula).reference: "wish",
        make_appointment(status="waitlist", wished_provider=None).reference: "anybody",
        make_appointment(
            status="proposed", offers=[(provider, tuesday), (another_provider, friday)], **quentin
        ).reference: "offers",
        make_appointment(
            status="booked",
            provider=another_provider,
            starts_at=at("2026-06-08 09:00"),
            offers=[(provider, friday)],
            **quentin,
        ).reference: "offer beside a visit",
        moved.reference: "wished for once",
    }
    with_paula = {"provider": provider.pk}
    friday_only = {"first_day": "2026-06-05", "last_day": "2026-06-05"}
    assert shown(desk, made, **with_paula) == ["offer beside a visit", "offers", "wish"]
    assert shown(desk, made, **friday_only) == ["anybody", "offer beside a visit", "offers", "wish"]
    assert shown(desk, made, **with_paula, **friday_only) == ["offer beside a visit", "wish"]
    tabs = text_of(desk.get(QUEUE, with_paula))
    assert "Waiting for us 1 " in tabs
    assert "Waiting for the patient 2 " in tabs


def links(browser, **asked):
    """Words → address, of tabs, spans and clear."""
    page = browser.get(QUEUE, asked).content.decode()
    return {
        re.sub(" <span.*", "", words): (url.replace("&amp;", "&"), bool(current))
        for url, current, words in re.findall(r'<a href="(\?[^"]*)"( aria-current="\w+")?>(.*?)</a>', page)
    }


def test_tabs_keep_what_was_chosen(desk, made, another_provider):
    """And count what they lead to."""
    asked = {"provider": another_provider.pk, "first_day": "2026-06-01"}
    found = links(desk, view="coming", **asked)
    kept = f"provider={another_provider.pk}&first_day=2026-06-01"
    assert found["Waiting for us"] == (f"?view=waiting&{kept}", False)
    assert found["Coming"] == (f"?view=coming&{kept}", True)
    assert "Waiting for us 0 " in text_of(desk.get(QUEUE, asked))
    assert "Waiting for us 1 " in text_of(desk.get(QUEUE))


def test_links_to_days_and_to_none(desk, made, provider):
    found = links(desk, view="coming", provider=provider.pk, first_day="2026-06-01", last_day="2026-06-07")
    start = f"?view=coming&provider={provider.pk}&first_day="
    assert {words: found[words] for words in ("This week", "Next week", "Clear")} == {
        "This week": (f"{start}2026-06-01&last_day=2026-06-07", True),
        "Next week": (f"{start}2026-06-08&last_day=2026-06-14", False),
        "Clear": ("?view=coming", False),
    }
    assert "?first_day=2026-06-01&last_day=2026-06-01" not in found
    assert "Clear" not in links(desk, view="coming")
    assert shown(desk, made, first_day="2026-06-08", last_day="2026-06-14") == [
        "next Monday",
        "without a time",
    ]


def test_a_search_can_be_narrowed_down_and_a_new_one_looks_everywhere(desk, made, another_provider):
    assert shown(desk, made, q="Doe", provider=another_provider.pk) == ["with Quentin"]
    page = desk.get(QUEUE, {"q": "Doe", "provider": another_provider.pk}).content.decode()
    search, narrow = re.findall(r"<form[^>]*method=\"get\".*?</form>", page, re.S)
    if "desk-narrow" in search:
        search, narrow = narrow, search
    assert "provider" not in search
    assert '<input type="hidden" name="q" value="Doe">' in narrow


def test_the_oldest_of_very_many_is_found_by_its_day(desk, made, make_appointment, monkeypatch, now):
    monkeypatch.setattr(finding, "MOST", 2)
    newer = [make_appointment(starts_at=at("2026-06-10 09:00"), status="cancelled") for _number in range(2)]
    assert shown(desk, made | {one.reference: "newer" for one in newer}, q="Doe") == ["newer", "newer"]
    assert shown(desk, made, q="Doe", first_day="2026-06-02", last_day="2026-06-02") == [
        "tomorrow", "without a time",
    ]  # fmt: skip


def test_the_export_is_narrowed_down_too(head, made, another_provider):
    asked = {"view": "all", "provider": another_provider.pk}
    assert [made[row[0]] for row in rows_of(head.get(f"{QUEUE}export/", asked))[1:]] == ["with Quentin"]
    page = head.get(QUEUE, asked).content.decode()
    assert f'href="{QUEUE}export/?provider={another_provider.pk}&amp;view=all"' in page


@pytest.mark.parametrize(
    "query",
    ["provider=x", "provider=%00", "provider=99999999999999999999", "visit=0", "first_day=soon",
     "last_day=%00", "first_day=0001-01-01", "last_day=9999-12-31",
     "first_day=2026-06-02&last_day=2026-06-01"],
)  # fmt: skip
def test_what_cannot_be_read_leads_to_the_plain_list(desk, provider, now, query):
    response = desk.get(f"{QUEUE}?{query}", follow=True)
    assert response.redirect_chain == [(QUEUE, 302)]
    assert "This list cannot show what was asked for." in text_of(response)
