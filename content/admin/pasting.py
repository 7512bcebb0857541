"""What is pasted into the editor comes here first, and goes back as it would be saved."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from clinic.body import cleaned


class TidiesWhatIsPasted:
    """For an admin: static/js/pasted.js asks."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        tidy = self.admin_site.admin_view(require_POST(self.tidy_view))
        return [path("tidy/", tidy, name="content_article_tidy"), *super().get_urls()]  # type: ignore[misc]

    def tidy_view(self, request: HttpRequest) -> HttpResponse:
        """`html` → {"html", "notes"}; 400 and {"refused"} with a sentence. Saves nothing."""
        if not self.has_change_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        try:
            found = cleaned(request.POST.get("html", ""))
        except ValidationError as error:
            return JsonResponse({"refused": " ".join(error.messages)}, status=400)
        return JsonResponse(found._asdict())
