import datetime

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import clinic.moments
from clinic.moments import bring_into_range

COLUMNS = {
    "content_article": ["published_at", "updated_at", "reviewed_on", "review_due_on"],
    "content_correction": ["made_on"],
    "content_picture": ["added_at"],
    "content_signoff": ["signed_at"],
}


def bring_rows_into_range(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    bring_into_range(schema_editor.connection, COLUMNS)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_clean_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(bring_rows_into_range, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="article",
            name="published_at",
            field=models.DateTimeField(
                blank=True, null=True, validators=[clinic.moments.validate_day], verbose_name="published"
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="review_due_on",
            field=models.DateField(
                blank=True,
                help_text="When somebody has to read it again.",
                null=True,
                validators=[clinic.moments.validate_day],
                verbose_name="next review",
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="reviewed_on",
            field=models.DateField(
                blank=True, null=True, validators=[clinic.moments.validate_day], verbose_name="reviewed on"
            ),
        ),
        migrations.AlterField(
            model_name="articleevent",
            name="published_at",
            field=models.DateTimeField(
                blank=True, null=True, validators=[clinic.moments.validate_day], verbose_name="published"
            ),
        ),
        migrations.AlterField(
            model_name="articleevent",
            name="review_due_on",
            field=models.DateField(
                blank=True,
                help_text="When somebody has to read it again.",
                null=True,
                validators=[clinic.moments.validate_day],
                verbose_name="next review",
            ),
        ),
        migrations.AlterField(
            model_name="articleevent",
            name="reviewed_on",
            field=models.DateField(
                blank=True, null=True, validators=[clinic.moments.validate_day], verbose_name="reviewed on"
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="made_on",
            field=models.DateField(validators=[clinic.moments.validate_day], verbose_name="corrected on"),
        ),
        migrations.AlterField(
            model_name="correctionevent",
            name="made_on",
            field=models.DateField(validators=[clinic.moments.validate_day], verbose_name="corrected on"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_on__gte", datetime.date(2000, 1, 1)),
                    ("reviewed_on__lte", datetime.date(2100, 12, 31)),
                    ("review_due_on__gte", datetime.date(2000, 1, 1)),
                    ("review_due_on__lte", datetime.date(2100, 12, 31)),
                    ("published_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("published_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                    ("updated_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("updated_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="article_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("made_on__gte", datetime.date(2000, 1, 1)), ("made_on__lte", datetime.date(2100, 12, 31))
                ),
                name="correction_days",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("added_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("added_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="picture_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("signed_at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="sign_off_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
    ]
