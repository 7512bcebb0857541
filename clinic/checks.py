"""What `manage.py check --deploy` says of this project's own."""

from typing import Any

from django.core import checks
from django.db import Error, connection
from django.utils.translation import gettext as _

from clinic import privileges


@checks.register(checks.Tags.security, deploy=True)
def records_are_out_of_reach(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        sentence = privileges.how_it_owns(connection, privileges.current_role(connection))
    except Error:  # without a database the other checks still count
        return []
    return [checks.Warning(sentence, hint=hint(), id="clinic.W001")] if sentence else []


def hint() -> str:
    return _("docs/running.md says how to make two database roles.")
