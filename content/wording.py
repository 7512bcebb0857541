"""Moments and states in words, on the clinic's clock."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.models import Article


def when(moment: datetime) -> str:
    """Tuesday, June 2 at 9:00 AM; with the year where it is not this year's."""
    local = timezone.localtime(moment)
    day = date_format(local, pgettext("a day, in Django's date format", "l, F j"))
    if local.year != timezone.localdate().year:
        day = _("%(day)s, %(year)s") % {"day": day, "year": local.year}
    hour = time_format(local.time(), pgettext("a time of day, in Django's date format", "g:i A"))
    return _("%(day)s at %(time)s") % {"day": day, "time": hour}


def standing(article: Article, now: datetime) -> str:
    """What has become of it, as readers see it: what is scheduled is published once its time has come."""
    if article.is_published(now):
        assert article.published_at
        return _("Published on %(when)s") % {"when": when(article.published_at)}
    if article.state == Article.State.SCHEDULED:
        assert article.published_at
        return _("Scheduled for %(when)s") % {"when": when(article.published_at)}
    if article.state == Article.State.RETIRED and article.moved_to and article.moved_to.is_published(now):
        return _("Retired. Readers are told to read “%(title)s”") % {"title": article.moved_to}
    return str(article.get_state_display())
