from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from clinic import golive, reading_matter, startup


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Articles")

    def ready(self) -> None:
        from clinic import body
        from clinic.sitemaps import sections
        from clinic.staff import roles
        from content import illustrating, settled, starter, visits
        from content.sitemaps import ArticleSitemap, TopicSitemap

        startup.starters.append(starter.load)
        golive.checks.append(settled.articles)
        body.illustrators.append(illustrating.pictures)
        reading_matter.named = visits.named
        sections["articles"] = ArticleSitemap
        sections["topics"] = TopicSitemap
        roles.allow(
            roles.EDITOR,
            "content.view_article content.add_article content.change_article "
            "content.view_topic content.add_topic content.change_topic "
            "content.view_source content.add_source content.change_source content.delete_source "
            "content.view_correction content.add_correction content.change_correction "
            "content.delete_correction "
            "content.view_picture content.add_picture content.change_picture",
        )
        roles.allow(roles.MANAGER, "content.delete_article content.delete_topic content.delete_picture")
