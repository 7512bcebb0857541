"""The site's own addresses, and pages that fail in the ways that the tests need."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import RequestContext, Template
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from clinic.answers import answered, keeps_answers
from clinic.errors import too_many
from clinic.staff.idle import refreshes
from clinic.urls import handler400, handler403, handler404, handler500
from clinic.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

PAGE = """{% extends 'base.html' %}
{% block content %}<form method="post">{% csrf_token %}{{ form }}</form>{% endblock %}"""


class NameForm(forms.Form):
    full_name = forms.CharField()


@require_http_methods(["GET", "POST"])
@keeps_answers
def keeping(request: HttpRequest, number: int) -> HttpResponse:
    form = NameForm(request.POST or None)
    if answered(request, form):
        return redirect("home")
    return HttpResponse(Template(PAGE).render(RequestContext(request, {"form": form})))


def forgetting(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return redirect("home")
    return HttpResponse(Template(PAGE).render(RequestContext(request, {"form": NameForm()})))


@require_POST
def sending(request: HttpRequest) -> HttpResponse:
    return redirect("home")


def closed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def unreadable(request: HttpRequest) -> HttpResponse:
    raise BadRequest


def missing(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404(f"no {token}")


def broken(request: HttpRequest, token: str) -> HttpResponse:
    for _twice in range(2):
        get_user_model().objects.create(username="jane.roe@example.com")
    return HttpResponse()


def too_large(request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig


def away(request: HttpRequest) -> HttpResponse:
    """The database is asked for where there is none."""
    elsewhere = connection.copy()
    elsewhere.settings_dict["HOST"] = "/nowhere"
    elsewhere.ensure_connection()
    return HttpResponse()


def failing(request: HttpRequest, code: str) -> HttpResponse:
    """The database answers, with an error of that SQLSTATE."""
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '%s'; END $$" % code)  # noqa: UP031
    return HttpResponse()


urlpatterns = [
    path("keeping/<int:number>/", keeping),
    path("forgetting/", forgetting),
    path("sending/", sending),
    path("closed/", closed),
    path("unreadable/", unreadable),
    path("missing/<token>/", missing),
    path("broken/<token>/", broken),
    path("too-large/", too_large),
    path("away/", away),
    path("failing/<code>/", failing),
    path("admin/refreshing/", refreshes(lambda request: HttpResponse())),
    path("busy/", lambda request: too_many(request, retry_after=90)),
    *site,
]
