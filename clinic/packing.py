from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PackingMiddleware(GZipMiddleware):
    """Words are sent packed, on every host, whatever proxy stands before it. Pictures are packed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith("image/"):
            response = super().process_response(request, response)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""  # Content-Length stays; gunicorn would throw the body away, and warn
        return response
