from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clinic import startup


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Articles")

    def ready(self) -> None:
        from clinic.sitemaps import sections
        from content import starter
        from content.sitemaps import ArticleSitemap, TopicSitemap

        startup.starters.append(starter.load)
        sections["articles"] = ArticleSitemap
        sections["topics"] = TopicSitemap
