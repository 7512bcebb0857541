"""A link to an article that is not out yet, for a reviewer who has no account here.

It names the article and the day, signed; nothing is kept. It shows the article as it is when the link is
opened, whatever has become of it, and it ends by itself: whoever has it can read until then.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.models import Article
from content.pages import article_response
from content.wording import when

SALT = "content.preview"
GOOD_FOR = timedelta(days=7)


def preview_path(article: Article) -> str:
    return reverse("content:preview", args=[signing.dumps(article.pk, salt=SALT)])


def ends(now: datetime) -> str:
    """Of a link made now."""
    return when(now + GOOD_FOR)


def note_of(article: Article) -> str:
    note = _("A preview for whoever reviews this article. Keep the link to yourself.")
    if article.state == Article.State.RETIRED:
        return _("%(note)s Readers do not have this article any more.") % {"note": note}
    return note


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Forged, ended, and of an article that was deleted: all the same to whoever asks."""
    try:
        article = Article.objects.select_related("topic").get(
            pk=signing.loads(token, salt=SALT, max_age=GOOD_FOR)
        )
    except (signing.BadSignature, Article.DoesNotExist):
        response = render(request, "content/preview_gone.html", status=404)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    else:
        response = article_response(request, article, note_of(article))
    # The address is the key: no page that is opened from here is told it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
