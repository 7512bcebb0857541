from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from clinic.clean_rows import clean_rows
from clinic.text import clean_html, clean_line


def clean(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    clean_rows(
        apps.get_model("content", "Article"),
        ["title", "summary", "author", "reviewed_by", "change_note"],
        clean_line,
    )
    clean_rows(apps.get_model("content", "Article"), ["body"], clean_html)
    clean_rows(apps.get_model("content", "Topic"), ["name", "summary"], clean_line)
    clean_rows(apps.get_model("content", "Picture"), ["alt"], clean_line)
    clean_rows(apps.get_model("content", "Source"), ["title", "publisher"], clean_line)
    clean_rows(apps.get_model("content", "Correction"), ["text"], clean_line)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0002_trust"),
    ]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
