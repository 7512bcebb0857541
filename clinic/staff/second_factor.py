from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest

from clinic.traces import looks


def record_failure(request: HttpRequest, user: User, **more: Any) -> None:
    """Receives allauth's authentication_failed: the password was right, the code was not."""
    looks.record_failed_sign_in(request, user.get_username())
