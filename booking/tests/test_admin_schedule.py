"""Hours, closures, extra openings and visit types: who may change them, under which locks, and bad input."""

import re
from datetime import date, time

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booking import diary
from booking.errors import Busy
from booking.models import Closure, ExtraOpening, Provider
from booking.tests.pages import text_of

CLOSURE = {
    "provider": "",
    "first_day": "2026-06-02",
    "last_day": "2026-06-02",
    "from_time": "",
    "to_time": "",
}


@pytest.fixture
def closure(db):
    return Closure.objects.create(first_day=date(2026, 6, 2), last_day=date(2026, 6, 2))


@pytest.fixture
def busy(monkeypatch):
    def nobody_gets_in(providers):
        raise Busy

    monkeypatch.setattr(diary, "lock_for_hours", nobody_gets_in)


def hours_form(provider, keep=None, **changes):
    """The provider's page as it is, without the weekly hours that `keep` refuses."""
    hours = list(provider.weekly_hours.all())
    form = {
        "name": provider.name,
        "is_active": "on",
        "visit_types": [one.pk for one in provider.visit_types.all()],
        "weekly_hours-TOTAL_FORMS": len(hours),
        "weekly_hours-INITIAL_FORMS": len(hours),
    }
    for number, one in enumerate(hours):
        prefix = f"weekly_hours-{number}-"
        form |= {
            f"{prefix}id": one.pk,
            f"{prefix}provider": provider.pk,
            f"{prefix}weekday": one.weekday,
            f"{prefix}opens": one.opens.isoformat(),
            f"{prefix}closes": one.closes.isoformat(),
        }
        if keep and not keep(one):
            form[f"{prefix}DELETE"] = "on"
    return form | changes


@pytest.fixture
def desk(head):
    """Hours are the manager's."""
    return head


def post(desk, view, number=None, **answers):
    name = f"admin:booking_{view}_{'change' if number else 'add'}"
    return desk.post(reverse(name, args=[number] if number else []), answers, follow=True)


def test_a_closure_of_one_day_needs_no_last_day(desk, now):
    saved = post(desk, "closure", **CLOSURE | {"last_day": ""})
    assert Closure.objects.get().last_day == date(2026, 6, 2)
    assert re.search(r"The closure “\s?Tuesday, June 2\s?” was added successfully\.", text_of(saved))


def test_without_a_first_day_there_is_no_last_one(desk, closure, now):
    for number in (None, closure.pk):
        answer = post(desk, "closure", number, **CLOSURE | {"first_day": "", "last_day": ""})
        assert answer.context["adminform"].form.errors == {"first_day": ["This field is required."]}


@pytest.mark.parametrize(
    ("last_day", "from_time", "to_time", "words"),
    [
        (date(2026, 6, 2), None, None, "Tuesday, June 2"),
        (date(2026, 6, 2), time(13, 30), None, "Tuesday, June 2, from 1:30 PM"),
        (date(2026, 6, 2), None, time(17), "Tuesday, June 2, to 5:00 PM"),
        (date(2026, 6, 2), time(13, 30), time(17), "Tuesday, June 2, 1:30 PM – 5:00 PM"),
        (date(2027, 1, 1), None, None, "Tuesday, June 2 – Friday, January 1, 2027"),
        (date(2026, 6, 4), time(13, 30), time(9), "Tuesday, June 2, 1:30 PM – Thursday, June 4, 9:00 AM"),
        (date(2026, 6, 4), time(13, 30), None, "Tuesday, June 2, 1:30 PM – Thursday, June 4, end of day"),
        (date(2026, 6, 4), time(13, 30), time(0), "Tuesday, June 2, 1:30 PM – Thursday, June 4, end of day"),
        (date(2026, 6, 2), time(18), time(0), "Tuesday, June 2, 6:00 PM – end of day"),
        (date(2026, 6, 2), time(0), time(9), "Tuesday, June 2, 12:00 AM – 9:00 AM"),
        (date(2026, 6, 3), time(0), time(0), "Tuesday, June 2, 12:00 AM – Wednesday, June 3, end of day"),
    ],
)
def test_a_closure_in_words(now, last_day, from_time, to_time, words):
    days = {"first_day": date(2026, 6, 2), "last_day": last_day}
    assert str(Closure(**days, from_time=from_time, to_time=to_time)) == words


def test_the_list_says_when_in_one_column(desk, closure, now):
    """Six made it wider than the page, and the reason was not seen."""
    page = text_of(desk.get(reverse("admin:booking_closure_changelist")))
    assert "When Provider Reason" in page
    assert "Tuesday, June 2 everybody" in page


