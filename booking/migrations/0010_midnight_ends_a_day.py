from datetime import time, timedelta

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def keep_what_was_meant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now 12:00 AM ended a closure or an extra opening at the start of its last day."""
    for name in ("Closure", "ExtraOpening"):
        spans = apps.get_model("booking", name).objects.filter(to_time=time(0), last_day__gt=F("first_day"))
        spans.update(last_day=F("last_day") - timedelta(days=1), to_time=None)


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0009_phone_note"),
    ]

    operations = [
        migrations.AlterField(
            model_name="closure",
            name="from_time",
            field=models.TimeField(
                blank=True,
                help_text="Empty or 12:00 AM: from the start of the first day.",
                null=True,
                verbose_name="from",
            ),
        ),
        migrations.AlterField(
            model_name="closure",
            name="to_time",
            field=models.TimeField(
                blank=True,
                help_text="Empty or 12:00 AM: to the end of the last day.",
                null=True,
                verbose_name="to",
            ),
        ),
        migrations.AlterField(
            model_name="closureevent",
            name="from_time",
            field=models.TimeField(
                blank=True,
                help_text="Empty or 12:00 AM: from the start of the first day.",
                null=True,
                verbose_name="from",
            ),
        ),
        migrations.AlterField(
            model_name="closureevent",
            name="to_time",
            field=models.TimeField(
                blank=True,
                help_text="Empty or 12:00 AM: to the end of the last day.",
                null=True,
                verbose_name="to",
            ),
        ),
        migrations.AlterField(
            model_name="extraopening",
            name="from_time",
            field=models.TimeField(
                blank=True,
                help_text="Empty or 12:00 AM: from the start of the first day.",
                null=True,
                verbose_name="from",
            ),
        ),
        migrations.AlterField(
            model_name="extraopening",
            name="to_time",
            field=models.TimeField(
                blank=True,
                help_text="Empty or 12:00 AM: to the end of the last day.",
                null=True,
                verbose_name="to",
            ),
        ),
        migrations.AlterField(
            model_name="extraopeningevent",
            name="from_time",
            field=models.TimeField(
                blank=True,
                help_text="Empty or 12:00 AM: from the start of the first day.",
                null=True,
                verbose_name="from",
            ),
        ),
        migrations.AlterField(
            model_name="extraopeningevent",
            name="to_time",
            field=models.TimeField(
                blank=True,
                help_text="Empty or 12:00 AM: to the end of the last day.",
                null=True,
                verbose_name="to",
            ),
        ),
        migrations.AlterField(
            model_name="weeklyhours",
            name="closes",
            field=models.TimeField(help_text="12:00 AM: to the end of that day.", verbose_name="to"),
        ),
        migrations.AlterField(
            model_name="weeklyhoursevent",
            name="closes",
            field=models.TimeField(help_text="12:00 AM: to the end of that day.", verbose_name="to"),
        ),
        migrations.RunPython(keep_what_was_meant, migrations.RunPython.noop),
    ]
