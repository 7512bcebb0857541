import datetime

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import clinic.moments
from clinic.moments import bring_into_range

COLUMNS = {
    "clinic_practice": ["mail_tried_at", "starters_loaded_at"],
    "clinic_legalpage": ["effective_on", "updated_at"],
}


def bring_rows_into_range(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    bring_into_range(schema_editor.connection, COLUMNS)


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0005_practice_uid"),
    ]

    operations = [
        migrations.RunPython(bring_rows_into_range, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="legalpage",
            name="effective_on",
            field=models.DateField(
                blank=True,
                help_text="Shown above the text. The notice of privacy practices needs it.",
                null=True,
                validators=[clinic.moments.validate_day],
                verbose_name="in effect from",
            ),
        ),
        migrations.AlterField(
            model_name="legalpageevent",
            name="effective_on",
            field=models.DateField(
                blank=True,
                help_text="Shown above the text. The notice of privacy practices needs it.",
                null=True,
                validators=[clinic.moments.validate_day],
                verbose_name="in effect from",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalpage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_on__gte", datetime.date(2000, 1, 1)),
                    ("effective_on__lte", datetime.date(2100, 12, 31)),
                    ("updated_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("updated_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="legal_page_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mail_tried_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("mail_tried_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("starters_loaded_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("starters_loaded_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="practice_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
    ]
