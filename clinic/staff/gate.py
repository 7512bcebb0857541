"""Who may come in: signed in, with a second factor, by a session that is in use."""

from django.contrib.auth.models import User
from django.http import HttpRequest

from clinic.staff import idle, second_factor


def is_open(request: HttpRequest) -> bool:
    """For a page outside the admin that shows more to staff. Asking is use of the session."""
    if not isinstance(request.user, User) or idle.is_over(request):
        return False
    if not second_factor.was_shown(request) or not second_factor.is_set_up(request.user):
        return False
    idle.use(request)
    return True
