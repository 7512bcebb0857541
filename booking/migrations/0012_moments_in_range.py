import datetime

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from clinic.moments import bring_into_range

COLUMNS = {
    "booking_appointment": [
        "starts_at",
        "ends_at",
        "waiting_since",
        "answer_by",
        "touched_at",
        "agreed_at",
        "created_at",
        "changed_at",
    ],
    "booking_closure": ["first_day", "last_day"],
    "booking_extraopening": ["first_day", "last_day"],
    "booking_contact": ["email_notice_at"],
    "booking_draft": ["created_at"],
    "booking_hold": ["starts_at", "ends_at", "expires_at"],
    "booking_link": ["created_at", "revoked_at"],
    "booking_linkrequest": ["created_at"],
    "booking_message": [
        "created_at",
        "due_at",
        "leased_until",
        "sent_at",
        "failed_at",
        "superseded_at",
        "called_at",
    ],
    "booking_note": ["written_at"],
    "booking_proposedtime": ["starts_at"],
}


def bring_rows_into_range(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    bring_into_range(schema_editor.connection, COLUMNS)


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0011_task_failures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(bring_rows_into_range, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("starts_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("ends_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("ends_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("waiting_since__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("waiting_since__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("answer_by__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("answer_by__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("touched_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("touched_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("agreed_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("agreed_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("created_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("created_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("changed_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("changed_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="appointment_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_day__gte", datetime.date(2000, 1, 1)),
                    ("first_day__lte", datetime.date(2100, 12, 31)),
                    ("last_day__gte", datetime.date(2000, 1, 1)),
                    ("last_day__lte", datetime.date(2100, 12, 31)),
                ),
                name="closure_days",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email_notice_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("email_notice_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="contact_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("created_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("created_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="draft_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="extraopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_day__gte", datetime.date(2000, 1, 1)),
                    ("first_day__lte", datetime.date(2100, 12, 31)),
                    ("last_day__gte", datetime.date(2000, 1, 1)),
                    ("last_day__lte", datetime.date(2100, 12, 31)),
                ),
                name="extraopening_days",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("starts_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("ends_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("ends_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("expires_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("expires_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="hold_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("created_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("created_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("revoked_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("revoked_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="link_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("created_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("created_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="link_request_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("created_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("created_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("due_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("due_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("leased_until__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("leased_until__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("sent_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("sent_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("failed_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("failed_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("superseded_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("superseded_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("called_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("called_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="message_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("written_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("written_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="note_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposedtime",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("starts_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="proposed_time_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskfailure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("since__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("due_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("due_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="task_failure_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
    ]
