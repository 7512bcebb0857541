from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from clinic.clean_rows import clean_rows
from clinic.text import clean_html, clean_line, clean_lines


def clean(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    clean_rows(
        apps.get_model("clinic", "Practice"), ["name", "street", "city", "state", "postal_code"], clean_line
    )
    clean_rows(apps.get_model("clinic", "Practice"), ["how_to_find_us", "what_to_bring"], clean_lines)
    clean_rows(apps.get_model("clinic", "LegalPage"), ["title"], clean_line)
    clean_rows(apps.get_model("clinic", "LegalPage"), ["body"], clean_html)


class Migration(migrations.Migration):
    dependencies = [
        ("clinic", "0003_mail_tried"),
    ]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
