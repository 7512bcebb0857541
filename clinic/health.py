"""/healthz: this process answers. /readyz: the database does too, and is migrated."""

from collections.abc import Callable

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase


def healthz(request: HttpRequest) -> HttpResponse:
    return plain("ok", 200)


def readyz(request: HttpRequest) -> HttpResponse:
    return plain("ready", 200) if is_ready() else plain("not ready", 503)


class HealthMiddleware:
    """Answers before anything reads the Host header: a load balancer asks by address, not by name."""

    views = {"/healthz": healthz, "/readyz": readyz}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.views.get(request.path_info, self.get_response)(request)


def is_ready() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return False


def plain(text: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)
