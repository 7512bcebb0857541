"""The sitemap's sections, filled by each app in its AppConfig.ready()."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from clinic.models import LegalPage


class SiteSitemap(Sitemap):
    """Addresses start with SITE_URL, whatever name the request came in by."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PagesSitemap(SiteSitemap):
    def items(self) -> list[str]:
        return ["home", "content:library", "booking:start"]

    def location(self, item: str) -> str:
        return reverse(item)


class LegalSitemap(SiteSitemap):
    def items(self) -> QuerySet[LegalPage]:
        return LegalPage.objects.published()

    def lastmod(self, item: LegalPage) -> datetime:
        return item.updated_at


sections: dict[str, type[Sitemap]] = {"pages": PagesSitemap, "legal": LegalSitemap}
