"""What an article's page says to machines: clinic/structured.py has the parts that all pages share."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinic.models import Practice
from clinic.structured import Data, absolute, breadcrumbs, known, named
from content.models import Article


def page(article: Article, practice: Practice, image: str) -> Data:
    """Of a published one: what it is, and where it stands."""
    url = absolute(article.get_absolute_url())
    return {"@graph": [described(article, practice, image, url), breadcrumbs(trail(article))]}


def described(article: Article, practice: Practice, image: str, url: str) -> Data:
    """Of both types: `lastReviewed` and `reviewedBy` are properties of a web page, the rest of an article.

    Of the next review nothing: schema.org has no word for it.
    """
    assert article.published_at is not None
    return {
        "@type": ["Article", "MedicalWebPage"],
        "@id": f"{url}#article",
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": get_language(),
        "headline": article.title,
        "description": article.summary,
        "image": image,
        "datePublished": localtime(article.published_at).isoformat(timespec="seconds"),
        "dateModified": localtime(article.changed_at).isoformat(timespec="seconds"),
        "author": {"@type": "Person", "name": article.author} if article.author else named(practice),
        "publisher": named(practice),
        **known("reviewedBy", article.reviewed_by and {"@type": "Person", "name": article.reviewed_by}),
        **known("lastReviewed", article.reviewed_on and article.reviewed_on.isoformat()),
    }


def trail(article: Article) -> list[tuple[str, str]]:
    return [
        (_("Home"), reverse("home")),
        (_("Articles"), reverse("content:library")),
        (article.topic.name, article.topic.get_absolute_url()),
        (article.title, article.get_absolute_url()),
    ]
