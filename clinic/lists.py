"""The admin's lists, whatever their address or their tick boxes say."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinic.admin_answers import AnswersKept


class Unreadable(Exception):
    pass


class ReadableList(AnswersKept):
    """What nobody can read leads to the plain list."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            with transaction.atomic():
                return super().get_changelist_instance(request)
        except (IncorrectLookupParameters, ValueError, OverflowError, DataError) as error:
            if not request.GET:
                raise
            raise Unreadable from error

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *more: Any
    ) -> HttpResponse | None:
        try:
            queryset.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        except ValueError as error:
            raise Unreadable from error
        return super().response_action(request, queryset, *more)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except Unreadable:
            messages.warning(request, _("This list cannot show what was asked for."))
            return redirect(request.path)
