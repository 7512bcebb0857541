from django.contrib.auth.models import User


def account_called(typed: str) -> User | None:
    """Nobody tells “Anna” from “anna”, and the admin makes no such twins. Where a shell has made some, each
    is called exactly as it is spelled."""
    name = typed.replace("\0", "")
    found = list(User.objects.filter(username__iexact=name))
    exact = [user for user in found if user.username == name]
    meant = exact or found
    return meant[0] if len(meant) == 1 else None
