from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from clinic.clean_rows import clean_rows
from clinic.text import clean_email, clean_line, clean_lines


def clean(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    clean_rows(apps.get_model("booking", "Contact"), ["patient_name", "booker_name"], clean_line)
    clean_rows(apps.get_model("booking", "Contact"), ["email"], clean_email)
    clean_rows(apps.get_model("booking", "Contact"), ["access_needs", "interpreter"], clean_lines)
    clean_rows(apps.get_model("booking", "Appointment"), ["visit_name"], clean_line)
    clean_rows(apps.get_model("booking", "Appointment"), ["note", "reason"], clean_lines)
    clean_rows(apps.get_model("booking", "VisitType"), ["name", "summary"], clean_line)
    clean_rows(apps.get_model("booking", "Provider"), ["name"], clean_line)
    clean_rows(apps.get_model("booking", "Closure"), ["reason"], clean_line)
    clean_rows(apps.get_model("booking", "ExtraOpening"), ["reason"], clean_line)
    clean_rows(apps.get_model("booking", "Note"), ["text"], clean_lines)


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0007_mails_sent_lately"),
    ]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
