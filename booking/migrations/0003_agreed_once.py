from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

AGREED = ["booked", "arrived", "fulfilled", "noshow"]


def fill_in(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of what was booked before anybody wrote down when: no estimate is due too late for the day of asking."""
    booked = apps.get_model("booking", "Appointment").objects.filter(status__in=AGREED, agreed_at=None)
    booked.update(agreed_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0002_what_patients_need"),
    ]

    operations = [
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=~Q(status__in=AGREED) | Q(agreed_at__isnull=False), name="appointment_agreed_once"
            ),
        ),
    ]
