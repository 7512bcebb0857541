import django.core.validators
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

YEAR = 365


def shorten(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("booking", "VisitType").objects.filter(horizon__gt=YEAR).update(horizon=YEAR)


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0003_agreed_once"),
    ]

    operations = [
        migrations.RunPython(shorten, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="visittype",
            name="horizon",
            field=models.PositiveSmallIntegerField(
                default=60,
                help_text="How far ahead patients can ask.",
                validators=[django.core.validators.MaxValueValidator(YEAR)],
                verbose_name="days ahead",
            ),
        ),
        migrations.AlterField(
            model_name="visittypeevent",
            name="horizon",
            field=models.PositiveSmallIntegerField(
                default=60,
                help_text="How far ahead patients can ask.",
                validators=[django.core.validators.MaxValueValidator(YEAR)],
                verbose_name="days ahead",
            ),
        ),
        migrations.AddConstraint(
            model_name="visittype",
            constraint=models.CheckConstraint(
                condition=Q(horizon__lte=YEAR), name="visit_type_horizon_a_year"
            ),
        ),
    ]
