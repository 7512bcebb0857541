from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as account
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

# Open to the whole staff, whatever a model's own pages refuse: a search of any model, and the way to any
# record's own address, in which an appointment has its reference. No page of ours asks there.
LEFT_OUT = {"autocomplete", "view_on_site"}


class Desk(AdminSite):
    """Django's admin, entered by our sign-in alone."""

    site_header = site_title = _("Staff pages")
    index_title = _("What would you like to do?")

    def get_urls(self) -> list[Any]:
        return [one for one in super().get_urls() if getattr(one, "name", None) not in LEFT_OUT]

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Back without the query: the words of a search are not for whoever sits there next."""
        return redirect_to_login(urlsplit(request.GET.get("next", request.get_full_path())).path)

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return account.logout(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("staff:password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("staff:password")
