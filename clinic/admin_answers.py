"""Django's own add and change pages keep answers, too: see clinic/answers.py."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from clinic.answers import came_back, is_held_back, keeps_answers


class AnswersKept(admin.ModelAdmin):
    @keeps_answers
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return super().add_view(request, form_url, extra_context)

    @keeps_answers
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if came_back(request):
            forget_errors(context)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (OnlyShown, form), {}) if is_held_back(request) else form


def forget_errors(context: dict[str, Any]) -> None:
    context["errors"].clear()
    context["adminform"].form.errors.clear()
    for inline in context["inline_admin_formsets"]:
        inline.formset.non_form_errors().clear()
        for errors in inline.formset.errors:
            errors.clear()


class OnlyShown:
    """A form as it was typed, with what is wrong in it, that nothing is saved from."""

    def is_valid(self) -> bool:
        super().is_valid()  # type: ignore[misc]
        return False
