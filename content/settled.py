"""What has to be there before patients read: clinic/golive.py."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.golive import Step
from content.models import Article


def articles() -> Iterator[Step]:
    yield Step(
        _("Publish at least one article."),
        Article.objects.published(timezone.now()).exists(),
        reverse("admin:content_article_changelist"),
    )
