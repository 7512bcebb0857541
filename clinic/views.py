from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from clinic.body import shown
from clinic.models import LegalPage, Practice
from clinic.sharing import Words
from clinic.staff import gate


@require_safe
@cache_control(public=True, max_age=60)
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "clinic/home.html")


@require_safe
@conditional_page
def legal(request: HttpRequest, kind: str) -> HttpResponse:
    page = get_object_or_404(LegalPage, kind=kind)
    may_preview = page.is_published or (
        request.user.has_perm("clinic.change_legalpage") and gate.is_open(request)
    )
    if not may_preview:
        raise Http404
    body, _headings = shown(page.body)
    response = render(request, "clinic/legal.html", {"page": page, "body": body})
    if page.is_published:
        patch_cache_control(response, public=True, max_age=60)
    else:
        patch_cache_control(response, no_store=True)
    return response


@require_safe
def share_picture(request: HttpRequest) -> HttpResponseBase:
    return Words.of_site(Practice.load()).answer(request)


@require_safe
@cache_control(public=True, max_age=24 * 60 * 60)
def robots(request: HttpRequest) -> HttpResponse:
    # What must not be found says so itself (noindex); a crawler kept out of a page never reads that.
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
