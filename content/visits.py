"""From article to visit (clinic/reading_matter.py)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic import reading_matter
from clinic.reading_matter import Led, Matter
from content.models import Article, OldAddress


def named(slug: str, now: datetime) -> Matter | None:
    """By the address that it has; else by one that it had."""
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        article = Article.objects.filter(old_addresses__slug=slug).first()
    if article is None:
        return None
    return Matter(article.title, article.get_absolute_url() if article.is_published(now) else "")


def led_to(articles: Sequence[Article], now: datetime) -> dict[int, Led]:
    """By the primary key; an address that it had counts, unless another article has it now."""
    of = {article.slug: article.pk for article in articles}
    old = OldAddress.objects.filter(article__in=of.values()).exclude(slug__in=Article.objects.values("slug"))
    of.update(old.values_list("slug", "article_id"))
    found: dict[int, Led] = defaultdict(Led)
    for slug, led in reading_matter.led_to(of, now).items():
        found[of[slug]] += led
    return found


class VisitsCounted(admin.ModelAdmin):
    """Goes before the other bases. Brings the column and read-only field "requests"."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        shown = super().get_changelist_instance(request)
        led = led_to(shown.result_list, timezone.now())
        for article in shown.result_list:
            article.led = led[article.pk]
        return shown

    @admin.display(description=gettext_lazy("Requests for a visit"), empty_value="")
    def requests(self, article: Article) -> str:
        if article.pk is None:
            return ""
        led: Led | None = getattr(article, "led", None)
        if led is None:
            led = led_to([article], timezone.now())[article.pk]
        if not led.ever:
            return _("none yet")
        return _("%(lately)s in the last 30 days, %(ever)s in all") % {"lately": led.lately, "ever": led.ever}
