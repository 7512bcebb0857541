import datetime

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("traces", "0002_invited"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="look",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("at__gte", datetime.datetime(1999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                    ("at__lt", datetime.datetime(2101, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                ),
                name="look_moments",
                violation_error_message="Choose a day from January 1, 2000, to December 31, 2100.",
            ),
        ),
    ]
