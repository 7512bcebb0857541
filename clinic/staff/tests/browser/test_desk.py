"""Django's own pages, in the parts that are ours."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from clinic.staff.tests.browser.walking import sign_in
from clinic.staff.tests.people import with_password

# The heading above the rows' names is empty: a minor fault of the admin's own template.
BUT_DJANGOS = {"rules": {"empty-table-header": {"enabled": False}}}


def look(axe, page, complaints):
    assert axe.violations(page, **BUT_DJANGOS) == []
    # It paints the page for a moment, which the page's own policy forbids.
    assert [one for one in complaints if "inline style" not in one] == []
    complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_weekly_hours(page, manager, provider, now, axe, complaints, scheme):
    cache.clear()
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/admin/booking/provider/{provider.pk}/change/")
    sign_in(page, with_password(manager))
    expect(page.get_by_label("Monday, 9:00 AM – 12:00 PM: from")).to_have_value("09:00")
    # What has to be filled in has a star, for the eyes: Django says it to screen readers.
    stars = "names => names.map(one => getComputedStyle(one, '::after').content)"
    assert set(page.locator("label.required").evaluate_all(stars)) == {'"*" / ""'}
    expect(page.get_by_text("Fields with a * have to be filled in.")).to_be_visible()
    look(axe, page, complaints)
    page.get_by_role("button", name="Add another Weekly hours").click()
    expect(page.get_by_label("More hours: from").filter(visible=True)).to_have_count(2)
    look(axe, page, complaints)
