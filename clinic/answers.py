"""Forms whose answers outlive a failed CSRF check.

A view opts in with @keeps_answers, and promises to act only where answered() says so:

    @keeps_answers
    def details(request):
        form = DetailsForm(request.POST or None)
        if answered(request, form):
            ...one workflow call, redirect
        return render(request, "booking/details.html", {"form": form})

When the check fails, clinic.errors.csrf_failure calls the view once more: the form is shown again with
what was typed and a fresh token, and nothing has been done.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])


def keeps_answers(view: View) -> View:
    """May stand above or below other decorators: functools.wraps hands the mark on."""
    view.keeps_answers = True  # type: ignore[attr-defined]
    return view


def answered(request: HttpRequest, form: BaseForm) -> bool:
    """True only for a POST that passed the CSRF check and whose form is valid."""
    return pressed(request) and form.is_valid()


def pressed(request: HttpRequest) -> bool:
    """True only for a POST that passed the CSRF check: for a page that is one button."""
    return request.method == "POST" and not getattr(request, "csrf_failed", False)
