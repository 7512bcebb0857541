"""Every public page and state, looked at once.

The fixture `complaints` sees to the console, the policy, missing files and other origins.
"""

import pytest

from clinic.tests.browser.accessibility import Accessibility
from clinic.tests.browser.catalogue import GROUPS, STAFF
from clinic.tests.browser.looking import PHONE, at_the_front_desk, faults
from clinic.tests.browser.stage import Stage, walk

pytestmark = pytest.mark.urls("clinic.tests.urls")


@pytest.mark.parametrize("group", GROUPS)
def test_every_state(stage: Stage, axe: Accessibility, group: str) -> None:
    stage.keep_no_page()
    stage.page.set_viewport_size(PHONE)
    found = list(walk(stage, GROUPS[group], lambda _name: faults(stage.page, axe)))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("group", STAFF)
def test_every_page_of_the_front_desk(stage: Stage, axe: Accessibility, group: str) -> None:
    found = list(walk(stage, STAFF[group], lambda _name: at_the_front_desk(stage.page, axe)))
    assert not found, "\n".join(found)
