import re
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from booking import access, diary, hours, wording
from booking.availability import DAY
from booking.models import Draft, VisitType

register = template.Library()


@register.filter
def when(moment: datetime | None) -> str:
    """Tuesday, December 1 at 2:30 PM Eastern."""
    return unbroken(wording.when(moment)) if moment else ""


def unbroken(words: str) -> str:
    """No line ends within "December 1" or "at 2:30 PM"."""
    return re.sub(r" (?=\d)|(?<=\d) (?=[AP]M\b)", "\N{NO-BREAK SPACE}", words)


register.filter("day", wording.date_in_words)
register.filter("short_day", wording.short_day)
register.filter("short_when", wording.short_when)
register.filter("phone", wording.phone)


@register.simple_tag
def next_free_time() -> str:
    """The first free time of the first visit that can be booked online, in words; or else empty."""
    visit_type = VisitType.objects.bookable_online().first()
    if visit_type is None or not diary.online_times_are_offered():
        return ""
    now = timezone.now()
    today = diary.local_day(now)
    starts = diary.free_starts(
        visit_type, diary.providers_for(visit_type), first_day=today, last_day=today + 14 * DAY, now=now
    )
    return when(starts[0]) if starts else ""


@register.simple_tag(takes_context=True)
def opening_hours(context: dict[str, Any]) -> hours.Hours | None:
    """None until the practice has said that its hours are right: nobody is told samples."""
    return hours.of_practice(timezone.now()) if context["practice"].hours_confirmed else None


@register.simple_tag
def draft_pass(draft: Draft) -> SafeString:
    """The hidden field of access.draft_pass()."""
    return format_html('<input type="hidden" name="pass" value="{}">', access.draft_pass(draft.pk))
