"""Forms whose answers outlive a failed CSRF check, and a session that ended meanwhile.

A view opts in with @keeps_answers, and promises to act only where answered() says so:

    @keeps_answers
    def details(request):
        form = DetailsForm(request.POST or None)
        if answered(request, form):
            ...one workflow call, redirect
        return render(request, "booking/details.html", {"form": form})

When the check fails, clinic.errors.csrf_failure calls the view once more: the form is shown again with
what was typed and a fresh token, and nothing has been done. clinic.staff.kept does the same after somebody
has signed in again. `request.held_back` says which it was, for the sentence above the form.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseBase

SIGNED_OUT = "signed-out"
NO_COOKIE = "no-cookie"

View = TypeVar("View", bound=Callable[..., Any])


def keeps_answers(view: View) -> View:
    """May stand above or below other decorators: functools.wraps hands the mark on."""
    view.keeps_answers = True  # type: ignore[attr-defined]
    return view


def hold_back(
    request: HttpRequest, reason: str, view: Callable[..., Any], *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """The page of a view that keeps answers, with what the request's POST says, and nothing done."""
    request.held_back = reason  # type: ignore[attr-defined]
    # The admin wraps its views in the same check once more; it would end here again, for ever.
    request.csrf_processing_done = True  # type: ignore[attr-defined]
    response: HttpResponseBase = view(request, *args, **kwargs)
    return response.render() if hasattr(response, "render") else response


def answered(request: HttpRequest, form: BaseForm) -> bool:
    """True only for a POST that passed the CSRF check and whose form is valid."""
    if came_back(request):
        form.errors.clear()
    return pressed(request) and form.is_valid()


def pressed(request: HttpRequest) -> bool:
    """True only for a POST that passed the CSRF check: for a page that is one button."""
    return request.method == "POST" and not is_held_back(request)


def came_back(request: HttpRequest) -> bool:
    """Its button may not have been pressed yet: what is wrong in it, nobody asked."""
    return getattr(request, "held_back", "") == SIGNED_OUT


def is_held_back(request: HttpRequest) -> bool:
    return hasattr(request, "held_back")
