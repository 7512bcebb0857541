"""Rows from before texts were cleaned on their way in, for data migrations."""

from collections.abc import Callable, Sequence

from django.db import models


def clean_rows(model: type[models.Model], fields: Sequence[str], clean: Callable[[str], str]) -> None:
    """`model` is a migration's, with Django's own fields. Each row is changed once, and its history says so.

    A text of which nothing would be left stays: pages read it as empty, and a constraint may need it.
    """
    for name in fields:
        # Nothing but printable ASCII is clean already.
        suspects = model._default_manager.filter(**{f"{name}__regex": "[^ -~]"}).values_list("pk", name)
        for pk, text in suspects.iterator(1000):
            cleaned = clean(text)
            if cleaned and cleaned != text:
                model._default_manager.filter(pk=pk).update(**{name: cleaned})