def test_saving_takes_the_providers_locks_in_order(desk, provider, another_provider, now):
    with CaptureQueriesContext(connection) as queries:
        post(desk, "closure", **CLOSURE)
    statements = [one["sql"] for one in queries]
    locked = [number for number, sql in enumerate(statements) if "FOR NO KEY UPDATE" in sql]
    written = next(number for number, sql in enumerate(statements) if 'INSERT INTO "booking_' in sql)
    assert len(locked) == 1
    assert locked[0] < written
    assert 'ORDER BY "booking_provider"."id" ASC FOR NO KEY UPDATE' in statements[locked[0]]


def test_a_busy_diary_keeps_what_was_typed(desk, provider, busy, now):
    response = post(desk, "closure", **CLOSURE | {"reason": "Garden party"})
    assert "The diary was busy for a moment" in text_of(response)
    assert 'value="Garden party"' in response.content.decode()
    assert not Closure.objects.exists()


def test_a_busy_diary_deletes_nothing_from_the_delete_page(desk, closure, busy, now):
    address = reverse("admin:booking_closure_delete", args=[closure.pk])
    response = desk.post(address, {"post": "yes"}, follow=True)
    assert "The diary was busy for a moment" in text_of(response)
    assert response.redirect_chain == [(address, 302)]
    assert Closure.objects.count() == 1
    assert not LogEntry.objects.exists()


def delete_selected(desk, *closures):
    answers = {"action": "delete_selected", "_selected_action": [one.pk for one in closures], "post": "yes"}
    return desk.post(reverse("admin:booking_closure_changelist"), answers, follow=True)


def test_a_busy_diary_deletes_nothing_of_what_was_selected(desk, closure, busy, now):
    response = delete_selected(desk, closure)
    assert "The diary was busy for a moment" in text_of(response)
    assert "Successfully deleted" not in text_of(response)
    assert Closure.objects.count() == 1
    assert not LogEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_delete_selected_keeps_the_locks_until_it_is_done(desk, closure, provider):
    """The lock and the deletion are one transaction: the ids are those of PostgreSQL's transactions."""
    seen = []

    def note(execute, sql, *rest):
        if "FOR NO KEY UPDATE" in sql or sql.startswith("DELETE"):
            with connection.connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
                seen.append(cursor.fetchone()[0])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        delete_selected(desk, closure)
    assert len(seen) == 2
    assert len(set(seen)) == 1


@pytest.mark.parametrize("kind", ["closure", "extraopening"])
@pytest.mark.parametrize(
    "changes",
    [
        {"first_day": "9999-12-31", "last_day": "9999-12-31"},
        {"first_day": "0001-01-01"},
        {"first_day": "2026-02-30"},
        {"last_day": "2026-06-01"},
        {"from_time": "12:00", "to_time": "11:00"},
        {"reason": "x" * 101},
        {"provider": "99999"},
        {"provider": "9" * 40},
        {"from_time": "🙂"},
    ],
)
def test_bad_input_is_a_field_error(desk, provider, now, kind, changes):
    response = post(desk, kind, **CLOSURE | changes)
    assert response.status_code == 200
    assert response.context["errors"]
    assert not Closure.objects.exists()
    assert not ExtraOpening.objects.exists()


def test_hours_that_end_before_they_begin(desk, provider, now):
    answers = hours_form(provider) | {"weekly_hours-0-closes": "08:00"}
    response = post(desk, "provider", provider.pk, **answers)
    assert "The end must be later than the start." in text_of(response)


def test_samples_are_labelled(desk, provider, now):
    page = reverse("admin:booking_provider_changelist")
    assert "sample" not in text_of(desk.get(page)).lower().replace("a sample", "")
    Provider.objects.update(is_sample=True)
    assert "sample" in text_of(desk.get(page))
    shown = text_of(desk.get(reverse("admin:booking_provider_change", args=[provider.pk])))
    assert "This is a sample." in shown


def test_retired_not_deleted(desk, manager, visit_type, provider, now):
    manager.is_superuser = True
    manager.save()
    desk.force_login(manager)
    for model, row in (("visittype", visit_type), ("provider", provider)):
        assert (
            desk.post(reverse(f"admin:booking_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code
            == 403
        )


def test_only_whoever_may(client, editor, provider, visit_type, now):
    client.force_login(editor)
    for model in ("visittype", "provider", "closure", "extraopening"):
        assert client.get(reverse(f"admin:booking_{model}_changelist")).status_code == 403


@pytest.mark.parametrize("model", ["visittype", "provider", "closure", "extraopening"])
def test_queries_do_not_grow(desk, provider, visit_type, now, model):
    from conftest import make_provider

    def more(count):
        for number in range(count):
            make_provider(f"Number {number}", visit_type)
            for kind in (Closure, ExtraOpening):
                kind.objects.create(
                    provider=provider, first_day=date(2026, 6, 2), last_day=date(2026, 6, 2), to_time=time(12)
                )

    def count():
        with CaptureQueriesContext(connection) as queries:
            desk.get(reverse(f"admin:booking_{model}_changelist"))
        return len(queries)

    more(1)
    count()
    one = count()
    more(7)
    assert count() == one
