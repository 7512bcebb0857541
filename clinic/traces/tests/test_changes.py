"""PostgreSQL writes an event for each change, whoever makes it, and lets nobody touch one."""

from datetime import UTC, datetime, timedelta

import pghistory
import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clinic.models import Practice
from clinic.traces.accounts import Account, AccountGroup, AccountPermission, Role, RolePermission
from clinic.traces.changes import kinds
from clinic.traces.models import Look
from clinic.traces.tests.reading import events_of, kind_of, last_event
from content.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return Topic.objects.create(name="Necks", slug="necks")


def told(record):
    return [(one.pgh_label, one.name) for one in events_of(record)]


def test_each_change_is_told_with_what_was_before_and_after(topic):
    topic.name = "Backs"
    topic.save()
    number = topic.pk
    topic.delete()
    assert told(Topic(pk=number)) == [("insert", "Necks"), ("update", "Backs"), ("delete", "Backs")]


def test_saving_without_a_change_is_none(topic):
    topic.save()
    Topic.objects.update(name="Necks")
    assert told(topic) == [("insert", "Necks")]


def test_when_it_happened_not_when_the_transaction_began(topic):
    topic.name = "Backs"
    topic.save()
    first, second = events_of(topic)
    assert first.pgh_created_at < second.pgh_created_at
    assert datetime.now(UTC) - second.pgh_created_at < timedelta(minutes=5)


def test_bulk_writes(topic):
    made = Topic.objects.bulk_create([Topic(name=name, slug=name) for name in ("a", "b")])
    Topic.objects.filter(pk__in=[one.pk for one in made]).update(summary="c")
    assert [told(one) for one in made] == [[("insert", name), ("update", name)] for name in ("a", "b")]


def test_plain_sql_is_told_and_names_nobody(topic):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE content_topic SET name = 'Backs' WHERE slug = 'necks'")
    assert told(topic) == [("insert", "Necks"), ("update", "Backs")]
    assert [(one.pgh_context, one.pgh_user) for one in events_of(topic)] == [(None, None)] * 2


def test_what_is_rolled_back_never_happened(topic):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Topic.objects.update(name="Backs")
        raise ZeroDivisionError
    assert told(topic) == [("insert", "Necks")]


def test_who_is_at_work_has_a_column_of_its_own(topic, receptionist):
    with pghistory.context(actor="staff", user=receptionist.pk):
        Topic.objects.update(name="Backs")
    assert last_event(topic).pgh_user == receptionist.pk


def test_an_account_without_its_password_or_sign_ins():
    user = User.objects.create_user("rita", password="a password that is long")
    user.last_login = timezone.now()
    user.save()
    user.set_password("another one that is long")
    user.save()
    user.is_active = False
    user.save()
    account = Account.objects.get(pk=user.pk)
    assert [(one.pgh_label, one.is_active) for one in events_of(account)] == [
        ("insert", True),
        ("password", True),
        ("update", False),
    ]
    kept = {field.name for field in kind_of(Account).event_model._meta.fields}
    assert not kept & {"password", "last_login"}


def test_which_roles_and_rights_an_account_has(receptionist):
    right = Permission.objects.get(codename="view_look")
    receptionist.user_permissions.add(right)
    role = Group.objects.create(name="Desk")
    role.permissions.add(right)
    receptionist.groups.add(role)
    receptionist.groups.remove(role)
    receptionist.user_permissions.remove(right)
    events = {one: kind_of(one).event_model.objects for one in
              (Role, RolePermission, AccountGroup, AccountPermission)}  # fmt: skip
    assert [one.pgh_label for one in events[Role].filter(pgh_obj=role)] == ["insert"]
    assert [(one.pgh_label, one.permission_id) for one in events[RolePermission].filter(group=role)] == [
        ("insert", right.pk)
    ]
    membership = events[AccountGroup].filter(group=role).order_by("pgh_id")
    assert [(one.pgh_label, one.user_id) for one in membership] == [
        ("insert", receptionist.pk),
        ("delete", receptionist.pk),
    ]
    assert events[AccountPermission].filter(pgh_label="delete", permission=right).count() == 1


RECORDS = [kind.event_model for kind in kinds] + [Look]


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.label)
def test_every_record_refuses_to_be_changed(model):
    """By its own trigger, which fires for the owner of the table and for superusers too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgtype & 1, tgtype & 2, tgtype & 8, tgtype & 16, tgenabled FROM pg_trigger "
            "WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger_append_only_%%'",
            [model._meta.db_table],
        )
        assert cursor.fetchall() == [(1, 2, 8, 16, "O")]  # each row, before, delete, update
    assert model.is_record
    assert model._meta.default_permissions in ((), ["view"])


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize("model, column", [(kind_of(Topic).event_model, "name"), (Look, "username")])
def test_not_even_the_owner_changes_one(topic, statement, model, column):
    Look.objects.create(action="opened")
    [before] = model.objects.values()
    table = model._meta.db_table
    with pytest.raises(DatabaseError, match=f"from {table} table"), transaction.atomic():
        connection.cursor().execute(statement.format(table, column, column))
    assert list(model.objects.values()) == [before]


def test_no_trigger_can_be_talked_out_of_it(topic):
    """django-pgtrigger's own ask the session first which of them to leave out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'")
        triggers = [name for (name,) in cursor.fetchall()]
        assert len(triggers) == 3 * len(kinds) + 1 + len(RECORDS)
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(triggers)}}}"])
    Topic.objects.update(name="Backs")
    assert told(topic) == [("insert", "Necks"), ("update", "Backs")]
    with pytest.raises(DatabaseError), transaction.atomic():
        kind_of(Topic).event_model.objects.all().delete()


def test_everything_that_staff_can_change_is_tracked():

    ours = {
        one for one in apps.get_models() if one._meta.app_label in ("booking", "content", "clinic", "auth")
    }
    tracked = {kind.model._meta.concrete_model for kind in kinds}
    left_out = {
        one._meta.label
        for one in ours
        if not hasattr(one, "pgh_tracked_model") and one._meta.concrete_model not in tracked
    }
    assert left_out == {
        "booking.Draft",
        "booking.Hold",
        "booking.LinkRequest",
        "booking.TaskFailure",
        "auth.Permission",
    }
    assert Practice in tracked
