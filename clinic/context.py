from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from clinic.models import Practice


def practice(request: HttpRequest) -> dict[str, Any]:
    """`practice` in every template; asks the database once, and only where a template uses it."""
    return {"practice": SimpleLazyObject(Practice.load)}
