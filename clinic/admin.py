from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from clinic.admin_answers import AnswersKept
from clinic.lists import ReadableList
from clinic.models import LegalPage, Practice
from clinic.staff import invitations


@admin.register(Practice)
class PracticeAdmin(AnswersKept):
    """One row: the list goes straight to it."""

    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 6})},
    }
    fieldsets = [
        (None, {"fields": ["name", "phone"]}),
        (gettext_lazy("Where"), {"fields": ["street", "city", "state", "postal_code"]}),
        (gettext_lazy("Before a visit"), {"fields": ["how_to_find_us", "what_to_bring"]}),
        (gettext_lazy("Opening hours"), {"fields": ["hours_confirmed"]}),
        (
            gettext_lazy("Where patients can leave a review"),
            {"fields": ["google_review_url", "yelp_review_url"]},
        ),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Practice | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        test_mail = self.admin_site.admin_view(require_POST(self.test_mail_view))
        return [path("test-mail/", test_mail, name="clinic_practice_test_mail"), *super().get_urls()]

    def test_mail_view(self, request: HttpRequest) -> HttpResponse:
        """To whoever asks for it: they see whether it comes."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        assert isinstance(request.user, User)
        try:
            invitations.send_test(request.user)
        except invitations.NoAddress as error:
            field = reverse("admin:auth_user_change", args=[request.user.pk]) + "#id_email"
            messages.error(request, format_html('{} <a href="{}">{}</a>', error, field, _("Enter it")))
        except invitations.NotSent as error:
            messages.error(request, str(error))
        else:
            Practice.objects.filter(pk=1).update(mail_tried_at=timezone.now())
            says = _("The mail server has taken the test mail to %(address)s. Look whether it comes.")
            messages.success(request, says % {"address": request.user.email})
        return redirect("admin:index")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:clinic_practice_change", Practice.load().pk)


@admin.register(LegalPage)
class LegalPageAdmin(ReadableList):
    """One row a kind: none is added, none is deleted."""

    list_display = ["title", "state", "effective_on", "updated_at"]
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 30})}}
    readonly_fields = ["kind", "updated_at"]
    fieldsets = [
        (None, {"fields": ["kind", "title", "effective_on", "body"]}),
        (None, {"fields": ["state", "updated_at"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LegalPage | None = None) -> bool:
        return False

    def view_on_site(self, obj: LegalPage) -> str:
        return obj.get_absolute_url()
